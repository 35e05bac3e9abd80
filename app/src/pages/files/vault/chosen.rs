//! A passphrase that is chosen: strong, and typed twice.

use domain::{password::PersonalWords, vault::Passphrase};
use leptos::prelude::*;

use crate::components::{
    field::{FieldSpec, PasswordField},
    form::FormField,
};

const CHOSEN: FieldSpec =
    FieldSpec { id: "vault-chosen", label: "", kind: "password", autocomplete: "new-password" };
const AGAIN: FieldSpec = FieldSpec {
    id: "vault-again",
    label: "The same once more",
    kind: "password",
    autocomplete: "new-password",
};

/// What is typed, and what is wrong with it.
#[derive(Clone, Copy)]
pub(super) struct Chosen {
    chosen: FormField,
    again: FormField,
    weakness: Signal<Option<String>>,
    difference: Signal<Option<String>>,
}

impl Chosen {
    /// Two empty fields.
    pub(super) fn new() -> Self {
        let (chosen, again) = (FormField::new(CHOSEN.id), FormField::new(AGAIN.id));
        let weakness = chosen.shown_error(weakness);
        let difference = again.shown_error(move |again| {
            chosen.value.with(|chosen| chosen != again).then(|| "The two differ.".to_owned())
        });
        Self { chosen, again, weakness, difference }
    }

    /// The form was sent: the field to look at, if one is wrong.
    pub(super) fn judge(self) -> Option<&'static str> {
        [self.chosen, self.again].into_iter().for_each(FormField::judge);
        let errors = [(self.weakness, CHOSEN.id), (self.difference, AGAIN.id)];
        errors.into_iter().find_map(|(error, id)| error.with_untracked(Option::is_some).then_some(id))
    }

    /// What was typed.
    pub(super) fn text(self) -> String {
        self.chosen.value.get_untracked()
    }
}

fn weakness(text: &str) -> Option<String> {
    Passphrase::chosen(text, &PersonalWords::default()).err().map(|error| error.to_string())
}

/// Its two fields.
#[component]
pub(super) fn ChosenFields(
    /// What they hold.
    of: Chosen,
    /// Above the first.
    label: &'static str,
) -> impl IntoView {
    let Chosen { chosen, again, weakness, difference } = of;
    view! {
        <PasswordField
            spec=FieldSpec { label, ..CHOSEN }
            value=chosen.value
            error=weakness
            on_leave=move |()| chosen.leave()
            hint="15 characters of anything, or 12 with all four kinds. A few words are easy to keep in mind."
        />
        <PasswordField spec=AGAIN value=again.value error=difference on_leave=move |()| again.leave() />
    }
}
