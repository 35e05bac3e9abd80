//! The WASM entry: takes the painted shell away and mounts the page in its place.

use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by `boot.js` once the module is compiled.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    if let Some(painted) = document().get_element_by_id("painted") {
        painted.remove();
    }
    mount_to_body(app::App);
}
