//! The WASM entry: takes the painted shell away and mounts the page in its place.

use leptos::prelude::*;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

/// Called by the loader once the module is compiled.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        tell_boot(&panic.to_string());
    }));
    if let Some(painted) = document().get_element_by_id("painted") {
        painted.remove();
    }
    mount_to_body(app::App);
}

/// Hands the words of a panic to `boot.js`, which shows them in the panel that needs no module.
fn tell_boot(words: &str) {
    let init = web_sys::CustomEventInit::new();
    init.set_detail(&JsValue::from_str(words));
    if let Ok(event) = web_sys::CustomEvent::new_with_event_init_dict("skyshard-panic", &init) {
        // A page that cannot be told has lost its window, and nobody looks at it any more.
        let _told = window().dispatch_event(&event);
    }
}
