//! The secret of a mailed link, and what to say where there is none.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::{address, browser};

/// The part after #, taken out of the address bar at once: it stays neither in the history nor in a screenshot.
pub fn take_secret() -> Option<String> {
    let hash = browser::take_hash();
    let secret = hash.trim_start_matches('#').trim();
    (!secret.is_empty()).then(|| secret.to_owned())
}

/// A link that leads nowhere.
#[component]
pub fn NoLink(
    /// Why.
    #[prop(into)]
    why: String,
) -> impl IntoView {
    view! {
        <section class="card card-narrow">
            <div class="auth-head">
                <h1 tabindex="-1">"This link leads nowhere"</h1>
                <p class="soft" role="alert">{why}</p>
            </div>
            <A href=address::FORGOT attr:class="button main wide">"Ask for a new link"</A>
            <A href=address::SIGN_IN attr:class="button wide">"Sign in instead"</A>
        </section>
    }
}

/// The link was cut off on its way.
pub const INCOMPLETE: &str = "Open the whole link of the mail: something is missing behind the #.";
