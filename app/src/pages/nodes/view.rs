//! Renders the page.

use leptos::prelude::*;

use crate::components::top_bar::TopBar;

/// Nodes of the signed-in member.
#[component]
pub fn NodesPage() -> impl IntoView {
    view! { <TopBar title="Nodes" /> }
}
