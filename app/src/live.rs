//! Looking again: at a pace, while somebody looks, and at once when the network is back. And whether somebody is there.

use std::time::Duration;

use client::{now_millis, presence};
use leptos::{ev, leptos_dom::helpers::window_event_listener, prelude::*};

/// Calls `look` at this pace while the tab is in view, until the page is left.
pub fn use_pace(pace: Duration, look: impl Fn() + 'static) {
    let tick = move || {
        if !document().hidden() {
            look();
        }
    };
    // Refused only outside of a window, where nobody looks.
    if let Ok(handle) = set_interval_with_handle(tick, pace) {
        on_cleanup(move || handle.clear());
    }
}

/// Whether the browser believes to have a network; `on_return` is called when it comes back.
pub fn use_online(on_return: impl Fn() + 'static) -> Signal<bool> {
    let online = RwSignal::new(window().navigator().on_line());
    let went = window_event_listener(ev::offline, move |_| online.set(false));
    let came = window_event_listener(ev::online, move |_| {
        online.set(true);
        on_return();
    });
    on_cleanup(move || {
        went.remove();
        came.remove();
    });
    online.into()
}

/// Notes what people do in this tab for as long as it lives; `on_time` is called when the server should hear of it.
pub fn note_presence(on_time: impl Fn() + Copy + 'static) {
    let touched = move || {
        if presence::note(now_millis()) {
            on_time();
        }
    };
    let _while_the_tab_lives = (
        window_event_listener(ev::keydown, move |_| touched()),
        window_event_listener(ev::pointerdown, move |_| touched()),
        window_event_listener(ev::wheel, move |_| touched()),
    );
}
