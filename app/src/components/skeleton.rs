//! What a view shows while it loads: its own shape, in grey, after 300 ms.

use leptos::prelude::*;

/// Grey rows in the place of a list.
#[component]
pub fn SkeletonRows(
    /// How many.
    #[prop(default = 5)]
    rows: usize,
) -> impl IntoView {
    view! {
        <div class="skeleton" aria-busy="true">
            <span class="visually-hidden">"Loading"</span>
            {(0..rows).map(|_| view! { <div class="skeleton-row" aria-hidden="true"></div> }).collect_view()}
        </div>
    }
}
