//! Looking again: at a pace, while somebody looks, and at once when the network is back.

use std::time::Duration;

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
