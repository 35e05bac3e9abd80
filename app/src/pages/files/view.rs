//! Renders the page.

use leptos::prelude::*;

use crate::components::top_bar::TopBar;

/// Files of the signed-in member.
#[component]
pub fn FilesPage() -> impl IntoView {
    view! { <TopBar title="Files" /> }
}
