//! The name plates of folders: short text files that say whose a folder is, for people and for the next start.
//!
//! ```text
//! skyshard node
//! format 1
//! cluster 8c1f…
//! name node-asia
//! ```
#![expect(clippy::disallowed_types, reason = "reads and writes the real data folder")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::StartError;

/// The newest format this version reads; it writes this one.
pub(super) const FORMAT: u32 = 1;

/// Longest name plate: nobody reads a whole disk because a file has the wrong name.
const PLATE_BYTES_MAX: u64 = 4096;

/// The fields of a name plate.
pub(super) type Fields = BTreeMap<String, String>;

/// Reads the plate at `path`; `None` when there is none.
pub(super) fn read(path: &Path, kind: &str) -> Result<Option<Fields>, StartError> {
    let text = match fs::metadata(path).and_then(|about| read_short(path, about.len())) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StartError::from_io(path, error)),
    };
    parse(path, kind, &text).map(Some)
}

/// Writes a plate so that it is there whole or not at all, also after a crash.
pub(super) fn write(path: &Path, kind: &str, fields: &[(&str, &str)]) -> Result<(), StartError> {
    let mut text = format!("skyshard {kind}\nformat {FORMAT}\n");
    for (key, value) in fields {
        text.push_str(&format!("{key} {value}\n"));
    }
    let temporary = path.with_extension("tmp");
    let written = File::create(&temporary)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&temporary, path));
    written.map_err(|error| StartError::from_io(path, error))?;
    sync_folder_of(path)
}

/// Makes the name of `path` durable in its folder.
pub(super) fn sync_folder_of(path: &Path) -> Result<(), StartError> {
    let folder = path.parent().unwrap_or(path);
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| StartError::from_io(folder, error))
}

fn read_short(path: &Path, length: u64) -> io::Result<String> {
    if length > PLATE_BYTES_MAX {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the file is far too long"));
    }
    fs::read_to_string(path)
}

fn parse(path: &Path, kind: &str, text: &str) -> Result<Fields, StartError> {
    let damaged = |problem: &str| StartError::Damaged { path: path.to_owned(), problem: problem.to_owned() };
    let mut lines = text.lines();
    if lines.next() != Some(&format!("skyshard {kind}")) {
        return Err(damaged(&format!("its first line is not \"skyshard {kind}\"")));
    }
    let fields: Fields = lines
        .map(|line| line.split_once(' ').map(|(key, value)| (key.to_owned(), value.to_owned())))
        .collect::<Option<_>>()
        .ok_or_else(|| damaged("a line is not a word and a value"))?;
    let found = fields.get("format").and_then(|format| format.parse().ok());
    match found.ok_or_else(|| damaged("it does not tell its format"))? {
        found if found > FORMAT => {
            Err(StartError::NewerFormat { path: path.to_owned(), found, known: FORMAT })
        }
        _ => Ok(fields),
    }
}
