//! Renders the page.

use leptos::prelude::*;

/// The page "Enter the code".
#[component]
pub fn CodePage() -> impl IntoView {
    view! { <h1>"Enter the code"</h1> }
}
