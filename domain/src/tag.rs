//! Tags: words that somebody puts on files and folders to find them again. They are told apart without case, as names are.

use std::fmt;

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

use crate::{
    file_name::deceives,
    fold::fold,
    limits::{TAG_CHARS_MAX, TAGS_MAX, TAGS_PER_ENTRY_MAX},
};

/// Bytes that are worth composing: composing shrinks a word at most threefold, and a letter has four bytes at most.
const RAW_BYTES_MAX: usize = 12 * TAG_CHARS_MAX;

/// Why a text is no tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TagError {
    /// There is nothing, or only spaces.
    #[error("A tag needs a word.")]
    Empty,
    /// Above [`TAG_CHARS_MAX`].
    #[error("A tag has at most {TAG_CHARS_MAX} characters.")]
    TooLong,
    /// A comma, a line break, or something else that nobody sees.
    #[error("A tag cannot contain commas, line breaks or other control characters.")]
    Separator,
}

/// A tag, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Tag(String);

impl Tag {
    /// Reads a tag, without the spaces around it, and composes its accents.
    pub fn parse(text: &str) -> Result<Self, TagError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(TagError::Empty);
        }
        if text.len() > RAW_BYTES_MAX {
            return Err(TagError::TooLong);
        }
        let tag: String = text.nfc().collect();
        if tag.contains(|letter: char| letter == ',' || letter.is_control() || deceives(letter)) {
            return Err(TagError::Separator);
        }
        if tag.chars().count() > TAG_CHARS_MAX {
            return Err(TagError::TooLong);
        }
        Ok(Self(tag))
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two tags of an account may not share: the tag without case.
    pub fn key(&self) -> String {
        fold(&self.0)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Why there can be no more tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TooManyTags {
    /// The account has [`TAGS_MAX`].
    #[error("You have {TAGS_MAX} tags, and an account has no more. Nothing was changed; use one of them.")]
    OfAccount,
    /// A file or folder would have more than [`TAGS_PER_ENTRY_MAX`].
    #[error(
        "A file or folder has at most {TAGS_PER_ENTRY_MAX} tags. Nothing was changed; take one off first."
    )]
    OfEntry,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_a_word_or_a_few() {
        for (text, tag) in
            [("work", "work"), ("  Tax 2027 ", "Tax 2027"), ("cafe\u{301}", "café"), ("日本", "日本")]
        {
            assert_eq!(Tag::parse(text).map(|tag| tag.to_string()).as_deref(), Ok(tag));
        }
        assert_eq!(
            Tag::parse(&"é".repeat(TAG_CHARS_MAX)).map(|tag| tag.as_str().chars().count()),
            Ok(TAG_CHARS_MAX)
        );
    }

    #[test]
    fn what_is_no_tag_says_why() {
        for (text, error) in [
            ("", TagError::Empty),
            (" \t ", TagError::Empty),
            ("a,b", TagError::Separator),
            ("a\nb", TagError::Separator),
            ("a\u{202E}b", TagError::Separator),
            (&"a".repeat(TAG_CHARS_MAX + 1), TagError::TooLong),
            (&"a".repeat(RAW_BYTES_MAX + 1), TagError::TooLong),
        ] {
            assert_eq!(Tag::parse(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn case_and_composition_tell_no_tags_apart() {
        let key = |text: &str| Tag::parse(text).map(|tag| tag.key());
        assert_eq!(key("STRASSE"), key("Straße"));
        assert_eq!(key("e\u{301}TE"), key("Éte"));
        assert_ne!(key("work"), key("works"));
    }
}
