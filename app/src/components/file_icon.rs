//! The sign and the word for what a file is, guessed from its name. A guess for the eye only: nothing is decided by it.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// What a file seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A film.
    Video,
    /// A picture.
    Picture,
    /// A recording.
    Audio,
    /// Several files in one.
    Archive,
    /// Text, a table, a document.
    Document,
    /// Anything else.
    Other,
}

impl FileKind {
    /// From the ending of a name.
    pub fn of(name: &str) -> Self {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        match ending.as_str() {
            "avi" | "m4v" | "mkv" | "mov" | "mp4" | "webm" => Self::Video,
            "avif" | "bmp" | "gif" | "heic" | "jpeg" | "jpg" | "png" | "svg" | "tiff" | "webp" => {
                Self::Picture
            }
            "aac" | "flac" | "m4a" | "mp3" | "ogg" | "opus" | "wav" => Self::Audio,
            "7z" | "bz2" | "gz" | "rar" | "tar" | "tgz" | "xz" | "zip" | "zst" => Self::Archive,
            "csv" | "doc" | "docx" | "html" | "json" | "md" | "odt" | "pdf" | "rtf" | "tex" | "txt"
            | "xlsx" => Self::Document,
            _ => Self::Other,
        }
    }

    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Picture => "picture",
            Self::Audio => "audio",
            Self::Archive => "archive",
            Self::Document => "document",
            Self::Other => "file",
        }
    }

    fn glyph(self) -> Glyph {
        match self {
            Self::Video => Glyph::Film,
            Self::Picture => Glyph::Picture,
            Self::Audio | Self::Archive | Self::Document | Self::Other => Glyph::File,
        }
    }
}

/// The sign before a name.
#[component]
pub fn FileIcon(
    /// What the file seems to be.
    kind: FileKind,
) -> impl IntoView {
    view! { <Icon glyph=kind.glyph() /> }
}

/// Letters at the end of a long name that stay in view: enough for a number and an ending.
const END_LETTERS: usize = 10;
/// Names up to so many letters are not cut in two.
const SHORT_LETTERS: usize = 24;

/// Where a long name may be cut so that its end stays in view.
fn split(name: &str) -> Option<(&str, &str)> {
    let letters = name.chars().count();
    let (cut, _) = name.char_indices().nth(letters.checked_sub(END_LETTERS)?)?;
    (letters > SHORT_LETTERS).then(|| name.split_at(cut))
}

/// A file's name on one line: where it does not fit, its middle is left out, never its ending.
#[component]
pub fn OneLineName(
    /// As it is shown.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    let hint = name.clone();
    let Some((start, end)) = split(&name).map(|(start, end)| (start.to_owned(), end.to_owned())) else {
        return view! { <span class="file-name" title=hint>{name}</span> }.into_any();
    };
    view! {
        <span class="file-name-split" title=hint>
            <span class="visually-hidden">{name}</span>
            <span class="file-name" aria-hidden="true">{start}</span>
            <span aria-hidden="true">{end}</span>
        </span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{FileKind, split};

    #[test]
    fn a_long_name_keeps_its_end() {
        assert_eq!(split("report.pdf"), None);
        assert_eq!(split("éééééééééééééééééééé-2026.docx"), Some(("éééééééééééééééééééé", "-2026.docx")));
    }

    #[test]
    fn the_last_ending_decides() {
        assert_eq!(FileKind::of("film.MKV"), FileKind::Video);
        assert_eq!(FileKind::of("photos.tar.gz"), FileKind::Archive);
        assert_eq!(FileKind::of("png"), FileKind::Other);
    }
}
