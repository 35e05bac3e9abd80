//! Copies a text, where the browser allows that: on HTTPS and on this machine.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Clipboard;

use crate::notice::{Notice, Notices, Tone};

/// Copies and says so: "SHA-256 copied".
pub fn copy(notices: Notices, what: &'static str, text: String) {
    spawn_local(async move {
        notices.show(match write(&text).await {
            Some(()) => Notice::new(Tone::Good, format!("{what} copied")),
            None => Notice::new(Tone::Warning, "This browser does not let the page copy.")
                .advise("Select the text and copy it by hand."),
        });
    });
}

/// Puts a text on the clipboard; `None` where the browser has none for us, or says no.
pub async fn write(text: &str) -> Option<()> {
    // Absent on plain HTTP off this machine, although the binding says otherwise.
    let clipboard =
        js_sys::Reflect::get(window().navigator().as_ref(), &JsValue::from_str("clipboard")).ok()?;
    let clipboard: Clipboard = clipboard.dyn_into().ok()?;
    JsFuture::from(clipboard.write_text(text)).await.ok().map(drop)
}
