//! The one way into this page, where the module is cut: its code is fetched when it is first opened.

use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

use super::view::UsageView;
use crate::shell::{Fetched, Render};

/// The page, once its code is there.
#[component]
pub fn UsagePage() -> impl IntoView {
    view! { <Fetched fetch=usage /> }
}

#[wasm_split(usage, wasm_split_path = ::leptos::wasm_split, fallible)]
fn usage() -> Result<Render, SplitLoaderError> {
    Ok(|| UsageView().into_any())
}
