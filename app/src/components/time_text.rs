//! A time in relative words; the exact one shows on hover, and when what holds it has the focus.

use leptos::prelude::*;

use crate::moment;

/// A point in time.
#[component]
pub fn When(
    /// Unix seconds.
    at: i64,
) -> impl IntoView {
    let here = moment::now();
    let exact = here.exact(at);
    view! {
        <time class="when" datetime=moment::machine(at) title=exact.clone() data-exact=exact>{here.relative(at)}</time>
    }
}
