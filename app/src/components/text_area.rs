//! Several lines of text: label above, hint and what is left of the room below.

use leptos::prelude::*;

use crate::figures;

/// From so few characters on it is told how many are left.
const NEARLY_FULL: usize = 100;

/// Several lines of text.
#[component]
pub fn TextArea(
    /// Unique in the page, and the field's name.
    id: &'static str,
    /// Above the field.
    #[prop(into)]
    label: String,
    /// What was typed.
    value: RwSignal<String>,
    /// Characters that fit.
    max: usize,
    /// Stands below while there is no error.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Lines on show.
    #[prop(default = 3)]
    rows: u32,
) -> impl IntoView {
    let note = move || {
        error.get().or_else(|| value.with(|text| room_words(text, max))).unwrap_or_else(|| hint.get())
    };
    let is_wrong = Memo::new(move |_| error.get().is_some() || value.with(|text| text.chars().count() > max));
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <textarea
                id=id
                name=id
                class="input text-area"
                rows=rows.to_string()
                aria-describedby=format!("{id}-note")
                aria-invalid=move || is_wrong.get().then_some("true")
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
            <p id=format!("{id}-note") class="field-note" class:bad=is_wrong>{note}</p>
        </div>
    }
}

/// How much room is left, once that is news.
fn room_words(text: &str, max: usize) -> Option<String> {
    let typed = text.chars().count();
    let count =
        |characters: usize| figures::counted(i64::try_from(characters).unwrap_or(i64::MAX), "character");
    match max.checked_sub(typed) {
        None => Some(format!("{} too many.", count(typed - max))),
        Some(left) if left <= NEARLY_FULL && typed > 0 => Some(format!("{} left.", count(left))),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::room_words;

    #[test]
    fn room_is_told_when_it_runs_out() {
        let check = |typed: usize, expected: Option<&str>| {
            let words = room_words(&"ü".repeat(typed), 1_000).map(|words| words.replace('\u{a0}', " "));
            assert_eq!(words.as_deref(), expected, "{typed}");
        };
        check(0, None);
        check(899, None);
        check(900, Some("100 characters left."));
        check(999, Some("1 character left."));
        check(1_002, Some("2 characters too many."));
    }
}
