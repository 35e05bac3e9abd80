//! Renders the page.

use leptos::prelude::*;

/// The page "Calculator".
#[component]
pub fn CalculatorPage() -> impl IntoView {
    view! { <h1>"Calculator"</h1> }
}
