//! Names of things: 128 bits from a cryptographic generator (SEC-47), so that nobody guesses a neighbour's. On the wire
//! and in logs they are 32 lower-case hex digits.

use std::{fmt, str::FromStr};

use thiserror::Error;

use crate::hex;

/// Why a text is no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("An id has 32 hex digits.")]
pub struct ParseIdError;

macro_rules! id {
    ($($(#[$doc:meta])+ $name:ident;)+) => {$(
        $(#[$doc])+
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// Made of 16 random bytes, or of the bytes that a row keeps.
            pub const fn from_random(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// The bytes that a row keeps.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&hex::encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, formatter)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            /// Reads what `Display` writes, and nothing else: one id has one spelling.
            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                parse(text).map(Self)
            }
        }
    )+};
}

id! {
    /// An account.
    AccountId;
    /// A signed-in session.
    SessionId;
    /// A file, through all its versions.
    FileId;
    /// One version of a file.
    VersionId;
    /// An upload that has not ended.
    UploadId;
    /// A one-time code that was sent and what may be done with it.
    ChallengeId;
    /// A mail in the outbox.
    MailId;
    /// What a member asked the admins for.
    SpaceRequestId;
    /// Something that somebody gave somebody else.
    ShareId;
    /// A word that somebody puts on files and folders.
    TagId;
    /// Somebody who teaches.
    TeacherId;
    /// What somebody teaches.
    CourseId;
    /// A course on a date.
    LessonId;
    /// A student's place in a lesson.
    BookingId;
}

fn parse(text: &str) -> Result<[u8; 16], ParseIdError> {
    let is_lower = !text.bytes().any(|letter| letter.is_ascii_uppercase());
    hex::decode(text).filter(|_| is_lower).ok_or(ParseIdError)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_id_is_32_lower_case_hex_digits() {
        let id = FileId::from_random([0xAB; 16]);
        assert_eq!(id.to_string(), "ab".repeat(16));
        assert_eq!(format!("{id:?}"), "ab".repeat(16));
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in ["", "ab", &"AB".repeat(16), &"ab".repeat(17), &"zz".repeat(16), &"é".repeat(16)] {
            assert_eq!(text.parse::<FileId>(), Err(ParseIdError), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(bytes: [u8; 16]) {
            let id = AccountId::from_random(bytes);
            prop_assert_eq!(id.to_string().parse(), Ok(id));
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            if let Ok(id) = text.parse::<UploadId>() {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }
}
