//! The loud banner of test mode, on every page.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::{
    address,
    components::icon::{Glyph, Icon},
    session::use_session,
};

/// Says that no mail leaves this server, and where the codes are.
#[component]
pub fn TestBanner() -> impl IntoView {
    let session = use_session();
    view! {
        <Show when=move || session.is_test_mode()>
            <aside class="banner warn test-banner" aria-label="Test mode">
                <Icon glyph=Glyph::Shield />
                <p>
                    <strong>"Test mode:"</strong>
                    " no mail server is set. Codes appear in the "
                    <A href=address::OUTBOX>"Outbox"</A>
                    " and in the terminal."
                </p>
            </aside>
        </Show>
    }
}
