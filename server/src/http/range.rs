//! The `Range` header: one range of bytes (RFC 9110, section 14). Several ranges, other units and what cannot be read
//! are answered with the whole, as the RFC allows.
use std::ops::Range;

/// What a request wants of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// All of it.
    Whole,
    /// These bytes, at least one.
    Part(Range<u64>),
    /// Bytes that do not exist.
    Unsatisfiable,
}

/// Reads the header for a file of this size.
pub(super) fn asked(header: &str, size: u64) -> Asked {
    let Some((first, last)) = header.strip_prefix("bytes=").and_then(|range| range.trim().split_once('-'))
    else {
        return Asked::Whole;
    };
    match (first, last, number(first), number(last)) {
        ("", _, _, Some(suffix)) => part(size.saturating_sub(suffix)..size),
        (_, "", Some(first), _) => part(first..size),
        (_, _, Some(first), Some(last)) if first <= last => part(first..last.saturating_add(1).min(size)),
        _ => Asked::Whole,
    }
}

fn part(range: Range<u64>) -> Asked {
    if range.is_empty() { Asked::Unsatisfiable } else { Asked::Part(range) }
}

/// Digits only; a number past 64 bits lies behind every file.
fn number(digits: &str) -> Option<u64> {
    let fine = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    fine.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(header: &str, expected: Asked) {
        assert_eq!(asked(header, 100), expected, "{header}");
    }

    #[test]
    fn one_range_is_understood() {
        check("bytes=0-0", Asked::Part(0..1));
        check("bytes=10-19", Asked::Part(10..20));
        check("bytes=90-", Asked::Part(90..100));
        check("bytes=90-500", Asked::Part(90..100));
        check("bytes=-1", Asked::Part(99..100));
        check("bytes=-500", Asked::Part(0..100));
        check("bytes=99-18446744073709551615", Asked::Part(99..100));
        check("bytes=0-99999999999999999999999", Asked::Part(0..100));
    }

    #[test]
    fn what_does_not_exist_is_refused() {
        check("bytes=100-", Asked::Unsatisfiable);
        check("bytes=100-200", Asked::Unsatisfiable);
        check("bytes=-0", Asked::Unsatisfiable);
        check("bytes=99999999999999999999999-", Asked::Unsatisfiable);
        assert_eq!(asked("bytes=0-", 0), Asked::Unsatisfiable);
        assert_eq!(asked("bytes=-5", 0), Asked::Unsatisfiable);
    }

    #[test]
    fn what_cannot_be_read_means_the_whole() {
        for header in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=5-4",
            "bytes=0-1,5-6",
            "bytes=a-b",
            "bytes=+1-2",
            "lines=1-2",
        ] {
            check(header, Asked::Whole);
        }
    }
}
