//! Renders the page.

use leptos::prelude::*;

/// The page "Outbox".
#[component]
pub fn OutboxPage() -> impl IntoView {
    view! { <h1>"Outbox"</h1> }
}
