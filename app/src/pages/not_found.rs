//! An address that leads nowhere.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::{address, components::top_bar::use_page_title};

/// Says so, and leads back.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    use_page_title("Not found");
    view! {
        <section class="card card-narrow">
            <h1 tabindex="-1">"There is no page here"</h1>
            <p class="soft">"The address may be misspelled, or the page has moved."</p>
            <A href=address::FIRST attr:class="button main wide">"Go to the start"</A>
        </section>
    }
}
