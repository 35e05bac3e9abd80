//! The one way into this page, where the module is cut: its code is fetched when it is first opened.

use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

use super::view::PlaygroundView;
use crate::shell::{Fetched, Render};

/// The page, once its code is there.
#[component]
pub fn PlaygroundPage() -> impl IntoView {
    view! { <Fetched fetch=code /> }
}

#[wasm_split(playground, wasm_split_path = ::leptos::wasm_split, fallible)]
fn code() -> Result<Render, SplitLoaderError> {
    Ok(|| PlaygroundView().into_any())
}
