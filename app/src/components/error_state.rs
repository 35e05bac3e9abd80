//! What a view says when it could not load: what happened, what is safe, what to do, which request.

use leptos::prelude::*;

use super::{banner::NoticeBanner, button::Button, icon::Glyph};
use crate::notice::Notice;

/// A failed view with a way to try again.
#[component]
pub fn ErrorState(
    /// What happened.
    #[prop(into)]
    notice: Notice,
    /// Tries again.
    on_retry: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <div class="failed" role="alert">
            <NoticeBanner notice />
            <Button glyph=Glyph::Retry on_click=move |_| on_retry()>"Try again"</Button>
        </div>
    }
}
