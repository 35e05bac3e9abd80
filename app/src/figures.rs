//! Figures as text, well set: `domain::format` finds the words, here they get spaces that do not break.

use std::time::Duration;

use domain::format;

/// Between a number and its unit.
pub const UNIT_SPACE: &str = "\u{a0}";
/// Between groups of three digits.
const THIN: &str = "\u{202f}";

/// A size: "9.8 MB".
pub fn bytes(count: i64) -> String {
    set(&format::bytes(u64::try_from(count).unwrap_or_default()))
}

/// A speed: "38.4 MB/s".
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a speed is positive and far below 2^63"
)]
pub fn rate(bytes_per_second: f64) -> String {
    set(&format::speed(bytes_per_second.max(0.0) as u64))
}

/// A time to wait: "1 min 12 s".
pub fn duration(time: Duration) -> String {
    set(&format::duration(time))
}

/// Whole percent, rounded down, so that 100 means all.
pub fn percent(part: u64, whole: u64) -> u64 {
    if whole == 0 {
        100
    } else {
        u64::try_from(u128::from(part.min(whole)) * 100 / u128::from(whole)).unwrap_or(100)
    }
}

/// A count with its digits in groups of three: "1 204".
pub fn count(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut grouped = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push_str(THIN);
        }
        grouped.push(digit);
    }
    if number < 0 { format!("−{grouped}") } else { grouped }
}

/// A count with its noun: "1 file", "3 files".
pub fn counted(number: i64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{}\u{a0}{noun}{plural}", count(number))
}

fn set(text: &str) -> String {
    text.replace(' ', UNIT_SPACE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_and_named() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_204), "1\u{202f}204");
        assert_eq!(count(-1_234_567), "−1\u{202f}234\u{202f}567");
        assert_eq!(counted(1, "file"), "1\u{a0}file");
        assert_eq!(counted(3, "file"), "3\u{a0}files");
    }

    #[test]
    fn a_hundred_percent_is_all_and_nothing_is_complete() {
        assert_eq!(percent(0, 0), 100);
        assert_eq!(percent(999, 1000), 99);
        assert_eq!(percent(1000, 1000), 100);
        assert_eq!(percent(u64::MAX - 1, u64::MAX), 99);
    }
}
