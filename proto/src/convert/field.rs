//! Reading one field, and saying which one is wrong.

use std::{str::FromStr, time::Duration};

use domain::{
    code::OneTimeCode, email::EmailAddress, hex, id::ParseIdError, page::Page, second_step::SecondStep,
    time::Timestamp, username::Username,
};
use thiserror::Error;

/// Why a field is refused, for machines; the server turns it into its stable reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldReason {
    /// No username.
    InvalidUsername,
    /// No e-mail address.
    InvalidEmail,
    /// A password that breaks the rule.
    WeakPassword,
    /// Not six digits.
    InvalidOtp,
    /// No file name.
    InvalidName,
    /// No decimal number, or too many digits.
    InvalidNumber,
    /// A part at a wrong place or of a wrong length.
    BadPart,
    /// Anything else.
    InvalidArgument,
}

/// A field that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct FieldError {
    /// The field, as the proto names it.
    pub field: &'static str,
    /// What is wrong, for people.
    pub message: String,
    /// What is wrong, for machines.
    pub reason: FieldReason,
}

impl FieldError {
    /// A field and what a domain parser says about it.
    pub fn new(field: &'static str, reason: FieldReason, message: impl ToString) -> Self {
        Self { field, message: message.to_string(), reason }
    }
}

/// A message field that must be there.
pub trait Required<T> {
    /// What is there.
    fn required(self, field: &'static str) -> Result<T, FieldError>;
}

impl<T> Required<T> for Option<T> {
    fn required(self, field: &'static str) -> Result<T, FieldError> {
        self.ok_or_else(|| FieldError::new(field, FieldReason::InvalidArgument, "This field is missing."))
    }
}

/// An id.
pub fn id<Id: FromStr<Err = ParseIdError>>(field: &'static str, text: &str) -> Result<Id, FieldError> {
    text.parse().map_err(|error: ParseIdError| FieldError::new(field, FieldReason::InvalidArgument, error))
}

/// An id that need not be given.
pub fn optional_id<Id: FromStr<Err = ParseIdError>>(
    field: &'static str,
    text: &str,
) -> Result<Option<Id>, FieldError> {
    if text.is_empty() { Ok(None) } else { id(field, text).map(Some) }
}

/// An account's address, in the field `email`.
pub fn account_email(text: &str) -> Result<EmailAddress, FieldError> {
    EmailAddress::parse(text).map_err(|error| FieldError::new("email", FieldReason::InvalidEmail, error))
}

/// A username, in the field `username`.
pub fn username(text: &str) -> Result<Username, FieldError> {
    Username::parse(text).map_err(|error| FieldError::new("username", FieldReason::InvalidUsername, error))
}

/// A one-time code, in the field `otp`.
pub fn code(text: &str) -> Result<OneTimeCode, FieldError> {
    OneTimeCode::parse(text).map_err(|error| FieldError::new("otp", FieldReason::InvalidOtp, error))
}

/// A one-time code or a backup code, in the field `otp`.
pub fn second_step(text: &str) -> Result<SecondStep, FieldError> {
    SecondStep::parse(text).map_err(|error| FieldError::new("otp", FieldReason::InvalidOtp, error))
}

/// A size or an offset in bytes.
pub fn size(field: &'static str, bytes: i64) -> Result<u64, FieldError> {
    let message = "Sizes and offsets are not negative.";
    u64::try_from(bytes).map_err(|_| FieldError::new(field, FieldReason::InvalidArgument, message))
}

/// A SHA-256 from its 64 hex digits, of either case.
pub fn digest(field: &'static str, text: &str) -> Result<[u8; 32], FieldError> {
    hex::digest(text)
        .ok_or_else(|| FieldError::new(field, FieldReason::InvalidArgument, "A SHA-256 has 64 hex digits."))
}

/// A SHA-256 that need not be given.
pub fn optional_digest(field: &'static str, text: &str) -> Result<Option<[u8; 32]>, FieldError> {
    if text.is_empty() { Ok(None) } else { digest(field, text).map(Some) }
}

/// A part of a list.
pub fn page(limit: i32, offset: i32) -> Result<Page, FieldError> {
    Page::parse(limit, offset).map_err(|error| {
        let field = if offset < 0 { "offset" } else { "limit" };
        FieldError::new(field, FieldReason::InvalidArgument, error)
    })
}

/// Bytes for the wire. Its signed numbers end at 9.2 EB, past anything stored.
pub fn bytes(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A count for the wire.
pub fn count(number: impl TryInto<i32>) -> i32 {
    number.try_into().unwrap_or(i32::MAX)
}

/// A moment for the wire: Unix seconds, rounded down.
pub fn seconds(moment: Timestamp) -> i64 {
    moment.unix_seconds()
}

/// A moment for the wire that somebody waits for: rounded up, so that nobody comes too early.
pub fn seconds_rounded_up(moment: Timestamp) -> i64 {
    moment.plus(Duration::from_micros(999_999)).unix_seconds()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::FileId;

    #[test]
    fn the_field_is_named_with_its_reason() {
        let error = account_email("nobody").expect_err("no address");
        assert_eq!((error.field, error.reason), ("email", FieldReason::InvalidEmail));
        assert_eq!(error.to_string(), "An e-mail address has one @, as in name@example.com.");
        let error = id::<FileId>("file_id", "../../etc").expect_err("no id");
        assert_eq!((error.field, error.reason), ("file_id", FieldReason::InvalidArgument));
        let error = None::<u8>.required("upload").expect_err("missing");
        assert_eq!(error.field, "upload");
    }

    #[test]
    fn sizes_do_not_wrap() {
        assert_eq!(size("size", i64::MAX), Ok(i64::MAX as u64));
        assert!(size("size", -1).is_err());
        assert!(size("size", i64::MIN).is_err());
        assert_eq!(bytes(u64::MAX), i64::MAX);
        assert_eq!(count(u32::MAX), i32::MAX);
        assert_eq!(count(7_usize), 7);
    }

    #[test]
    fn nobody_comes_too_early() {
        let at = |micros| seconds_rounded_up(Timestamp::from_micros(micros));
        assert_eq!((at(1_000_000), at(1_000_001), at(1_999_999)), (1, 2, 2));
    }

    #[test]
    fn a_digest_has_64_hex_digits() {
        assert_eq!(
            digest("sha256", &"0aF".repeat(22)[..64]).map(|bytes| bytes[..3].to_vec()),
            Ok(vec![0x0a, 0xf0, 0xaf])
        );
        for text in
            ["", "00", &"0".repeat(63), &"0".repeat(65), &"g".repeat(64), &"+1".repeat(32), &"é".repeat(32)]
        {
            assert!(digest("sha256", text).is_err(), "{text}");
        }
        assert_eq!(optional_digest("sha256", ""), Ok(None));
        assert!(optional_digest("sha256", "0").is_err());
    }
}
