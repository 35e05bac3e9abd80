//! The one way into this page, where the module is cut: its code is fetched when it is first opened.

use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

use super::view::SetupView;
use crate::shell::{Fetched, Render};

/// The page, once its code is there.
#[component]
pub fn SetupPage() -> impl IntoView {
    view! { <Fetched fetch=setup /> }
}

#[wasm_split(setup, wasm_split_path = ::leptos::wasm_split, fallible)]
fn setup() -> Result<Render, SplitLoaderError> {
    Ok(|| SetupView().into_any())
}
