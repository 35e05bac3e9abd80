//! A file that somebody picked, dropped or pasted.

use std::sync::Arc;

use client::upload::Source;
use web_sys::File;

/// The browser's handle of a file, with what the page asks of it.
#[derive(Clone)]
pub struct Picked(File);

impl Picked {
    /// Of any file.
    pub fn new(file: File) -> Self {
        Self(file)
    }

    /// As it is called on that machine.
    pub fn name(&self) -> String {
        self.0.name()
    }

    /// Bytes.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "sizes are whole and below 2^53"
    )]
    pub fn size(&self) -> u64 {
        self.0.size() as u64
    }

    /// When it was last changed, in Unix seconds.
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit easily")]
    pub fn modified(&self) -> i64 {
        (self.0.last_modified() / 1_000.0) as i64
    }

    /// Its bytes. `None` outside of a browser, where nobody can pick a file.
    pub fn source(&self) -> Option<Arc<dyn Source>> {
        #[cfg(target_family = "wasm")]
        {
            use wasm_bindgen::JsCast;
            Some(Arc::new(client::upload::BlobSource::new(self.0.clone().unchecked_into())))
        }
        #[cfg(not(target_family = "wasm"))]
        None
    }
}
