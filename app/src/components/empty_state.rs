//! What a view says when there is nothing in it: what this is, and one thing to do.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// An empty view.
#[component]
pub fn EmptyState(
    /// What it shows.
    glyph: Glyph,
    /// What this is.
    #[prop(into)]
    title: String,
    /// A sentence more.
    #[prop(into)]
    text: String,
    /// The one thing to do.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty-sign"><Icon glyph /></span>
            <h2>{title}</h2>
            <p class="soft">{text}</p>
            {children.map(|children| children())}
        </div>
    }
}
