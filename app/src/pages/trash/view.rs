//! Renders the page.

use leptos::prelude::*;

use crate::components::top_bar::TopBar;

/// Trash of the signed-in member.
#[component]
pub fn TrashPage() -> impl IntoView {
    view! { <TopBar title="Trash" /> }
}
