//! The palette: Ctrl or Cmd with K, a few letters, Enter. It knows the same ways as `g` and its letters.

use leptos::{ev, html, leptos_dom::helpers::window_event_listener, prelude::*};
use leptos_router::hooks::use_navigate;

use super::shortcuts::{Jump, is_offered, jumps_for};
use crate::{components::dialog::Dialog, session::use_session};

/// The listener and its dialog.
#[component]
pub fn Palette() -> impl IntoView {
    let open = RwSignal::new(false);
    let listener = window_event_listener(ev::keydown, move |event| {
        let is_chord = event.ctrl_key() != event.meta_key() && !event.alt_key() && !event.shift_key();
        if is_chord && event.key().eq_ignore_ascii_case("k") {
            event.prevent_default();
            open.update(|open| *open = !*open);
        }
    });
    on_cleanup(move || listener.remove());
    view! { <Dialog id="palette-title" title="Go to" open><Choice open /></Dialog> }
}

/// The line to type in, and what it finds. The focus stays in the line; the arrows move what Enter takes.
#[component]
fn Choice(
    /// Whether the dialog is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let session = use_session();
    let typed = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let input = NodeRef::<html::Input>::new();
    let found = Memo::new(move |_| {
        let is_test_mode = session.is_test_mode();
        let is_admin = session.member().is_some_and(|member| member.is_admin());
        let offered = |jump: &Jump| is_offered(jump, is_test_mode, is_admin);
        typed.with(|typed| jumps_for(typed, offered).map(|jump| (jump.name, jump.to)).collect::<Vec<_>>())
    });
    let navigate = StoredValue::new_local(use_navigate());
    let go = move |to: &str| {
        open.set(false);
        navigate.with_value(|navigate| navigate(to, Default::default()));
    };
    let press = move |event: ev::KeyboardEvent| {
        let last = found.with_untracked(Vec::len).saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => chosen.update(|chosen| *chosen = (*chosen + 1).min(last)),
            "ArrowUp" => chosen.update(|chosen| *chosen = chosen.saturating_sub(1)),
            "Enter" => {
                if let Some((_, to)) =
                    found.with_untracked(|found| found.get(chosen.get_untracked()).copied())
                {
                    go(to);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    Effect::new(move || {
        if let Some(input) = input.get() {
            // A line that cannot take the focus leaves it on the dialog.
            let _focused = input.focus();
        }
    });
    view! {
        <input
            class="input"
            type="text"
            role="combobox"
            aria-label="Where to"
            aria-expanded="true"
            aria-controls="palette-list"
            aria-activedescendant=move || format!("palette-{}", chosen.get())
            autocomplete="off"
            spellcheck="false"
            node_ref=input
            bind:value=typed
            on:input=move |_| chosen.set(0)
            on:keydown=press
        />
        <ul id="palette-list" class="palette" role="listbox" aria-label="Pages">
            {move || found.get().into_iter().enumerate().map(|(index, (name, to))| view! {
                <li
                    id=format!("palette-{index}")
                    role="option"
                    aria-selected=move || (chosen.get() == index).to_string()
                    on:click=move |_| go(to)
                >
                    {name}
                </li>
            }).collect_view()}
        </ul>
        <p class="small faint" role="status">
            {move || found.with(Vec::is_empty).then_some("There is no such page.")}
        </p>
    }
}
