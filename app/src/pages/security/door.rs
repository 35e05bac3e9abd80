//! The one way into this page, where the module is cut: its code is fetched when it is first opened.

use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

use super::view::SecurityView;
use crate::shell::{Fetched, Render};

/// The page, once its code is there.
#[component]
pub fn SecurityPage() -> impl IntoView {
    view! { <Fetched fetch=code /> }
}

#[wasm_split(security, wasm_split_path = ::leptos::wasm_split, fallible)]
fn code() -> Result<Render, SplitLoaderError> {
    Ok(|| SecurityView().into_any())
}
