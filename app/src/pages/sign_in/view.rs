//! Renders the page.

use leptos::prelude::*;

/// The page "Sign in".
#[component]
pub fn SignInPage() -> impl IntoView {
    view! { <h1>"Sign in"</h1> }
}
