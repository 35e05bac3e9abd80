//! Prices, lengths, ratings and times of lessons in words.

use client::proto::skillshare::{ClockChange, LessonTime, Level, Money, Rating};
use domain::skillshare::money;

use crate::{figures, moment::OnTheWall};

/// "25.00 EUR", "free"; an amount that nobody understands here as its figures.
pub fn price_words(price: &Option<Money>) -> String {
    let Some(Money { minor_units, currency }) = price else { return "free".to_owned() };
    match money::Money::new(*minor_units, currency) {
        Ok(price) => price.to_string().replace(' ', figures::UNIT_SPACE),
        Err(_) => format!("{minor_units}\u{a0}{currency}"),
    }
}

/// "45 min", "1 h 30 min", "2 h".
pub fn length_words(minutes: i32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes}\u{a0}min"),
        (hours, 0) => format!("{hours}\u{a0}h"),
        (hours, minutes) => format!("{hours}\u{a0}h {minutes}\u{a0}min"),
    }
}

/// Whom it suits.
pub fn level_words(level: i32) -> &'static str {
    match Level::try_from(level) {
        Ok(Level::Beginner) => "Beginners",
        Ok(Level::Intermediate) => "Intermediate",
        Ok(Level::Advanced) => "Advanced",
        Ok(Level::Any | Level::Unspecified) | Err(_) => "All levels",
    }
}

/// "4.8 · 12 reviews".
pub fn rating_words(rating: &Option<Rating>) -> String {
    match rating {
        Some(Rating { stars, reviews }) if *reviews > 0 => {
            format!("{stars:.1} · {}", figures::counted((*reviews).into(), "review"))
        }
        _ => "No reviews yet".to_owned(),
    }
}

/// "One to one", "Up to 6 students".
pub fn group_words(capacity: i32) -> String {
    if capacity > 1 { format!("Up to {capacity} students") } else { "One to one".to_owned() }
}

/// The reader's wall.
pub fn reader(time: &LessonTime) -> OnTheWall {
    OnTheWall { at: time.starts_at, east_of_utc: time.reader_offset_seconds }
}

/// The teacher's wall.
pub fn teacher_wall(time: &LessonTime) -> OnTheWall {
    OnTheWall { at: time.starts_at, east_of_utc: time.teacher_offset_seconds }
}

/// This moment by this machine's clock, for leaving out the year where it is this one.
pub fn today() -> OnTheWall {
    let here = crate::moment::now();
    OnTheWall { at: here.now, east_of_utc: i32::try_from(here.east_of_utc).unwrap_or_default() }
}

/// "Tue 1 Dec, 15:30".
pub fn day_and_clock(wall: OnTheWall, today: OnTheWall) -> String {
    format!("{}, {}", wall.day(today), wall.clock())
}

/// One moment as two walls show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwoWalls {
    /// "21:30".
    pub reader_clock: String,
    /// "Sat 28 Nov".
    pub reader_day: String,
    /// "05:30".
    pub teacher_clock: String,
    /// "Sun 29 Nov".
    pub teacher_day: String,
    /// "+1 day" or "−1 day" where the teacher's calendar shows another day; else empty.
    pub shift: &'static str,
    /// Whether both walls show the same.
    pub is_same: bool,
}

/// One moment as two walls show it.
pub fn two_walls(time: &LessonTime, today: OnTheWall) -> TwoWalls {
    let (reader, teacher) = (reader(time), teacher_wall(time));
    let shift = match teacher.days_ahead_of(reader) {
        1.. => "+1\u{a0}day",
        0 => "",
        ..0 => "−1\u{a0}day",
    };
    TwoWalls {
        reader_clock: reader.clock(),
        reader_day: reader.day(today),
        teacher_clock: teacher.clock(),
        teacher_day: teacher.day(today),
        shift,
        is_same: reader == teacher,
    }
}

/// "Clocks in Europe/Paris go back 1 hour on Sun 25 Oct.", by the day that those clocks show.
pub fn clock_change_words(change: &ClockChange, today: OnTheWall) -> String {
    let ClockChange { at, zone, forward_seconds, offset_seconds } = change;
    let way = if *forward_seconds < 0 { "back" } else { "forward" };
    let by = match forward_seconds.unsigned_abs() / 60 {
        60 => "1\u{a0}hour".to_owned(),
        minutes => format!("{minutes}\u{a0}minutes"),
    };
    let day = OnTheWall { at: *at, east_of_utc: *offset_seconds }.day(today);
    format!("Clocks in {zone} go {way} {by} on {day}.")
}

/// An address with the zone that was asked for; without it where that is the machine's own.
pub fn with_zone(address: String, zone: &str) -> String {
    if zone.is_empty() { address } else { format!("{address}?zone={zone}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-28 20:30 UTC.
    const AT: i64 = 1_795_897_800;
    const TODAY: OnTheWall = OnTheWall { at: AT, east_of_utc: 0 };

    fn money(minor_units: i64, currency: &str) -> Option<Money> {
        Some(Money { minor_units, currency: currency.to_owned() })
    }

    #[test]
    fn a_price_has_its_currency() {
        let check = |price, expected: &str| assert_eq!(price_words(&price).replace('\u{a0}', " "), expected);
        check(money(2_500, "EUR"), "25.00 EUR");
        check(money(2_500, "JPY"), "2500 JPY");
        check(money(0, "EUR"), "free");
        check(None, "free");
        check(money(12, "XXX"), "12 XXX");
    }

    #[test]
    fn a_length_has_hours_and_minutes() {
        let check = |minutes, expected: &str| {
            assert_eq!(length_words(minutes).replace('\u{a0}', " "), expected, "{minutes}");
        };
        check(45, "45 min");
        check(60, "1 h");
        check(90, "1 h 30 min");
        check(480, "8 h");
    }

    #[test]
    fn a_rating_without_reviews_is_none() {
        let check =
            |rating, expected: &str| assert_eq!(rating_words(&rating).replace('\u{a0}', " "), expected);
        check(Some(Rating { stars: 4.8333, reviews: 12 }), "4.8 · 12 reviews");
        check(Some(Rating { stars: 5.0, reviews: 1 }), "5.0 · 1 review");
        check(Some(Rating { stars: 0.0, reviews: 0 }), "No reviews yet");
        check(None, "No reviews yet");
    }

    #[test]
    fn a_level_and_a_group_have_words() {
        assert_eq!(
            (level_words(2), level_words(0), level_words(99)),
            ("Beginners", "All levels", "All levels")
        );
        assert_eq!((group_words(1).as_str(), group_words(6).as_str()), ("One to one", "Up to 6 students"));
    }

    #[test]
    fn the_other_wall_may_show_another_day() {
        let check = |reader_hours: i32, teacher_hours: i32, expected: (&str, &str, &str)| {
            let time = LessonTime {
                starts_at: AT,
                reader_offset_seconds: reader_hours * 3600,
                teacher_offset_seconds: teacher_hours * 3600,
            };
            let walls = two_walls(&time, TODAY);
            let shift = walls.shift.replace('\u{a0}', " ");
            assert_eq!((walls.reader_clock.as_str(), walls.teacher_clock.as_str(), shift.as_str()), expected);
            assert_eq!(walls.is_same, reader_hours == teacher_hours);
        };
        check(1, 9, ("21:30", "05:30", "+1 day"));
        check(9, 1, ("05:30", "21:30", "−1 day"));
        check(1, 1, ("21:30", "21:30", ""));
        check(0, 3, ("20:30", "23:30", ""));
    }

    #[test]
    fn a_change_of_clocks_is_told_by_the_day_of_its_zone() {
        let check = |zone: &str, at, forward_seconds, offset_seconds, expected: &str| {
            let change = ClockChange { at, zone: zone.to_owned(), forward_seconds, offset_seconds };
            assert_eq!(clock_change_words(&change, TODAY).replace('\u{a0}', " "), expected);
        };
        // 2026-10-25 01:00 UTC.
        let words = "Clocks in Europe/Paris go back 1 hour on Sun 25 Oct.";
        check("Europe/Paris", 1_792_890_000, -3_600, 3_600, words);
        // 2026-10-03 15:30 UTC is Sunday on Lord Howe Island.
        let words = "Clocks in Australia/Lord_Howe go forward 30 minutes on Sun 4 Oct.";
        check("Australia/Lord_Howe", 1_791_041_400, 1_800, 39_600, words);
    }

    #[test]
    fn a_zone_goes_along() {
        assert_eq!(with_zone("/a".to_owned(), ""), "/a");
        assert_eq!(with_zone("/a".to_owned(), "Asia/Tokyo"), "/a?zone=Asia/Tokyo");
    }
}
