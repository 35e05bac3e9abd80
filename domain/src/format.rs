//! Numbers for people: always with their unit, never with more digits than anybody reads. Sizes are decimal, 1 kB is
//! 1000 B (K7).

use std::time::Duration;

const UNITS: [&str; 7] = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

/// A size: `512 B`, `9.8 MB`, `260 MB`, `1 GB`. One decimal below 100, rounded half up.
pub fn bytes(count: u64) -> String {
    scaled(count, |numerator, divisor| (numerator + divisor / 2) / divisor)
}

/// A size that is missing: rounded up, so that freeing what it says is enough.
pub fn bytes_rounded_up(count: u64) -> String {
    scaled(count, u128::div_ceil)
}

fn scaled(count: u64, divide: impl Fn(u128, u128) -> u128) -> String {
    let mut divisor: u128 = 1;
    for unit in UNITS {
        let whole = divide(u128::from(count), divisor);
        let tenths = divide(u128::from(count) * 10, divisor);
        if tenths < 1_000 && !tenths.is_multiple_of(10) {
            return format!("{}.{} {unit}", tenths / 10, tenths % 10);
        }
        if whole < 1_000 {
            return format!("{whole} {unit}");
        }
        divisor *= 1_000;
    }
    // 64 bits end at 18.4 EB, below the last unit's thousand.
    format!("{count} B")
}

/// A speed: `12.4 MB/s`.
pub fn speed(bytes_per_second: u64) -> String {
    format!("{}/s", bytes(bytes_per_second))
}

/// A span in its two largest units: `850 ms`, `28 s`, `1 min 12 s`, `2 h 5 min`, `29 d 4 h`. Rounded up to the second from
/// one second on, so that nobody comes back too early.
pub fn duration(span: Duration) -> String {
    if span < Duration::from_secs(1) {
        return format!("{} ms", span.as_millis());
    }
    let seconds = seconds_rounded_up(span);
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    if days > 0 {
        two_units(days, "d", hours % 24, "h")
    } else if hours > 0 {
        two_units(hours, "h", minutes % 60, "min")
    } else if minutes > 0 {
        two_units(minutes, "min", seconds % 60, "s")
    } else {
        format!("{seconds} s")
    }
}

fn two_units(large: u64, large_unit: &str, small: u64, small_unit: &str) -> String {
    if small == 0 {
        format!("{large} {large_unit}")
    } else {
        format!("{large} {large_unit} {small} {small_unit}")
    }
}

/// A clock that runs down: `4:32`, `0:05`, `1:00:00`.
pub fn countdown(left: Duration) -> String {
    let seconds = seconds_rounded_up(left);
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// A number of things: `1 try`, `3 tries`.
pub fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A place in line: `1st`, `2nd`, `3rd`, `11th`, `22nd`.
pub fn ordinal(number: u64) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

fn seconds_rounded_up(span: Duration) -> u64 {
    span.as_secs().saturating_add(u64::from(span.subsec_nanos() > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_bytes(number: u64, expected: &str) {
        assert_eq!(bytes(number), expected);
    }

    #[test]
    fn sizes_have_a_decimal_below_a_hundred() {
        check_bytes(0, "0 B");
        check_bytes(999, "999 B");
        check_bytes(1_000, "1 kB");
        check_bytes(1_049, "1 kB");
        check_bytes(1_050, "1.1 kB");
        check_bytes(65_536, "65.5 kB");
        check_bytes(9_840_000, "9.8 MB");
        check_bytes(99_940_000, "99.9 MB");
        check_bytes(99_960_000, "100 MB");
        check_bytes(999_499_999, "999 MB");
        check_bytes(999_500_000, "1 GB");
        check_bytes(1_000_000_000, "1 GB");
        check_bytes(u64::MAX, "18.4 EB");
    }

    #[test]
    fn places_in_line_end_as_english_wants() {
        let written: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111, 113].map(ordinal).to_vec();
        assert_eq!(written.join(" "), "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 101st 111th 113th");
    }

    #[test]
    fn missing_bytes_are_rounded_up() {
        assert_eq!(bytes_rounded_up(1), "1 B");
        assert_eq!(bytes_rounded_up(1_001), "1.1 kB");
        assert_eq!(bytes_rounded_up(99_900_001), "100 MB");
        assert_eq!(bytes_rounded_up(260_000_000), "260 MB");
        assert_eq!(bytes_rounded_up(999_000_001), "1 GB");
        assert_eq!(bytes_rounded_up(u64::MAX), "18.5 EB");
    }

    #[test]
    fn spans_have_two_units() {
        for (millis, expected) in [
            (0, "0 ms"),
            (850, "850 ms"),
            (1_000, "1 s"),
            (27_001, "28 s"),
            (59_001, "1 min"),
            (72_000, "1 min 12 s"),
            (3_600_000, "1 h"),
            (7_500_000, "2 h 5 min"),
            (86_400_000, "1 d"),
            (2_520_000_000, "29 d 4 h"),
        ] {
            assert_eq!(duration(Duration::from_millis(millis)), expected);
        }
        assert!(duration(Duration::MAX).ends_with(" h"));
    }

    #[test]
    fn a_countdown_reads_like_a_clock() {
        for (seconds, expected) in
            [(0, "0:00"), (5, "0:05"), (272, "4:32"), (3_600, "1:00:00"), (86_399, "23:59:59")]
        {
            assert_eq!(countdown(Duration::from_secs(seconds)), expected);
        }
        assert_eq!(countdown(Duration::from_millis(4_200)), "0:05");
    }

    #[test]
    fn one_thing_is_singular() {
        assert_eq!(count(0, "try", "tries"), "0 tries");
        assert_eq!(count(1, "try", "tries"), "1 try");
        assert_eq!(speed(12_400_000), "12.4 MB/s");
    }
}
