//! The ways into these pages, where the module is cut: their code is fetched when they are first opened.

use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

use super::forgot::ForgotView;
use super::not_me::NotMeView;
use super::reset::ResetView;
use crate::shell::{Fetched, Render};

/// The page, once its code is there.
#[component]
pub fn ForgotPage() -> impl IntoView {
    view! { <Fetched fetch=forgot /> }
}

#[wasm_split(forgot, wasm_split_path = ::leptos::wasm_split, fallible)]
fn forgot() -> Result<Render, SplitLoaderError> {
    Ok(|| ForgotView().into_any())
}

/// The page, once its code is there.
#[component]
pub fn ResetPage() -> impl IntoView {
    view! { <Fetched fetch=reset /> }
}

#[wasm_split(reset, wasm_split_path = ::leptos::wasm_split, fallible)]
fn reset() -> Result<Render, SplitLoaderError> {
    Ok(|| ResetView().into_any())
}

/// The page, once its code is there.
#[component]
pub fn NotMePage() -> impl IntoView {
    view! { <Fetched fetch=not_me /> }
}

#[wasm_split(not_me, wasm_split_path = ::leptos::wasm_split, fallible)]
fn not_me() -> Result<Render, SplitLoaderError> {
    Ok(|| NotMeView().into_any())
}
