//! File names (SEC-34): data, never part of a path. Kept as they were given, composed (NFC); told apart without case.
//!
//! A name is refused when it could mean something else than a name: a path separator, NUL or another control character,
//! `.`, `..`. A name that only Windows cannot store is accepted and flagged.

use std::fmt;

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

use crate::{fold::fold, limits::FILE_NAME_BYTES_MAX};

mod windows;

pub use windows::WindowsTrouble;

/// Bytes that are worth composing: composing shrinks a name at most threefold.
const RAW_BYTES_MAX: usize = 4 * FILE_NAME_BYTES_MAX;

/// Extensions longer than this are part of the name.
const EXTENSION_BYTES_MAX: usize = 16;

/// Why a text is no file name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FileNameError {
    /// There is nothing.
    #[error("A file needs a name.")]
    Empty,
    /// Above [`FILE_NAME_BYTES_MAX`].
    #[error("A file name has at most {FILE_NAME_BYTES_MAX} bytes.")]
    TooLong,
    /// `/` or `\`.
    #[error("A file name cannot contain / or \\.")]
    Separator,
    /// NUL, a line break or another control character.
    #[error("A file name cannot contain line breaks or other control characters.")]
    Control,
    /// `.` or `..`.
    #[error("A file cannot be called . or ..")]
    Dots,
}

/// A file's name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FileName(String);

impl FileName {
    /// Reads a name and composes its accents.
    pub fn parse(text: &str) -> Result<Self, FileNameError> {
        if text.is_empty() {
            return Err(FileNameError::Empty);
        }
        if text.len() > RAW_BYTES_MAX {
            return Err(FileNameError::TooLong);
        }
        let name: String = text.nfc().collect();
        if name.contains(['/', '\\']) {
            return Err(FileNameError::Separator);
        }
        if name.contains(char::is_control) {
            return Err(FileNameError::Control);
        }
        if name == "." || name == ".." {
            return Err(FileNameError::Dots);
        }
        if name.len() > FILE_NAME_BYTES_MAX {
            return Err(FileNameError::TooLong);
        }
        Ok(Self(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two files of a folder may not share: the name without case. It can be up to three times as long as the name.
    pub fn key(&self) -> String {
        fold(&self.0)
    }

    /// The same name with a number, for when it is taken: `report (2).pdf`. The stem is cut where the name would grow too
    /// long.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Self {
        let (stem, extension) = self.0.split_at(self.extension_start());
        let suffix = format!(" ({number})");
        let kept = stem.floor_char_boundary(FILE_NAME_BYTES_MAX - suffix.len() - extension.len());
        Self(format!("{}{suffix}{extension}", &stem[..kept]))
    }

    /// Why Windows cannot store the name, if it cannot.
    pub fn windows_trouble(&self) -> Option<WindowsTrouble> {
        windows::trouble(&self.0)
    }

    /// For showing: characters that turn the direction of text or break the line are spelled out, so that no name pretends
    /// to have another extension.
    pub fn shown(&self) -> String {
        self.0
            .chars()
            .map(|letter| if deceives(letter) { letter.escape_unicode().to_string() } else { letter.into() })
            .collect()
    }

    /// Where the last extension begins, its dot included; the end when there is none. A dot at the start begins a name.
    fn extension_start(&self) -> usize {
        match self.0.rfind('.') {
            Some(dot) if dot > 0 && self.0.len() - dot <= EXTENSION_BYTES_MAX => dot,
            _ => self.0.len(),
        }
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.shown())
    }
}

/// What a text to filter names by is compared by: a name matches when its [`FileName::key`] contains it.
pub fn filter_key(text: &str) -> String {
    fold(text)
}

/// Bidirectional controls, and the separators of lines and paragraphs.
pub(crate) fn deceives(letter: char) -> bool {
    matches!(
        letter,
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
    )
}

#[cfg(test)]
mod tests;
