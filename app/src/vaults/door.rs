//! Where the module is cut: the code that encrypts and decrypts is fetched when the first vault is met.

use std::sync::Arc;

use client::upload::Source;
use domain::vault::Recipient;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

use super::sealing;

/// Encrypts what is uploaded; none where the browser has no chance to give.
pub type Seal = fn(&Recipient, Arc<dyn Source>) -> Option<Arc<dyn Source>>;

/// The code for files on their way in.
#[wasm_split(vault, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn seal_code() -> Result<Seal, SplitLoaderError> {
    Ok(sealing::seal)
}
