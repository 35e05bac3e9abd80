//! The second step of signing in: six digits, and for who has an app also a backup code.

use leptos::{html, prelude::*};

use super::code_input::CodeInput;

/// The field.
#[component]
pub fn SecondStepInput(
    /// For the label.
    id: &'static str,
    /// What was typed so far.
    value: RwSignal<String>,
    /// Whether an app shows the digits, so that a backup code can stand for them.
    by_app: Signal<bool>,
    /// Whether the last code was refused.
    #[prop(into)]
    invalid: Signal<bool>,
    /// The ids of what belongs to the field.
    #[prop(into)]
    described_by: String,
    /// Called with all six digits, once each time they become complete.
    on_complete: impl Fn() + 'static + Clone + Send,
    /// The input, for the focus.
    node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    let with_backup = RwSignal::new(false);
    let described_by = StoredValue::new(described_by);
    let input = move || {
        match with_backup.get() {
        false => view! {
            <CodeInput id value node_ref invalid described_by=described_by.get_value() on_complete=on_complete.clone() />
        }
        .into_any(),
        true => view! {
            <input
                id=id
                class="input"
                node_ref=node_ref
                type="text"
                placeholder="xxxx-xxxx-xxxx-xxxx-xxxx-xxxx"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                aria-describedby=described_by.get_value()
                aria-invalid=move || invalid.get().then_some("true")
                bind:value=value
            />
        }
        .into_any(),
    }
    };
    let switch = move |_| {
        value.set(String::new());
        with_backup.update(|with_backup| *with_backup = !*with_backup);
    };
    let words = move || if with_backup.get() { "Use the app's code" } else { "Use a backup code" };
    view! {
        {input}
        <Show when=move || by_app.get()>
            <button type="button" class="text-button" on:click=switch>{words}</button>
        </Show>
    }
}
