//! Listens for the shortcuts, and the sheet that lists them and can turn them off.

use gloo_storage::{LocalStorage, Storage};
use leptos::{ev, leptos_dom::helpers::window_event_listener, prelude::*};
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;

use super::shortcuts::{Command, JUMPS, Keys, LENS, LIST_KEYS, is_offered};
use crate::{
    components::{dialog::Dialog, field::CheckBox},
    lens::use_lens,
    session::use_session,
};

/// Where the choice to turn the shortcuts off is kept.
const OFF_KEY: &str = "skyshard.shortcuts-off";

/// The listener and its sheet.
#[component]
pub fn Shortcuts() -> impl IntoView {
    let (session, lens) = (use_session(), use_lens());
    let open = RwSignal::new(false);
    let enabled = RwSignal::new(are_single_keys_on());
    let keys = StoredValue::new(Keys::default());
    let navigate = StoredValue::new_local(use_navigate());
    Effect::new(move || {
        // A browser that keeps nothing still honours the choice until the tab closes.
        let _kept = LocalStorage::set(OFF_KEY, !enabled.get());
    });
    let listener = window_event_listener(ev::keydown, move |event| {
        if !enabled.get_untracked() || has_modifier(&event) || is_typing(&event) {
            return;
        }
        let command = keys.try_update_value(|keys| keys.press(&event.key(), client::now_millis())).flatten();
        match command {
            Some(Command::Go(to)) => navigate.with_value(|navigate| navigate(to, Default::default())),
            Some(Command::ToggleSheet) => open.update(|open| *open = !*open),
            Some(Command::ToggleLens) => lens.toggle(),
            Some(Command::EnterLens) => lens.enter(),
            None => {}
        }
    });
    on_cleanup(move || listener.remove());
    view! {
        <Dialog id="shortcuts-title" title="Keyboard shortcuts" open>
            <dl class="keys">
                {move || {
                    let is_admin = session.member().is_some_and(|member| member.is_admin());
                    // The way to the outbox stands in the sheet whatever the mode: who looks up a key wants the whole list.
                    JUMPS.iter().filter(|jump| is_offered(jump, true, is_admin)).map(|jump| view! {
                        <dt><kbd>"g"</kbd>" "<kbd>{jump.letter}</kbd></dt><dd>{jump.name}</dd>
                    }).collect_view()
                }}
                <dt><kbd>"Ctrl K"</kbd></dt><dd>"Go to a page by its name"</dd>
                <dt><kbd>"/"</kbd></dt><dd>"Search files"</dd>
                <dt><kbd>{LENS}</kbd></dt><dd>"The lens: every call of the page"</dd>
                <dt><kbd>"g"</kbd>" "<kbd>{LENS}</kbd></dt><dd>"Into the lens"</dd>
                <dt><kbd>"?"</kbd></dt><dd>"This sheet"</dd>
                <dt><kbd>"Esc"</kbd></dt><dd>"Close and go back"</dd>
            </dl>
            <h3 class="small soft">"In the list of files"</h3>
            <dl class="keys">
                {LIST_KEYS.map(|(keys, what)| view! { <dt><kbd>{keys}</kbd></dt><dd>{what}</dd> }).collect_view()}
            </dl>
            <CheckBox id="shortcuts-on" label="Single-key shortcuts" checked=enabled />
        </Dialog>
    }
}

/// Whether single keys are shortcuts: each page that listens for one asks.
pub fn are_single_keys_on() -> bool {
    !LocalStorage::get(OFF_KEY).unwrap_or(false)
}

fn has_modifier(event: &ev::KeyboardEvent) -> bool {
    event.ctrl_key() || event.meta_key() || event.alt_key()
}

fn is_typing(event: &ev::KeyboardEvent) -> bool {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
        return false;
    };
    element
        .closest("input:not([type=checkbox]), textarea, select, [contenteditable]")
        .ok()
        .flatten()
        .is_some()
}
