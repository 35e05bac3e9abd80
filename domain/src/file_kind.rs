//! What a file seems to be, guessed from the ending of its name. A guess for the eye and for a search: nothing is decided
//! by it.

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
    /// Those that have endings of their own, in the order in which they are offered.
    pub const KNOWN: [Self; 5] = [Self::Document, Self::Picture, Self::Video, Self::Audio, Self::Archive];

    /// Of a file with this name.
    pub fn of(name: &str) -> Self {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        let has_it = |kind: &Self| kind.endings().contains(&ending.as_str());
        Self::KNOWN.into_iter().find(has_it).unwrap_or(Self::Other)
    }

    /// Endings of names, without the dot and in lower case.
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Video => &["avi", "m4v", "mkv", "mov", "mp4", "webm"],
            Self::Picture => &["avif", "bmp", "gif", "heic", "jpeg", "jpg", "png", "svg", "tiff", "webp"],
            Self::Audio => &["aac", "flac", "m4a", "mp3", "ogg", "opus", "wav"],
            Self::Archive => &["7z", "bz2", "gz", "rar", "tar", "tgz", "xz", "zip", "zst"],
            Self::Document => {
                &["csv", "doc", "docx", "html", "json", "md", "odt", "pdf", "rtf", "tex", "txt", "xlsx"]
            }
            Self::Other => &[],
        }
    }

    /// In a word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Picture => "picture",
            Self::Audio => "audio",
            Self::Archive => "archive",
            Self::Document => "document",
            Self::Other => "file",
        }
    }

    /// Several of them, as a list is headed.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Video => "Videos",
            Self::Picture => "Pictures",
            Self::Audio => "Audio",
            Self::Archive => "Archives",
            Self::Document => "Documents",
            Self::Other => "Other files",
        }
    }

    /// The one with endings of its own that is called so.
    pub fn called(word: &str) -> Option<Self> {
        Self::KNOWN.into_iter().find(|kind| kind.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_ending_counts_in_either_case() {
        assert_eq!(FileKind::of("Sommer.2026.JPG"), FileKind::Picture);
        assert_eq!(FileKind::of("backup.tar.gz"), FileKind::Archive);
        assert_eq!((FileKind::of("README"), FileKind::of("a.jpg.exe")), (FileKind::Other, FileKind::Other));
    }

    #[test]
    fn no_ending_is_of_two_kinds() {
        let mut all: Vec<&str> = FileKind::KNOWN.iter().flat_map(|kind| kind.endings()).copied().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(FileKind::KNOWN.into_iter().all(|kind| FileKind::called(kind.word()) == Some(kind)));
        assert_eq!(FileKind::called("file"), None);
    }
}
