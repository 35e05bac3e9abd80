//! Prices: whole minor units of a currency, never fractions.
use std::{fmt, str::FromStr};

use thiserror::Error;

/// Currencies by their ISO 4217 code, with the digits behind the point that ISO 4217 gives them.
const CURRENCIES: [(&str, u8); 30] = [
    ("AUD", 2),
    ("BHD", 3),
    ("BRL", 2),
    ("CAD", 2),
    ("CHF", 2),
    ("CLP", 0),
    ("CNY", 2),
    ("CZK", 2),
    ("DKK", 2),
    ("EUR", 2),
    ("GBP", 2),
    ("HKD", 2),
    ("HUF", 2),
    ("ILS", 2),
    ("INR", 2),
    ("JPY", 0),
    ("KRW", 0),
    ("KWD", 3),
    ("MAD", 2),
    ("MXN", 2),
    ("NOK", 2),
    ("NZD", 2),
    ("PLN", 2),
    ("SEK", 2),
    ("SGD", 2),
    ("THB", 2),
    ("TND", 3),
    ("TRY", 2),
    ("USD", 2),
    ("ZAR", 2),
];
/// The most minor units of a price: a lesson for a million of the smallest currency's units is a mistake of the keyboard.
pub const MINOR_UNITS_MAX: u32 = 100_000_000;

/// A currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Currency {
    code: &'static str,
    digits: u8,
}

/// Why a price cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MoneyError {
    /// No currency that is known here.
    #[error("This currency is not known here. Use a code like EUR, USD or JPY.")]
    UnknownCurrency,
    /// Negative, or beyond reason.
    #[error("A price is between 0 and 100,000,000 of the currency's smallest units.")]
    OutOfRange,
}

impl Currency {
    /// All that are known here, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        CURRENCIES.iter().map(|(code, digits)| Self { code, digits: *digits })
    }

    /// Its ISO 4217 code.
    pub fn code(self) -> &'static str {
        self.code
    }

    /// Digits behind the point.
    pub fn digits(self) -> u8 {
        self.digits
    }
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(code: &str) -> Result<Self, MoneyError> {
        Self::all().find(|currency| currency.code == code).ok_or(MoneyError::UnknownCurrency)
    }
}

/// An amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// Whole units of the currency's smallest coin: 2,500 are 25.00 EUR or 2,500 JPY.
    pub minor_units: u32,
    /// Of which currency.
    pub currency: Currency,
}

impl Money {
    /// From what the wire and rows carry.
    pub fn new(minor_units: i64, currency: &str) -> Result<Self, MoneyError> {
        let minor_units = u32::try_from(minor_units).ok().filter(|units| *units <= MINOR_UNITS_MAX);
        Ok(Self { minor_units: minor_units.ok_or(MoneyError::OutOfRange)?, currency: currency.parse()? })
    }

    /// Whether it is nothing.
    pub fn is_free(self) -> bool {
        self.minor_units == 0
    }

    /// Reads what people type, like `25` or `19.90`, with no more digits than the currency has.
    pub fn parse(text: &str, currency: Currency) -> Option<Self> {
        let text = text.trim().replace(',', ".");
        let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
        let digits = usize::from(currency.digits);
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || part.len() > digits || !is_number(whole) || !is_number(part) {
            return None;
        }
        let minor_units = format!("{whole}{part:0<digits$}").parse().ok();
        let minor_units = minor_units.filter(|units| *units <= MINOR_UNITS_MAX)?;
        Some(Self { minor_units, currency })
    }

    /// The number alone, as [`Money::parse`] reads it.
    pub fn number(self) -> String {
        let scale = 10_u32.pow(self.currency.digits.into());
        let (whole, part) = (self.minor_units / scale, self.minor_units % scale);
        match usize::from(self.currency.digits) {
            0 => whole.to_string(),
            digits => format!("{whole}.{part:0digits$}"),
        }
    }
}

/// `25.00 EUR`, `2500 JPY`; nothing is `free`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_free() {
            true => f.write_str("free"),
            false => write!(f, "{} {}", self.number(), self.currency.code),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(minor_units: i64, currency: &str, shown: &str) {
        let money = Money::new(minor_units, currency).expect("a price");
        assert_eq!(money.to_string(), shown);
    }

    #[test]
    fn each_currency_has_its_digits() {
        check(2_500, "EUR", "25.00 EUR");
        check(5, "USD", "0.05 USD");
        check(2_500, "JPY", "2500 JPY");
        check(1_234, "KWD", "1.234 KWD");
        check(0, "EUR", "free");
    }

    #[test]
    fn what_is_no_price_is_refused() {
        assert_eq!(Money::new(-1, "EUR"), Err(MoneyError::OutOfRange));
        assert_eq!(Money::new(i64::MAX, "EUR"), Err(MoneyError::OutOfRange));
        assert_eq!(Money::new(1, "eur"), Err(MoneyError::UnknownCurrency));
        assert_eq!(Money::new(1, ""), Err(MoneyError::UnknownCurrency));
        let euro = "EUR".parse().expect("a currency");
        for text in ["", ".5", "-1", "1.234", "1e3", "1.2.3", "٥", "99999999999", "1 000"] {
            assert_eq!(Money::parse(text, euro), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read(minor_units in 0..=MINOR_UNITS_MAX, which in 0..CURRENCIES.len()) {
            let currency = Currency::all().nth(which).expect("within the list");
            let money = Money { minor_units, currency };
            prop_assert_eq!(Money::parse(&money.number(), currency), Some(money));
        }
    }
}
