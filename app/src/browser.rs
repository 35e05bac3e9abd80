//! The few things the page asks of the browser around it.

use leptos::prelude::window;

/// The origin of this page: `http://localhost:8080`.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// The path and query of this page.
pub fn path_and_query() -> String {
    let location = window().location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

/// Unix time in whole seconds, as this machine has it. For countdowns only.
pub fn unix_seconds() -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit easily")]
    {
        (js_sys::Date::now() / 1000.0) as i64
    }
}
