//! The one-time code: ONE input, drawn as six cells.
//!
//! Autofill, screen readers and paste see a plain input; the cells are decoration behind it. Spaces and dashes of a
//! paste are dropped before the length counts, which `maxlength` alone would get wrong.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

/// Digits in a code.
pub const CODE_DIGITS: usize = 6;

/// The digits among what was typed or pasted, at most six.
pub fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).take(CODE_DIGITS).collect()
}

/// The code field.
#[component]
pub fn CodeInput(
    /// For the label.
    id: &'static str,
    /// The digits so far.
    value: RwSignal<String>,
    /// Whether the last code was refused.
    #[prop(into)]
    invalid: Signal<bool>,
    /// The ids of what belongs to the field.
    #[prop(into)]
    described_by: String,
    /// Called with all six digits, once each time they become complete.
    on_complete: impl Fn() + 'static + Clone,
    /// The input, for the focus.
    node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    let take = move |text: &str| {
        let digits = digits_of(text);
        let completed = digits.len() == CODE_DIGITS && value.get_untracked() != digits;
        value.set(digits);
        if completed {
            on_complete();
        }
    };
    let take_paste = {
        let take = take.clone();
        move |event: ev::ClipboardEvent| {
            let Some(text) = event.clipboard_data().and_then(|data| data.get_data("text").ok()) else {
                return;
            };
            event.prevent_default();
            take(&text);
        }
    };
    let take_input = move |event: ev::Event| {
        let Some(input) = event.target().and_then(|it| it.dyn_into::<web_sys::HtmlInputElement>().ok())
        else {
            return;
        };
        take(&input.value());
        // Characters that are no digits disappear from the input too.
        input.set_value(&value.get_untracked());
    };
    view! {
        <div class="code-input" class:invalid=invalid>
            <input
                id=id
                name="one-time-code"
                node_ref=node_ref
                type="text"
                inputmode="numeric"
                autocomplete="one-time-code"
                pattern=r"\d{6}"
                maxlength="6"
                required
                aria-describedby=described_by
                aria-invalid=move || invalid.get().then_some("true")
                prop:value=value
                on:input=take_input
                on:paste=take_paste
            />
            <div class="cells" aria-hidden="true">
                {(0..CODE_DIGITS).map(|index| view! { <Cell index value /> }).collect_view()}
            </div>
        </div>
    }
}

#[component]
fn Cell(
    /// Counts from 0.
    index: usize,
    /// The digits so far.
    value: RwSignal<String>,
) -> impl IntoView {
    let digit = move || value.with(|code| code.get(index..=index).map(str::to_owned));
    let is_next = move || value.with(|code| code.len().min(CODE_DIGITS - 1) == index);
    view! { <span class="cell" class:at=is_next>{digit}</span> }
}

#[cfg(test)]
mod tests {
    use super::digits_of;

    #[test]
    fn a_paste_loses_spaces_dashes_and_what_is_too_much() {
        assert_eq!(digits_of(" 012-345 "), "012345");
        assert_eq!(digits_of("code: 12 34 56 78"), "123456");
        assert_eq!(digits_of("٣٤٥"), "");
    }
}
