//! What was dropped on the page: files, and folders that are walked down to their last file.
//!
//! A browser names what was dropped only while it is being dropped, and lets a page look into a folder later: so the folders
//! are held by their entries (WHATWG "Drag and drop", WICG "File and Directory Entries API") and walked when there is time.

use std::collections::VecDeque;

use domain::limits::FOLDER_DEPTH_MAX;
use futures::future::join_all;
use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DataTransfer, File, FileSystemDirectoryEntry, FileSystemDirectoryReader, FileSystemEntry,
    FileSystemFileEntry,
};

use super::picked::Picked;

/// What was dropped, as the browser names it.
#[derive(Default)]
pub struct Dropped {
    files: Vec<Picked>,
    folders: Vec<FileSystemDirectoryEntry>,
}

/// All that was dropped, one by one.
#[derive(Default)]
pub struct Walked {
    /// The files, each with the folders that it was in.
    pub files: Vec<Picked>,
    /// Folders with nothing in them, each named from the outermost dropped one down.
    pub empty_folders: Vec<Vec<String>>,
    /// How many files and folders could not be looked into.
    pub unread: usize,
}

impl From<Vec<Picked>> for Dropped {
    fn from(files: Vec<Picked>) -> Self {
        Self { files, folders: Vec::new() }
    }
}

impl Dropped {
    /// To be called while the event is handled: afterwards the browser tells nothing any more.
    pub fn of(data: Option<DataTransfer>) -> Self {
        let Some(data) = data else { return Self::default() };
        let items = data.items();
        let mut dropped = Self::default();
        for item in (0..items.length()).filter_map(|index| items.get(index)) {
            let entry = item.webkit_get_as_entry().ok().flatten();
            // A browser offers a folder as a file that cannot be read, too.
            match entry.filter(FileSystemEntry::is_directory) {
                Some(entry) => dropped.folders.push(entry.unchecked_into()),
                None => dropped.files.extend(item.get_as_file().ok().flatten().map(Picked::new)),
            }
        }
        dropped
    }

    /// Looks into the folders, those of one level after those of the one above.
    pub(super) async fn walk(self) -> Walked {
        let mut walked = Walked { files: self.files, ..Walked::default() };
        let name = |folder: FileSystemDirectoryEntry| (vec![folder.name()], folder);
        let mut waiting: VecDeque<_> = self.folders.into_iter().map(name).collect();
        while let Some((path, folder)) = waiting.pop_front() {
            // Deeper than any folder here may be: a link that leads back to a folder above would never end.
            let entries = if path.len() > FOLDER_DEPTH_MAX as usize { None } else { entries(&folder).await };
            let Some(entries) = entries else {
                walked.unread += 1;
                continue;
            };
            if entries.is_empty() {
                walked.empty_folders.push(path);
                continue;
            }
            let (folders, files): (Vec<_>, Vec<_>) =
                entries.into_iter().partition(FileSystemEntry::is_directory);
            for folder in folders {
                let path = path.iter().cloned().chain([folder.name()]).collect();
                waiting.push_back((path, folder.unchecked_into()));
            }
            for file in join_all(files.into_iter().map(file)).await {
                match file {
                    Some(file) => walked.files.push(Picked::within(file, path.clone())),
                    None => walked.unread += 1,
                }
            }
        }
        walked
    }
}

/// All that is in a folder. The browser tells a hundred at a time, and at the end none.
async fn entries(folder: &FileSystemDirectoryEntry) -> Option<Vec<FileSystemEntry>> {
    let reader: FileSystemDirectoryReader = folder.create_reader();
    let mut all = Vec::new();
    loop {
        let read = |resolve: &Function, reject: &Function| {
            reader.read_entries_with_callback_and_callback(resolve, reject)
        };
        let some: Array = answer(read).await?.unchecked_into();
        if some.length() == 0 {
            return Some(all);
        }
        all.extend(some.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
    }
}

async fn file(entry: FileSystemEntry) -> Option<File> {
    let entry: FileSystemFileEntry = entry.unchecked_into();
    let read = |resolve: &Function, reject: &Function| {
        entry.file_with_callback_and_callback(resolve, reject);
        Ok(())
    };
    Some(answer(read).await?.unchecked_into())
}

/// What a call answers that takes one function for its answer and another for its failure.
async fn answer(call: impl Fn(&Function, &Function) -> Result<(), JsValue>) -> Option<JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        if let Err(error) = call(&resolve, &reject) {
            let _called = reject.call1(&JsValue::NULL, &error);
        }
    });
    JsFuture::from(promise).await.ok()
}
