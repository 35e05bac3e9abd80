//! What people write about themselves and their lessons: plain text of a bounded length. It is shown as text everywhere,
//! so its letters are free; what could break a line of a log or a mail's header is not.
use std::fmt;

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

/// Why a text is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TextError {
    /// Nothing, or white space.
    #[error("This cannot be empty.")]
    Empty,
    /// More than fits.
    #[error("This is too long: at most {max} characters.")]
    TooLong {
        /// Characters that fit.
        max: usize,
    },
    /// A control character.
    #[error("This has a character that cannot be shown.")]
    Control,
}

/// One line of at least one and at most `MAX` characters, composed (NFC), without white space around it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line<const MAX: usize>(String);

/// Several lines of at most `MAX` characters in all; may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prose<const MAX: usize>(String);

impl<const MAX: usize> Line<MAX> {
    /// Reads a line.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = bounded(text, MAX)?;
        if text.is_empty() {
            return Err(TextError::Empty);
        }
        if text.chars().any(is_unseen) { Err(TextError::Control) } else { Ok(Self(text)) }
    }

    /// The line.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> Prose<MAX> {
    /// Reads lines; their ends become `\n`.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = bounded(&text.replace("\r\n", "\n"), MAX)?;
        let is_refused = |letter: char| is_unseen(letter) && letter != '\n' && letter != '\t';
        if text.chars().any(is_refused) { Err(TextError::Control) } else { Ok(Self(text)) }
    }

    /// The lines.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Composed, trimmed and not too long. The bytes are looked at first, so that composing costs little.
fn bounded(text: &str, max: usize) -> Result<String, TextError> {
    let too_long = TextError::TooLong { max };
    if text.len() > max.saturating_mul(8) {
        return Err(too_long);
    }
    let text: String = text.trim().nfc().collect();
    if text.chars().count() > max { Err(too_long) } else { Ok(text) }
}

/// Control characters, and those that turn the direction of what follows around.
pub fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

impl<const MAX: usize> fmt::Display for Line<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MAX: usize> fmt::Display for Prose<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_trimmed_and_composed() {
        let line = |text: &str| Line::<5>::parse(text).map(|line| line.0);
        assert_eq!(line("  Zoe\u{308} "), Ok("Zoë".to_owned()));
        assert_eq!(line("12345"), Ok("12345".to_owned()));
        assert_eq!(line("123456"), Err(TextError::TooLong { max: 5 }));
        assert_eq!(line(" \t "), Err(TextError::Empty));
        assert_eq!(line("a\nb"), Err(TextError::Control));
        assert_eq!(line("a\u{202E}b"), Err(TextError::Control));
        assert_eq!(line(&"a".repeat(41)), Err(TextError::TooLong { max: 5 }));
    }

    #[test]
    fn prose_keeps_its_lines() {
        let prose = |text: &str| Prose::<9>::parse(text).map(|prose| prose.0);
        assert_eq!(prose("a\r\nb\n\tc"), Ok("a\nb\n\tc".to_owned()));
        assert_eq!(prose(""), Ok(String::new()));
        assert_eq!(prose("a\0b"), Err(TextError::Control));
        assert_eq!(prose("0123456789"), Err(TextError::TooLong { max: 9 }));
    }
}
