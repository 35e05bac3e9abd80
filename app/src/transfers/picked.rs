//! A file that somebody picked, dropped or pasted.

use std::sync::Arc;

use client::upload::Source;
use web_sys::File;

/// The browser's handle of a file, with what the page asks of it.
#[derive(Clone)]
pub struct Picked {
    file: File,
    folders: Vec<String>,
    /// Its encrypted form, of which a vault takes each part; it must be the same whenever one is sent again.
    sealed: Option<Arc<dyn Source>>,
}

impl Picked {
    /// Of any file. One that was picked with its folder tells so itself.
    pub fn new(file: File) -> Self {
        // `File.webkitRelativePath`: the folder that was picked, those below it, the name.
        let path = js_sys::Reflect::get(&file, &"webkitRelativePath".into()).ok();
        let path = path.and_then(|path| path.as_string()).unwrap_or_default();
        Self { file, folders: folders_of(&path), sealed: None }
    }

    /// Of a file that was found in these folders, outermost first.
    pub fn within(file: File, folders: Vec<String>) -> Self {
        Self { file, folders, sealed: None }
    }

    /// As it is sent into a vault.
    pub fn sealed(self, sealed: Arc<dyn Source>) -> Self {
        Self { sealed: Some(sealed), ..self }
    }

    /// Whether it is encrypted before it is sent.
    pub fn is_sealed(&self) -> bool {
        self.sealed.is_some()
    }

    /// As it is called on that machine.
    pub fn name(&self) -> String {
        self.file.name()
    }

    /// The folders that it was picked with, outermost first; none for a file that was picked by itself.
    pub fn folders(&self) -> &[String] {
        &self.folders
    }

    /// Bytes that are sent.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "sizes are whole and below 2^53"
    )]
    pub fn size(&self) -> u64 {
        self.sealed.as_ref().map_or_else(|| self.file.size() as u64, |sealed| sealed.size())
    }

    /// When it was last changed, in Unix seconds.
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit easily")]
    pub fn modified(&self) -> i64 {
        (self.file.last_modified() / 1_000.0) as i64
    }

    /// The bytes that are sent. `None` outside of a browser, where nobody can pick a file.
    pub fn source(&self) -> Option<Arc<dyn Source>> {
        self.sealed.clone().or_else(|| self.plain_source())
    }

    /// Its own bytes, likewise.
    pub fn plain_source(&self) -> Option<Arc<dyn Source>> {
        #[cfg(target_family = "wasm")]
        {
            use wasm_bindgen::JsCast;
            Some(Arc::new(client::upload::BlobSource::new(self.file.clone().unchecked_into())))
        }
        #[cfg(not(target_family = "wasm"))]
        None
    }
}

fn folders_of(path: &str) -> Vec<String> {
    let folders = path.rsplit_once('/').map(|(folders, _)| folders).unwrap_or_default();
    folders.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::folders_of;

    #[test]
    fn a_path_names_its_folders() {
        assert_eq!(folders_of("photos/2026/a.jpg"), ["photos", "2026"]);
        assert!(folders_of("a.jpg").is_empty() && folders_of("").is_empty());
    }
}
