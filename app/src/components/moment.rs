//! A point in time: relative in words, exact on hover and focus.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::browser;

/// "just now", "4 min ago", "3 h ago", "yesterday", "12 d ago".
pub fn relative(seconds_ago: i64) -> String {
    match seconds_ago {
        ..10 => "just now".to_owned(),
        10..60 => format!("{seconds_ago} s ago"),
        60..3_600 => format!("{} min ago", seconds_ago / 60),
        3_600..86_400 => format!("{} h ago", seconds_ago / 3_600),
        86_400..172_800 => "yesterday".to_owned(),
        _ => format!("{} d ago", seconds_ago / 86_400),
    }
}

/// A moment in the past.
#[component]
pub fn Moment(
    /// Unix seconds.
    at: i64,
) -> impl IntoView {
    let date = js_sys::Date::new(&JsValue::from_f64(at as f64 * 1000.0));
    let exact = String::from(date.to_locale_string("default", &JsValue::UNDEFINED));
    let iso = date.to_iso_string().as_string();
    view! { <time datetime=iso title=exact>{relative(browser::unix_seconds() - at)}</time> }
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn words_grow_with_the_distance() {
        let words: Vec<String> = [-5, 42, 61, 7_300, 90_000, 400_000].into_iter().map(relative).collect();
        assert_eq!(words, ["just now", "42 s ago", "1 min ago", "2 h ago", "yesterday", "4 d ago"]);
    }
}
