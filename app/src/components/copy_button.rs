//! Copies a text, and says whether that worked.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};

use super::icon::{Glyph, Icon};
use crate::clipboard;

/// How long the button says what it did.
const SAID_FOR: Duration = Duration::from_secs(2);

/// An icon button that copies.
#[component]
pub fn CopyButton(
    /// Its name: "Copy the code 123456".
    #[prop(into)]
    name: Signal<String>,
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let said = RwSignal::new(None::<bool>);
    let copy = move |_| {
        spawn_local(async move {
            let copied = clipboard::write(&text.get_untracked()).await.is_some();
            // The button may be gone by the time either is said.
            let _said = said.try_set(Some(copied));
            set_timeout(
                move || {
                    let _unsaid = said.try_set(None);
                },
                SAID_FOR,
            );
        });
    };
    let glyph = move || match said.get() {
        None => Glyph::Copy,
        Some(true) => Glyph::Check,
        Some(false) => Glyph::Warning,
    };
    let words = move || match said.get() {
        None => "",
        Some(true) => "Copied.",
        Some(false) => "This browser does not let the page copy. Select the text instead.",
    };
    view! {
        <button type="button" class="icon-button" aria-label=name title=name on:click=copy>
            {move || view! { <Icon glyph=glyph() /> }}
        </button>
        <span class="visually-hidden" role="status">{words}</span>
    }
}
