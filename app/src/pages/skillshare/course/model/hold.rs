//! A hold: how long it lasts, what is said of it, and what is left when somebody else was faster.

use client::proto::skillshare::LessonTime;
use domain::limits::{HOLD_LIFE, OFFER_LIFE};

/// When a hold is over by this machine's clock. A hold that was made now lasts [`HOLD_LIFE`] at most; an answer from beyond
/// that means that the clocks differ, and then the whole time is believed.
pub fn ends_at(held_until: i64, now: i64) -> i64 {
    let life = i64::try_from(HOLD_LIFE.as_secs()).unwrap_or_default();
    let left = held_until - now;
    now + if (1..=life).contains(&left) { left } else { life }
}

/// When a hold of before is over by this machine's clock; nothing where that is past.
pub fn resumed_ends_at(held_until: i64, now: i64) -> Option<i64> {
    let longest = i64::try_from(OFFER_LIFE.as_secs()).unwrap_or_default();
    (held_until > now).then(|| held_until.min(now + longest))
}

/// "4:32".
pub fn countdown_words(left: i64) -> String {
    format!("{}:{:02}", left / 60, left % 60)
}

/// What is read aloud of the countdown: little, so that it does not disturb.
pub fn announcement(left: i64) -> &'static str {
    match left {
        ..=0 => "The hold is over.",
        1..=10 => "The place is held for 10 more seconds.",
        11..=60 => "The place is held for one more minute.",
        _ => "",
    }
}

/// The starts that are nearest to one that was taken: "1795897800/3600/32400,…". What cannot be read is left out.
pub fn nearest(metadata: &str) -> Vec<LessonTime> {
    let time = |text: &str| {
        let mut parts = text.trim().split('/');
        let time = LessonTime {
            starts_at: parts.next()?.parse().ok()?,
            reader_offset_seconds: parts.next()?.parse().ok()?,
            teacher_offset_seconds: parts.next()?.parse().ok()?,
        };
        parts.next().is_none().then_some(time)
    };
    metadata.split(',').filter_map(time).take(3).collect()
}

/// Names one wish, so that a call that is repeated takes effect once: four numbers between 0 and 1 as 32 hex digits.
pub fn key(chances: [f64; 4]) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a chance is between 0 and 1"
    )]
    let part = |chance: f64| (chance * f64::from(u32::MAX)) as u32;
    chances.map(|chance| format!("{:08x}", part(chance))).concat()
}

/// What is said to who stands in line.
pub fn line_words(position: i32) -> String {
    format!(
        "You are number {position} in line. When a place becomes free we keep it for you for 15 minutes and write to you."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_lasts_five_minutes_at_most() {
        assert_eq!(ends_at(1_300, 1_000), 1_300);
        assert_eq!(ends_at(1_120, 1_000), 1_120);
        assert_eq!(ends_at(5_000, 1_000), 1_300, "this clock is behind");
        assert_eq!(ends_at(900, 1_000), 1_300, "this clock is ahead");
        assert_eq!(resumed_ends_at(1_120, 1_000), Some(1_120));
        assert_eq!(resumed_ends_at(9_999, 1_000), Some(1_900));
        assert_eq!(resumed_ends_at(1_000, 1_000), None);
    }

    #[test]
    fn a_countdown_has_minutes_and_seconds() {
        assert_eq!([300, 272, 59, 5, 0].map(countdown_words), ["5:00", "4:32", "0:59", "0:05", "0:00"]);
        assert_eq!((announcement(61), announcement(0)), ("", "The hold is over."));
    }

    #[test]
    fn the_nearest_starts_are_read() {
        let check = |text: &str, expected: &[(i64, i32, i32)]| {
            let found: Vec<_> = nearest(text)
                .iter()
                .map(|time| (time.starts_at, time.reader_offset_seconds, time.teacher_offset_seconds))
                .collect();
            assert_eq!(found, expected, "{text}");
        };
        check("", &[]);
        check("100/3600/32400", &[(100, 3_600, 32_400)]);
        check("100/3600/-18000, 200/0/0", &[(100, 3_600, -18_000), (200, 0, 0)]);
        check("x/1/2,100/1,100/1/2/3,7/8/9", &[(7, 8, 9)]);
        check("1/0/0,2/0/0,3/0/0,4/0/0", &[(1, 0, 0), (2, 0, 0), (3, 0, 0)]);
    }

    #[test]
    fn a_key_has_32_digits() {
        assert_eq!(key([0.0, 0.0, 0.0, 0.0]), "0".repeat(32));
        assert_eq!(key([0.5, 0.25, 0.0, 1.0]), "7fffffff3fffffff00000000ffffffff");
    }
}
