//! The panel: what is done with the list, and the list, newest call first. A screen reader hears of calls at most every
//! two seconds.

use std::{collections::VecDeque, time::Duration};

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement};

use super::{
    desk::{Desk, Kept, use_desk},
    open::use_lens,
    row::CallRows,
};
use crate::{
    components::{
        button::{Button, ButtonKind, IconButton},
        icon::Glyph,
    },
    figures,
    live::use_pace,
};

/// How often calls are read aloud.
const PACE: Duration = Duration::from_secs(2);

/// The lens, while it is open.
#[component]
pub fn LensPanel() -> impl IntoView {
    let (lens, desk) = (use_lens(), use_desk());
    let panel = NodeRef::<html::Div>::new();
    let said = RwSignal::new(String::new());
    use_pace(PACE, move || {
        if let Some(sentence) = desk.speak() {
            said.set(sentence);
        }
    });
    Effect::new(move || {
        let Some(panel) = panel.get() else { return };
        if lens.takes_focus() {
            // A panel that cannot take the focus leaves it where it is.
            let _focused = panel.focus();
        }
    });
    let come_in = move |event: ev::FocusEvent| {
        let before = event.related_target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        let comes_from_outside = |before: &HtmlElement| matches!(before.closest(".lens"), Ok(None));
        if let Some(before) = before.filter(comes_from_outside) {
            lens.entered_from(before);
        }
    };
    let leave = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            lens.close();
        }
    };
    view! {
        <div class="lens-panel" tabindex="-1" node_ref=panel on:focusin=come_in on:keydown=leave>
            <Head desk />
            <p class="visually-hidden" role="status">{said}</p>
            <Calls desk />
        </div>
    }
}

#[component]
fn Head(desk: Desk) -> impl IntoView {
    let lens = use_lens();
    let count = move || desk.calls.with(|calls| i64::try_from(calls.len()).unwrap_or(i64::MAX));
    let words = move || if desk.paused.get() { "Go on" } else { "Pause" };
    view! {
        <header class="lens-head">
            <h2>"Lens"</h2>
            <span class="small faint">{move || figures::counted(count(), "call")}{move || desk.paused.get().then_some(", paused")}</span>
            <Button kind=ButtonKind::Quiet on_click=move |_| desk.pause()>{words}</Button>
            <Button kind=ButtonKind::Quiet on_click=move |_| desk.clear()>"Clear"</Button>
            <IconButton glyph=Glyph::Close name="Close the lens" on_click=move |_| lens.close() />
        </header>
    }
}

#[component]
fn Calls(desk: Desk) -> impl IntoView {
    let is_empty = Memo::new(move |_| desk.calls.with(|calls| calls.is_empty()));
    let empty_words = move || match desk.paused.get() {
        true => "Paused: calls are not listed.",
        false => "Every call of this page from now on stands here. Downloads are no calls.",
    };
    view! {
        <div class="lens-scroll" tabindex="0" role="region" aria-label="Calls">
            <Show when=move || !is_empty.get() fallback=move || view! { <p class="small soft">{empty_words}</p> }>
                <table class="table lens-table">
                    <thead>
                        <tr>
                            <th scope="col">"Call"</th>
                            <th scope="col">"Status"</th>
                            <th scope="col" class="num">"Time"</th>
                            <th scope="col" class="num hide-on-phone">"Bytes"</th>
                            <th scope="col" class="hide-on-phone">"Pattern"</th>
                            <th scope="col" class="hide-on-phone">"Request"</th>
                            <th scope="col" class="num hide-on-phone">"At"</th>
                        </tr>
                    </thead>
                    <For each=move || listed(desk) key=|(call, _)| *call let:kept>
                        <CallRows kept />
                    </For>
                </table>
            </Show>
        </div>
    }
}

/// The calls as they are to be drawn now. Those below a new one may be put elsewhere in the document, which takes the focus
/// from who stands in one of them: he has it back before the next picture.
fn listed(desk: Desk) -> VecDeque<Kept> {
    let focused =
        document().active_element().filter(|element| matches!(element.closest(".lens-table"), Ok(Some(_))));
    if let Some(focused) = focused.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        request_animation_frame(move || {
            if document().active_element().is_none_or(|now| now.tag_name() == "BODY") {
                let options = FocusOptions::new();
                options.set_prevent_scroll(true);
                // A call that is listed no more leaves the focus where it is.
                let _focused = focused.focus_with_options(&options);
            }
        });
    }
    desk.calls.get()
}
