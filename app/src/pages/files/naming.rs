//! The question for a name: of a new folder, or another one for an entry.

use domain::file_name::FileName;
use leptos::{prelude::*, task::spawn_local};

use super::{
    acts::use_acts,
    questions::while_asked,
    state::{Question, use_state},
};
use crate::{
    components::{
        button::{Button, ButtonKind},
        dialog::Dialog,
        field::{Field, FieldSpec},
        form::{FormField, focus},
        icon::Glyph,
    },
    session::use_session,
};

const NAME: FieldSpec = FieldSpec { id: "entry-name", label: "Name", kind: "text", autocomplete: "off" };

/// The dialog, open while a name is asked for.
#[component]
pub fn NameDialog() -> impl IntoView {
    let state = use_state();
    let is_asked = Memo::new(move |_| {
        state.question.with(|question| matches!(question, Some(Question::NewFolder | Question::Rename(_))))
    });
    let open = while_asked(state, is_asked);
    let title = Signal::derive(move || {
        let is_new = state.question.with(|question| matches!(question, Some(Question::NewFolder)));
        if is_new { "New folder" } else { "Rename" }.to_owned()
    });
    view! { <Dialog id="name-title" title open><NameForm open /></Dialog> }
}

#[component]
fn NameForm(open: RwSignal<bool>) -> impl IntoView {
    let (state, session) = (use_state(), use_session());
    let acts = use_acts(state);
    let (field, busy) = (FormField::new(NAME.id), RwSignal::new(false));
    let (old, words) = match state.question.get_untracked() {
        Some(Question::Rename(entry)) => (Some(entry), "Rename"),
        _ => (None, "Make folder"),
    };
    if let Some(entry) = &old {
        field.value.set(entry.name().to_owned());
    }
    // Where the bar has no room for its own button.
    let may_be_vault = old.is_none() && state.vault.with_untracked(Option::is_none);
    let ask_for_vault = move |_| state.question.set(Some(Question::NewVault));
    let old_id = old.map(|entry| entry.id().to_owned());
    request_animation_frame(|| focus(NAME.id));
    let error = field.shown_error(|name| FileName::parse(name).err().map(|error| error.to_string()));
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        field.judge();
        let name = field.value.get_untracked();
        if busy.get_untracked() || FileName::parse(&name).is_err() {
            return focus(NAME.id);
        }
        busy.set(true);
        let (acts, id) = (acts.clone(), old_id.clone());
        spawn_local(async move {
            let outcome = match id {
                Some(id) => acts.rename(id, &name).await,
                None => acts.make_folder(&state.folder(), &name).await.map(drop),
            };
            // The dialog may have been left meanwhile.
            let _seen = busy.try_set(false);
            match outcome {
                Ok(()) => drop(open.try_set(false)),
                Err(error) if session.ended_by(&error) => {}
                Err(error) => {
                    field.refuse(&error.message);
                    focus(NAME.id);
                }
            }
        });
    };
    view! {
        <form class="form" novalidate on:submit=send>
            <Field spec=NAME value=field.value error on_leave=move |()| field.leave() is_suggestion=true />
            <div class="row dialog-acts">
                {may_be_vault.then(|| view! {
                    <span class="only-on-phone">
                        <Button kind=ButtonKind::Quiet glyph=Glyph::Vault on_click=ask_for_vault>"A vault …"</Button>
                    </span>
                })}
                <Button kind=ButtonKind::Quiet on_click=move |_| open.set(false)>"Cancel"</Button>
                <Button kind=ButtonKind::Main submits=true busy>{words}</Button>
            </div>
        </form>
    }
}
