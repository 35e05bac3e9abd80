//! The parts of the panel whose code is fetched when they are first opened: where the module is cut.

use client::proto::storage::FileInfo;
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

use super::activity::ActivityPart;
use crate::shell::{FetchedPart, Render};

/// The file in the panel, for parts that can be told nothing when they are made.
#[derive(Debug, Clone, Copy)]
pub struct OpenFile(pub Memo<FileInfo>);

/// What happened to the file, once the code for it is there.
#[component]
pub fn Activity(file: Memo<FileInfo>) -> impl IntoView {
    provide_context(OpenFile(file));
    view! { <FetchedPart fetch=activity /> }
}

#[wasm_split(file_activity, wasm_split_path = ::leptos::wasm_split, fallible)]
fn activity() -> Result<Render, SplitLoaderError> {
    Ok(|| ActivityPart().into_any())
}
