//! The parts of the panel whose code is fetched when they are first opened: where the module is cut.

use client::proto::storage::FileInfo;
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

use super::{activity::ActivityPart, share::SharingPart, versions::VersionsPart, xray::XrayPart};
use crate::shell::{FetchedPart, Render};

/// The file in the panel, for parts that can be told nothing when they are made.
#[derive(Debug, Clone, Copy)]
pub struct OpenFile(pub Memo<FileInfo>);

/// Where the file's chunks lie, once the code for it is there.
#[component]
pub fn XrayOf(file: Memo<FileInfo>) -> impl IntoView {
    provide_context(OpenFile(file));
    view! { <FetchedPart fetch=xray /> }
}

/// What happened to the file, likewise.
#[component]
pub fn Activity(file: Memo<FileInfo>) -> impl IntoView {
    provide_context(OpenFile(file));
    view! { <FetchedPart fetch=activity /> }
}

/// What the file was before, likewise.
#[component]
pub fn Versions(file: Memo<FileInfo>) -> impl IntoView {
    provide_context(OpenFile(file));
    view! { <FetchedPart fetch=versions /> }
}

/// Who has the file, likewise.
#[component]
pub fn SharedWith(file: Memo<FileInfo>) -> impl IntoView {
    provide_context(OpenFile(file));
    view! { <FetchedPart fetch=sharing /> }
}

#[wasm_split(file_xray, wasm_split_path = ::leptos::wasm_split, fallible)]
fn xray() -> Result<Render, SplitLoaderError> {
    Ok(|| XrayPart().into_any())
}

#[wasm_split(file_activity, wasm_split_path = ::leptos::wasm_split, fallible)]
fn activity() -> Result<Render, SplitLoaderError> {
    Ok(|| ActivityPart().into_any())
}

#[wasm_split(file_versions, wasm_split_path = ::leptos::wasm_split, fallible)]
fn versions() -> Result<Render, SplitLoaderError> {
    Ok(|| VersionsPart().into_any())
}

#[wasm_split(file_sharing, wasm_split_path = ::leptos::wasm_split, fallible)]
fn sharing() -> Result<Render, SplitLoaderError> {
    Ok(|| SharingPart().into_any())
}
