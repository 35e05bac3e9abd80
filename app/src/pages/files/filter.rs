//! The search box: filters by name as one types. `/` goes there, Esc empties it.

use std::time::Duration;

use leptos::{
    ev, html,
    leptos_dom::helpers::{debounce, window_event_listener},
    prelude::*,
};
use wasm_bindgen::JsCast;

use super::{focus::focus_cell, state::use_state};
use crate::{
    components::icon::{Glyph, Icon},
    shell::are_single_keys_on,
};

/// Typing pauses for this long before the server is asked.
const TYPING_PAUSE: Duration = Duration::from_millis(180);

/// The search box.
#[component]
pub fn FilterBox() -> impl IntoView {
    let state = use_state();
    let input = NodeRef::<html::Input>::new();
    let text = move || state.query.with(|query| query.filter.clone());
    let mut filter_soon = debounce(TYPING_PAUSE, move |text: String| state.filter_by(&text));
    let leave = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Escape" => {
            event.prevent_default();
            state.filter_by("");
        }
        "ArrowDown" => {
            event.prevent_default();
            focus_cell(state.cursor.get_untracked());
        }
        _ => {}
    };
    let slash = window_event_listener(ev::keydown, move |event| {
        let is_plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
        if event.key() == "/" && is_plain && !is_typing(&event) && are_single_keys_on() {
            event.prevent_default();
            if let Some(input) = input.get_untracked() {
                // A box that cannot take the focus leaves it where it is.
                let _focused = input.focus();
            }
        }
    });
    on_cleanup(move || slash.remove());
    view! {
        <div class="filter push" role="search">
            <Icon glyph=Glyph::Search />
            <input
                type="search"
                placeholder="Search files"
                aria-label="Search files"
                aria-keyshortcuts="/"
                autocomplete="off"
                spellcheck="false"
                node_ref=input
                prop:value=text
                on:input=move |event| filter_soon(event_target_value(&event))
                on:keydown=leave
            />
            <kbd aria-hidden="true">"/"</kbd>
        </div>
    }
}

fn is_typing(event: &ev::KeyboardEvent) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let field = element
        .and_then(|element| element.closest("input:not([type=checkbox]), textarea, dialog[open]").ok());
    field.flatten().is_some()
}
