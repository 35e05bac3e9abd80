//! The question which tags entries have: all that there are, and a word for another one.

use domain::tag::Tag;
use leptos::{prelude::*, task::spawn_local};

use super::{
    acts::use_acts,
    model::{
        entry::{Entry, what},
        tags::Choices,
    },
    questions::while_asked,
    state::{Question, use_state},
};
use crate::{
    components::{
        button::{Button, ButtonKind},
        dialog::Dialog,
        field::{Field, FieldSpec},
        form::{FormField, focus},
    },
    session::{use_member, use_session},
};

const NEW: FieldSpec = FieldSpec { id: "new-tag", label: "New tag", kind: "text", autocomplete: "off" };

/// The dialog, open while it is asked.
#[component]
pub fn TagsDialog() -> impl IntoView {
    let state = use_state();
    let asked = Memo::new(move |_| match state.question.get() {
        Some(Question::Tags(entries)) => Some(entries),
        _ => None,
    });
    let open = while_asked(state, Memo::new(move |_| asked.with(Option::is_some)));
    let title = Signal::derive(move || {
        let words = |entries: &Vec<Entry>| format!("Tags of {}", what(entries));
        asked.with(|asked| asked.as_ref().map(words).unwrap_or_default())
    });
    view! {
        <Dialog id="tags-title" title open>
            {move || asked.get().map(|entries| view! { <TagsForm entries open /> })}
        </Dialog>
    }
}

#[component]
fn TagsForm(entries: Vec<Entry>, open: RwSignal<bool>) -> impl IntoView {
    let (state, session, api) = (use_state(), use_session(), use_member().api);
    let acts = use_acts(state);
    let choices = RwSignal::new(Choices::of(&entries));
    let (field, busy) = (FormField::new(NEW.id), RwSignal::new(false));
    spawn_local(async move {
        let known = api.list_tags().await.map_err(|error| session.ended_by(&error)).unwrap_or_default();
        // The dialog may have been left meanwhile.
        let _seen = choices.try_update(|choices| choices.learn(known.into_iter().map(|tag| tag.name)));
    });
    request_animation_frame(|| focus(NEW.id));
    let refused = |word: &str| (!word.trim().is_empty()).then(|| Tag::parse(word).err()).flatten();
    let error = field.shown_error(move |word| refused(word).map(|error| error.to_string()));
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        field.judge();
        let word = field.value.get_untracked();
        if busy.get_untracked() || refused(&word).is_some() {
            return focus(NEW.id);
        }
        if let Ok(tag) = Tag::parse(&word) {
            choices.update(|choices| choices.add(&tag));
        }
        busy.set(true);
        let (acts, entries, changes) =
            (acts.clone(), entries.clone(), choices.with_untracked(Choices::changes));
        spawn_local(async move {
            let outcome = acts.tag(entries, changes).await;
            let _seen = busy.try_set(false);
            match outcome {
                Ok(()) => drop(open.try_set(false)),
                Err(error) if session.ended_by(&error) => {}
                Err(error) => {
                    field.refuse(&error.message);
                    focus(NEW.id);
                }
            }
        });
    };
    view! {
        <form class="form" novalidate on:submit=send>
            <Field spec=NEW value=field.value error on_leave=move |()| field.leave() hint="A word, or a few. Enter saves it." />
            <Chosen choices />
            <div class="row dialog-acts">
                <Button kind=ButtonKind::Quiet on_click=move |_| open.set(false)>"Cancel"</Button>
                <Button kind=ButtonKind::Main submits=true busy>"Save"</Button>
            </div>
        </form>
    }
}

#[component]
fn Chosen(choices: RwSignal<Choices>) -> impl IntoView {
    let names = Memo::new(move |_| {
        choices.with(|choices| choices.all.iter().map(|choice| choice.name.clone()).collect::<Vec<String>>())
    });
    let row = move |name: String| {
        let (toggled, on, mixed) = (name.clone(), name.clone(), name.clone());
        view! {
            <label class="tag-choice">
                <input
                    type="checkbox"
                    prop:checked=move || choices.with(|choices| choices.is_on(&on))
                    prop:indeterminate=move || choices.with(|choices| choices.is_mixed(&mixed))
                    on:change=move |_| choices.update(|choices| choices.toggle(&toggled))
                />
                <span>{name}</span>
            </label>
        }
    };
    move || {
        let names = names.get();
        (!names.is_empty()).then(|| {
            view! {
                <fieldset class="tag-choices">
                    <legend class="small soft">"Tags"</legend>
                    {names.into_iter().map(row).collect_view()}
                </fieldset>
            }
        })
    }
}
