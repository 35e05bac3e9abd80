//! The state of one form field: what was typed, whether to judge it yet, and what the server refused.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// One field. An error is shown once the field was left with something in it, or the form was sent.
#[derive(Clone, Copy)]
pub struct FormField {
    /// The field's `id`.
    pub id: &'static str,
    /// What was typed.
    pub value: RwSignal<String>,
    judged: RwSignal<bool>,
    /// The value that the server refused, and why: another value is judged anew.
    refused: RwSignal<Option<(String, String)>>,
}

impl FormField {
    /// An empty field.
    pub fn new(id: &'static str) -> Self {
        Self { id, value: RwSignal::default(), judged: RwSignal::new(false), refused: RwSignal::default() }
    }

    /// The field was left.
    pub fn leave(self) {
        if self.value.with_untracked(|value| !value.is_empty()) {
            self.judged.set(true);
        }
    }

    /// What was in it is done with: it is empty again, and nobody is told so. The form may have been left meanwhile.
    pub fn clear(self) {
        let _judged = self.judged.try_set(false);
        let _cleared = self.value.try_set(String::new());
    }

    /// The form was sent.
    pub fn judge(self) {
        self.judged.set(true);
    }

    /// The server refused what is in the field.
    pub fn refuse(self, why: &str) {
        self.refused.set(Some((self.value.get_untracked(), why.to_owned())));
    }

    /// What to show: what the server refused, else what `check` finds once it is time to judge. Reactive.
    pub fn shown_error(
        self,
        check: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    ) -> Signal<Option<String>> {
        Signal::derive(move || {
            let value = self.value.get();
            let refused = self.refused.get().filter(|(refused, _)| *refused == value).map(|(_, why)| why);
            refused.or_else(|| self.judged.get().then(|| check(&value)).flatten())
        })
    }
}

/// Moves the focus to the element of this id.
pub fn focus(id: &str) {
    let element = document().get_element_by_id(id).and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        // An element that cannot take the focus leaves it where it is.
        let _focused = element.focus();
    }
}

/// The summary above a form that was sent with errors.
pub fn summary(errors: usize) -> String {
    match errors {
        1 => "One field needs a look. It is marked below.".to_owned(),
        many => format!("{many} fields need a look. They are marked below."),
    }
}
