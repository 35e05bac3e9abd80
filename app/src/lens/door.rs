//! Where the module is cut: the code of the lens is fetched when it is first opened.

use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

use super::{open::use_lens, view::LensPanel};
use crate::shell::{FetchedPart, Render};

/// The lens while it is open.
#[component]
pub fn LensDoor() -> impl IntoView {
    let lens = use_lens();
    view! {
        <Show when=move || lens.is_open()>
            <section class="lens" aria-label="Lens"><FetchedPart fetch=code /></section>
        </Show>
    }
}

#[wasm_split(lens, wasm_split_path = ::leptos::wasm_split, fallible)]
fn code() -> Result<Render, SplitLoaderError> {
    Ok(|| LensPanel().into_any())
}
