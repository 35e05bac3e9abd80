//! Renders the page.

use leptos::prelude::*;

/// The page "Create the first admin".
#[component]
pub fn SetupPage() -> impl IntoView {
    view! { <h1>"Create the first admin"</h1> }
}
