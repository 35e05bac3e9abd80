//! A text, or bytes, as a file in the folder of downloads.

use std::time::Duration;

use gloo_file::{Blob, ObjectUrl};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The browser reads it after the click; then its address may go.
const KEPT: Duration = Duration::from_secs(60);

/// Has the browser save a text; false when it does not let the page.
pub fn text_file(name: &str, kind: &str, text: &str) -> bool {
    blob(name, &Blob::new_with_options(text, Some(kind)))
}

/// Has the browser save bytes; false when it does not let the page.
pub fn blob(name: &str, blob: &Blob) -> bool {
    let address = ObjectUrl::from(blob.clone());
    let Ok(link) = document().create_element("a") else { return false };
    let Ok(link) = link.dyn_into::<web_sys::HtmlAnchorElement>() else { return false };
    link.set_href(&address);
    link.set_download(name);
    link.click();
    set_timeout(move || drop(address), KEPT);
    true
}
