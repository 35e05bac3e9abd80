//! Decimal notation, in and out.

use std::{fmt, str::FromStr};

use bigdecimal::{
    BigDecimal,
    num_bigint::{BigInt, Sign},
    num_traits::Zero,
};

use super::CalculatorError;
use crate::limits::{NUMBER_BYTES_MAX, NUMBER_DIGITS_MAX};

/// An exact decimal number within the limits, without trailing zeros: equal numbers have one form, and zero no sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number(BigDecimal);

impl Number {
    /// Zero.
    pub fn zero() -> Self {
        Self(BigDecimal::zero())
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// The number with the other sign.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self(-&self.0)
    }

    /// Reads `-7`, `+7`, `0.1`, `.5`, `2.`, `1.5e3`; surrounding blanks are dropped, and the minus may be the sign that
    /// the page shows.
    pub fn parse(text: &str) -> Result<Self, CalculatorError> {
        let text = text.trim();
        if text.len() > NUMBER_BYTES_MAX {
            return Err(CalculatorError::TooManyDigits);
        }
        let (sign, text) = split_sign(text);
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        if digits.is_empty() || !is_digits(&digits) {
            return Err(CalculatorError::NotANumber);
        }
        // Zeros at both ends say nothing; without them the size of the value is known before it is made.
        let without_tail = digits.trim_end_matches('0');
        let significant = without_tail.trim_start_matches('0');
        if significant.is_empty() {
            return Ok(Self::zero());
        }
        let tail = digits.len() - without_tail.len();
        let scale = (fraction.len() as i64 - tail as i64).saturating_sub(exponent);
        check_size(significant.len() as i64, scale)?;
        let magnitude = significant.parse().map_err(|_| CalculatorError::NotANumber)?;
        Ok(Self(BigDecimal::new(BigInt::from_biguint(sign, magnitude), scale)))
    }

    /// A computed number, when it is within the limits.
    pub(super) fn within_limits(value: BigDecimal) -> Result<Self, CalculatorError> {
        let value = value.normalized();
        if value.is_zero() {
            return Ok(Self::zero());
        }
        check_size(value.digits() as i64, value.fractional_digit_count())?;
        Ok(Self(value))
    }

    pub(super) fn decimal(&self) -> &BigDecimal {
        &self.0
    }
}

impl FromStr for Number {
    type Err = CalculatorError;

    fn from_str(text: &str) -> Result<Self, CalculatorError> {
        Self::parse(text)
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(BigDecimal::from(value).normalized())
    }
}

impl fmt::Display for Number {
    /// Plain notation, without exponent.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.to_plain_string())
    }
}

fn split_sign(text: &str) -> (Sign, &str) {
    match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (Sign::Minus, rest),
        None => (Sign::Plus, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// Exponents beyond 64 bits are as good as their ends: out of limits, or times zero.
fn parse_exponent(text: &str) -> Result<i64, CalculatorError> {
    let (sign, digits) = split_sign(text);
    if digits.is_empty() || !is_digits(digits) {
        return Err(CalculatorError::NotANumber);
    }
    let magnitude = digits.parse().unwrap_or(i64::MAX);
    Ok(if sign == Sign::Minus { -magnitude } else { magnitude })
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|letter| letter.is_ascii_digit())
}

/// `digits` significant ones, the last `scale` of them after the point.
fn check_size(digits: i64, scale: i64) -> Result<(), CalculatorError> {
    let limit = NUMBER_DIGITS_MAX as i64;
    if scale > limit || digits.saturating_sub(scale) > limit {
        return Err(CalculatorError::TooManyDigits);
    }
    Ok(())
}
