//! Giving an entry to people: to whom, what it lets do, until when.

use client::proto::storage::ShareRight;
use leptos::{prelude::*, task::spawn_local};

use super::{ENDS, RIGHTS, people::Shares};
use crate::{
    components::{
        button::{Button, ButtonKind},
        choice::Choice,
        field::{Field, FieldSpec},
        form::{FormField, focus},
    },
    notice::{Notice, Tone, use_notices},
    session::{use_member, use_session},
    transfers::use_transfers,
};

const WHO: FieldSpec =
    FieldSpec { id: "share-who", label: "Username or e-mail address", kind: "text", autocomplete: "off" };

/// Whose an entry is, which decides what can be given of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The member's own.
    Own,
    /// Somebody's, who lets the member share it on.
    Lent,
}

impl Whose {
    /// The rights that can be given, each with what it is called: what is passed on is not passed on again.
    fn rights(self) -> impl Iterator<Item = (ShareRight, &'static str)> {
        RIGHTS.into_iter().filter(move |(right, _)| self == Self::Own || *right != ShareRight::Share)
    }

    fn hint(self, is_folder: bool) -> &'static str {
        match (self, is_folder) {
            (Self::Own, true) => {
                "A folder is shared with all in it. What others put there counts in your space."
            }
            (Self::Own, false) => "Nothing is copied: they see the file as it is, and its next versions.",
            (Self::Lent, _) => "They have it for as long as you do. Its owner sees with whom you share it.",
        }
    }
}

/// The question to whom, and the answer in the list of who has it.
#[component]
pub fn GiveForm(
    /// The entry's.
    id: StoredValue<String>,
    /// Who has it, asked for again once it was given.
    shares: Shares,
    /// It is a folder.
    is_folder: bool,
    /// Whose it is.
    whose: Whose,
) -> impl IntoView {
    let (api, session, notices, transfers) =
        (use_member().api, use_session(), use_notices(), use_transfers());
    let (field, busy) = (FormField::new(WHO.id), RwSignal::new(false));
    let (right, days) = (RwSignal::new(ShareRight::View), RwSignal::new(0));
    request_animation_frame(|| focus(WHO.id));
    let error = field.shown_error(|who| {
        who.trim().is_empty().then(|| "Type the name or the address of whoever shall have it.".to_owned())
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        field.judge();
        let who = field.value.get_untracked().trim().to_owned();
        if busy.get_untracked() || who.is_empty() {
            return focus(WHO.id);
        }
        busy.set(true);
        let (api, id, right, days) =
            (api.clone(), id.get_value(), right.get_untracked(), days.get_untracked());
        spawn_local(async move {
            let outcome = api.share(&id, &who, right, days).await;
            // The dialog may have been left meanwhile.
            let _seen = busy.try_set(false);
            match outcome {
                Ok(_given) => {
                    notices.show(Notice::new(Tone::Good, format!("Shared with {who}")));
                    field.clear();
                    shares.refetch();
                    transfers.files_changed();
                }
                Err(error) if session.ended_by(&error) => {}
                Err(error) => {
                    field.refuse(&error.message);
                    focus(WHO.id);
                }
            }
        });
    };
    let hint = whose.hint(is_folder);
    view! {
        <form class="form" novalidate on:submit=send>
            <Field spec=WHO value=field.value error hint on_leave=move |()| field.leave() />
            <RightChoice id="share-right" whose right=Signal::derive(move || right.get()) on_change=move |it| right.set(it) />
            <Choice
                id="share-end"
                label="Until"
                options=ENDS.map(|(days, words)| (days.to_string(), words.to_owned())).to_vec()
                value=Signal::derive(move || days.get().to_string())
                on_change=move |it: String| days.set(it.parse().unwrap_or_default())
            />
            <div class="row dialog-acts">
                <Button kind=ButtonKind::Main submits=true busy>"Share"</Button>
            </div>
        </form>
    }
}

#[component]
fn RightChoice(
    id: &'static str,
    whose: Whose,
    right: Signal<ShareRight>,
    #[prop(into)] on_change: UnsyncCallback<ShareRight>,
) -> impl IntoView {
    let chosen = move |name: String| ShareRight::from_str_name(&name).unwrap_or_default();
    let options: Vec<_> =
        whose.rights().map(|(right, words)| (right.as_str_name().to_owned(), words.to_owned())).collect();
    view! {
        <Choice
            id
            label="They"
            options=options
            value=Signal::derive(move || right.get().as_str_name().to_owned())
            on_change=move |name| on_change.run(chosen(name))
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_passed_on_is_not_shared_on() {
        let rights = |whose: Whose| whose.rights().map(|(right, _)| right).collect::<Vec<_>>();
        assert_eq!(rights(Whose::Own), [ShareRight::View, ShareRight::Edit, ShareRight::Share]);
        assert_eq!(rights(Whose::Lent), [ShareRight::View, ShareRight::Edit]);
    }
}
