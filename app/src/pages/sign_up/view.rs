//! Renders the page.

use leptos::prelude::*;

/// The page "Create your account".
#[component]
pub fn SignUpPage() -> impl IntoView {
    view! { <h1>"Create your account"</h1> }
}
