//! What somebody types as the second step: six digits, mailed or from an app, or a backup code.
use thiserror::Error;

use crate::{backup_code::BackupCode, code::OneTimeCode};

/// A text that is neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("A code has 6 digits; a backup code has 24 letters and digits.")]
pub struct ParseSecondStepError;

/// The second step of signing in.
pub enum SecondStep {
    /// Six digits.
    Code(OneTimeCode),
    /// A backup code.
    Backup(BackupCode),
}

impl SecondStep {
    /// Reads what was typed; the length tells which it is.
    pub fn parse(text: &str) -> Result<Self, ParseSecondStepError> {
        if let Ok(code) = OneTimeCode::parse(text) {
            return Ok(Self::Code(code));
        }
        BackupCode::parse(text).map(Self::Backup).map_err(|_| ParseSecondStepError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_tells_which_it_is() {
        assert!(matches!(SecondStep::parse("123 456"), Ok(SecondStep::Code(_))));
        assert!(matches!(SecondStep::parse("0123-4567-89ab-cdef-ghjk-mnpq"), Ok(SecondStep::Backup(_))));
        for text in ["", "12345", "1234567", "+123456", "١٢٣٤٥٦", "0123-4567"] {
            assert!(SecondStep::parse(text).is_err(), "{text}");
        }
    }
}
