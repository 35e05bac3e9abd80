//! The few things the page asks of the browser around it.

use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCredentials, RequestInit, Response};

/// The origin of this page: `http://localhost:8080`.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// The path and query of this page.
pub fn path_and_query() -> String {
    let location = window().location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

/// What this browser says of itself (`User-Agent`).
pub fn program() -> String {
    window().navigator().user_agent().unwrap_or_default()
}

/// Unix time in whole seconds, as this machine has it. For countdowns only.
pub fn unix_seconds() -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit easily")]
    {
        (js_sys::Date::now() / 1000.0) as i64
    }
}

/// The part of the address after `#`, which stays there.
pub fn hash() -> String {
    window().location().hash().unwrap_or_default().trim_start_matches('#').trim().to_owned()
}

/// Posts a file without any credentials, and tells what the server said, or why it refused.
pub async fn post(path: &str, file: &web_sys::File) -> Result<String, String> {
    let how = RequestInit::new();
    how.set_method("POST");
    how.set_credentials(RequestCredentials::Omit);
    how.set_body(file);
    let lost = |_| "The server cannot be reached. Nothing was stored; try again.".to_owned();
    let answer = JsFuture::from(window().fetch_with_str_and_init(path, &how)).await.map_err(lost)?;
    let answer: Response = answer.unchecked_into();
    let words = JsFuture::from(answer.text().map_err(lost)?).await.map_err(lost)?;
    let words = words.as_string().unwrap_or_default().trim().to_owned();
    if answer.ok() { Ok(words) } else { Err(words) }
}

/// Bytes from the browser's generator; none where it has none.
pub fn chance<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    window().crypto().ok()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes)
}

/// Has the browser fetch what answers as an attachment: the page stays.
pub fn fetch(path: &str) {
    // A browser that goes nowhere leaves the page as it is.
    let _went = window().location().assign(path);
}

/// The part of the address after `#`, which is taken away from the address bar and the history.
pub fn take_hash() -> String {
    let hash = window().location().hash().unwrap_or_default();
    if !hash.is_empty() {
        let path = path_and_query();
        // A browser that keeps its history closed shows the hash a little longer.
        let _replaced = window()
            .history()
            .and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&path)));
    }
    hash
}
