//! What a page says that could not load the one thing it is about.

use client::{ClientError, Kind};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::{
    address,
    components::{empty_state::EmptyState, error_state::ErrorState, icon::Glyph},
    notice::Notice,
};

/// There is no such thing, or it could not be loaded.
#[component]
pub fn Missing(
    /// Why.
    error: ClientError,
    /// What it was to be: "course".
    what: &'static str,
    /// Tries again.
    on_retry: impl Fn() + 'static,
) -> impl IntoView {
    match error.kind {
        Kind::NotFound | Kind::Invalid => view! {
            <EmptyState
                glyph=Glyph::Lessons
                title=format!("There is no such {what}")
                text="It may have been taken out of the list. Lessons that are booked stay booked."
            >
                <A href=address::SKILLSHARE attr:class="button">"All courses"</A>
            </EmptyState>
        }
        .into_any(),
        _ => view! { <ErrorState notice=Notice::from(&error) on_retry /> }.into_any(),
    }
}
