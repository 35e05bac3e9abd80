//! The keypad: real buttons that write into the line where the caret is.

use leptos::{html, prelude::*};

use crate::components::icon::{Glyph, Icon};

/// What a key does.
#[derive(Clone, Copy)]
pub enum Key {
    /// Writes this text.
    Write(&'static str),
    /// Takes back one character.
    Back,
    /// Empties the line.
    Clear,
    /// Computes.
    Equals,
}

/// A key: what it shows, its name where the sign is none, what it does.
struct KeySpec(&'static str, &'static str, Key, &'static str);

const KEYS: [KeySpec; 24] = [
    KeySpec("(", "open parenthesis", Key::Write("("), "other"),
    KeySpec(")", "close parenthesis", Key::Write(")"), "other"),
    KeySpec("mod", "", Key::Write(" mod "), "other"),
    KeySpec("⌫", "backspace", Key::Back, "other"),
    KeySpec("7", "", Key::Write("7"), "digit"),
    KeySpec("8", "", Key::Write("8"), "digit"),
    KeySpec("9", "", Key::Write("9"), "digit"),
    KeySpec("÷", "divided by", Key::Write(" ÷ "), "other"),
    KeySpec("4", "", Key::Write("4"), "digit"),
    KeySpec("5", "", Key::Write("5"), "digit"),
    KeySpec("6", "", Key::Write("6"), "digit"),
    KeySpec("×", "times", Key::Write(" × "), "other"),
    KeySpec("1", "", Key::Write("1"), "digit"),
    KeySpec("2", "", Key::Write("2"), "digit"),
    KeySpec("3", "", Key::Write("3"), "digit"),
    KeySpec("−", "minus", Key::Write(" − "), "other"),
    KeySpec("0", "", Key::Write("0"), "digit"),
    KeySpec("00", "", Key::Write("00"), "digit"),
    KeySpec(".", "decimal point", Key::Write("."), "digit"),
    KeySpec("+", "plus", Key::Write(" + "), "other"),
    KeySpec("C", "clear", Key::Clear, "other"),
    KeySpec("e", "times ten to the power of", Key::Write("e"), "other"),
    KeySpec("(−)", "negative sign", Key::Write("-"), "other"),
    KeySpec("=", "compute", Key::Equals, "equals"),
];

/// The keys.
#[component]
pub fn Keypad(
    /// What the keys write into.
    line: RwSignal<String>,
    /// The input that shows it, for its caret.
    input: NodeRef<html::Input>,
    /// Computes.
    on_equals: UnsyncCallback<()>,
) -> impl IntoView {
    let press = move |key: Key| match key {
        Key::Write(text) => insert(line, input, text),
        Key::Back => line.update(|line| {
            line.pop();
        }),
        Key::Clear => line.set(String::new()),
        Key::Equals => on_equals.run(()),
    };
    view! {
        <div class="keypad" role="group" aria-label="Keypad">
            {KEYS.iter().map(|KeySpec(sign, name, key, kind)| view! {
                <button
                    type="button"
                    class=format!("key {kind}")
                    aria-label=(!name.is_empty()).then_some(*name)
                    on:click=move |_| press(*key)
                >
                    {if matches!(key, Key::Back) { view! { <Icon glyph=Glyph::Backspace /> }.into_any() } else { sign.into_any() }}
                </button>
            }).collect_view()}
        </div>
    }
}

/// Writes at the caret, which moves behind what was written; the focus stays on the key.
fn insert(line: RwSignal<String>, input: NodeRef<html::Input>, text: &str) {
    let Some(element) = input.get_untracked() else { return };
    let length = element.value().encode_utf16().count() as u32;
    let start = element.selection_start().ok().flatten().unwrap_or(length);
    let end = element.selection_end().ok().flatten().unwrap_or(length);
    let written = element.set_range_text_with_start_and_end_and_selection_mode(
        text,
        start,
        end,
        web_sys::SelectionMode::End,
    );
    match written {
        Ok(()) => line.set(element.value()),
        Err(_) => line.update(|line| line.push_str(text)),
    }
}
