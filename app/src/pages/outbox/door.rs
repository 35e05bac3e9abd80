//! The one way into this page, where the module is cut: its code is fetched when it is first opened.

use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

use super::view::OutboxView;
use crate::shell::{Fetched, Render};

/// The page, once its code is there.
#[component]
pub fn OutboxPage() -> impl IntoView {
    view! { <Fetched fetch=outbox /> }
}

#[wasm_split(outbox, wasm_split_path = ::leptos::wasm_split, fallible)]
fn outbox() -> Result<Render, SplitLoaderError> {
    Ok(|| OutboxView().into_any())
}
