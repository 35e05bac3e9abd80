//! Vaults on this page: made, opened, locked, and what is fetched from them.
//!
//! - `new`: the question for a new one; `passphrase`: the question for the passphrase of one; `chosen`: one that is chosen
//! - `line`: what stands above the list of one
//! - `fetching`: a file of one, decrypted
//! - here: where the module is cut, and what the list asks before it is

mod chosen;
mod fetching;
mod line;
mod new;
mod passphrase;

use client::proto::storage::FileInfo;
use futures::future::LocalBoxFuture;
use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_split::{SplitLoaderError, wasm_split},
};

use super::{
    acts::Acts,
    state::{FilesState, use_state},
};
use crate::{
    address,
    shell::{FetchedPart, Render, code_missing},
};

type Fetch = fn(FilesState, Acts, Wanted) -> LocalBoxFuture<'static, ()>;

/// A file that is to be fetched.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// Which.
    pub file: FileInfo,
    /// In which version; the shown one when none.
    pub version: Option<i32>,
}

impl Wanted {
    /// Where it is, encrypted.
    fn address(&self) -> String {
        match self.version {
            Some(number) => address::file_version(&self.file.file_id, number),
            None => address::download(&self.file.file_id),
        }
    }
}

/// The shown version of a file.
impl From<&FileInfo> for Wanted {
    fn from(file: &FileInfo) -> Self {
        Self { file: file.clone(), version: None }
    }
}

impl FilesState {
    /// Whether a file is fetched by this page, to be decrypted: it has the form, and lies in the vault on show or, where files of
    /// all folders are, may lie in one.
    pub fn is_sealed(self, file: &FileInfo) -> bool {
        let may_be_in_one =
            || self.query.with(|query| query.is_over_all()) && !file.filename.ends_with(".age");
        file.plain_bytes.is_some() && (self.vault.with(Option::is_some) || may_be_in_one())
    }

    /// How large a file is to whoever opens it.
    pub fn shown_bytes(self, file: &FileInfo) -> i64 {
        file.plain_bytes.filter(|_| self.is_sealed(file)).unwrap_or(file.file_size)
    }
}

impl Acts {
    /// Fetches a file of a vault instead of what was clicked, which would give it encrypted; any other goes its way.
    pub fn fetch_instead(&self, state: FilesState, wanted: Wanted, event: &web_sys::Event) {
        if !untrack(|| state.is_sealed(&wanted.file)) {
            return;
        }
        event.prevent_default();
        let acts = self.clone();
        spawn_local(async move {
            match fetching_code().await {
                Ok(fetch) => fetch(state, acts, wanted).await,
                Err(_) => acts.notices.show(code_missing("Nothing was downloaded.")),
            }
        });
    }
}

/// What stands above the list of a vault, once the code for it is there.
#[component]
pub fn VaultLine() -> impl IntoView {
    let state = use_state();
    move || state.vault.with(Option::is_some).then(|| view! { <FetchedPart fetch=line_code /> })
}

#[wasm_split(vault, wasm_split_path = ::leptos::wasm_split, fallible)]
fn line_code() -> Result<Render, SplitLoaderError> {
    Ok(|| line::Line().into_any())
}

#[wasm_split(vault, wasm_split_path = ::leptos::wasm_split, fallible)]
fn fetching_code() -> Result<Fetch, SplitLoaderError> {
    Ok(|state, acts, wanted| Box::pin(fetching::fetch(state, acts, wanted)))
}

/// The question for a new vault.
#[wasm_split(vault, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn making() -> Result<Render, SplitLoaderError> {
    Ok(|| new::NewVaultDialog().into_any())
}

/// The question for the passphrase of one.
#[wasm_split(vault, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn opening() -> Result<Render, SplitLoaderError> {
    Ok(|| passphrase::PassphraseDialog().into_any())
}
