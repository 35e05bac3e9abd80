//! A time as people say it: "5 min ago", "yesterday", "12 Nov", with the exact one beside it.
//!
//! Pure: the clock and the offset of the local zone are arguments. The browser's are taken by [`now`].

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// From where a time is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standpoint {
    /// Unix seconds.
    pub now: i64,
    /// Seconds that local time is ahead of UTC.
    pub east_of_utc: i64,
}

/// The clock and the zone of this browser.
pub fn now() -> Standpoint {
    let minutes_west = js_sys::Date::new_0().get_timezone_offset();
    #[expect(clippy::cast_possible_truncation, reason = "an offset is less than a day")]
    let east_of_utc = -(minutes_west * 60.0) as i64;
    Standpoint { now: crate::browser::unix_seconds(), east_of_utc }
}

impl Standpoint {
    /// "just now", "5 min ago", "3 h ago", "yesterday", "12 Nov", "12 Nov 2024".
    pub fn relative(self, then: i64) -> String {
        let age = self.now - then;
        let today = Day::of(self.now + self.east_of_utc);
        let day = Day::of(then + self.east_of_utc);
        match age {
            // A clock that runs a little behind the server's is no reason to speak of the future.
            i64::MIN..MINUTE => "just now".to_owned(),
            MINUTE..HOUR => format!("{}\u{a0}min ago", age / MINUTE),
            _ if day.number == today.number || age < 6 * HOUR => format!("{}\u{a0}h ago", age / HOUR),
            _ if day.number + 1 == today.number => "yesterday".to_owned(),
            _ if day.year == today.year => format!("{}\u{a0}{}", day.day, MONTHS[day.month]),
            _ => format!("{}\u{a0}{}\u{a0}{}", day.day, MONTHS[day.month], day.year),
        }
    }

    /// "12 Nov 2026, 10:42".
    pub fn exact(self, then: i64) -> String {
        let local = then + self.east_of_utc;
        let day = Day::of(local);
        let second = local.rem_euclid(DAY);
        let (hour, minute) = (second / HOUR, second % HOUR / MINUTE);
        format!("{} {} {}, {hour:02}:{minute:02}", day.day, MONTHS[day.month], day.year)
    }

    /// "10:42:07", for what happens while one looks.
    pub fn clock(self, then: i64) -> String {
        let second = (then + self.east_of_utc).rem_euclid(DAY);
        format!("{:02}:{:02}:{:02}", second / HOUR, second % HOUR / MINUTE, second % MINUTE)
    }
}

/// What the clock and the calendar on a wall show that is so many seconds ahead of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnTheWall {
    /// Unix seconds.
    pub at: i64,
    /// Seconds that the wall is ahead of UTC at that moment.
    pub east_of_utc: i32,
}

impl OnTheWall {
    /// The beginning of the day that is so many days after 1970-01-01, where clocks show UTC.
    pub fn midnight(day_number: i64) -> Self {
        Self { at: day_number * DAY, east_of_utc: 0 }
    }

    fn local(self) -> i64 {
        self.at + i64::from(self.east_of_utc)
    }

    /// "15:30".
    pub fn clock(self) -> String {
        let second = self.local().rem_euclid(DAY);
        format!("{:02}:{:02}", second / HOUR, second % HOUR / MINUTE)
    }

    /// "Sat 28 Nov", with the year where it is not the year of today.
    pub fn day(self, today: Self) -> String {
        let day = Day::of(self.local());
        let words = format!("{} {} {}", day.weekday(), day.day, MONTHS[day.month]);
        if day.year == Day::of(today.local()).year { words } else { format!("{words} {}", day.year) }
    }

    /// "2026-11-28".
    pub fn date(self) -> String {
        let day = Day::of(self.local());
        format!("{:04}-{:02}-{:02}", day.year, day.month + 1, day.day)
    }

    /// Days that this wall's calendar is ahead of another's at the same moment: 1, 0 or -1.
    pub fn days_ahead_of(self, other: Self) -> i64 {
        Day::of(self.local()).number - Day::of(other.local()).number
    }
}

/// "Sat 28 Nov 2026" of "2026-11-28", for headings; the text itself where it is no date.
pub fn day_words(date: &str) -> String {
    let Some(number) = day_number(date) else { return date.to_owned() };
    let day = Day::of(number * DAY);
    format!("{} {} {} {}", day.weekday(), day.day, MONTHS[day.month], day.year)
}

/// Days since 1970-01-01 of "2026-11-28"; nothing of what is no day.
pub fn day_number(date: &str) -> Option<i64> {
    let parts: Vec<i64> = date.split('-').map_while(|part| part.parse().ok()).collect();
    let [year @ 0..=9999, month @ 1..=12, day @ 1..=31] = parts[..] else { return None };
    // The first of March begins the years of the arithmetic, so that the leap day is the last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let number =
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * month + 2) / 5 + day - 719_469;
    (OnTheWall::midnight(number).date() == date).then_some(number)
}

/// For `<time datetime>`: "2026-11-12T09:42:00Z".
pub fn machine(then: i64) -> String {
    let day = Day::of(then);
    let second = then.rem_euclid(DAY);
    let (hour, minute, second) = (second / HOUR, second % HOUR / MINUTE, second % MINUTE);
    format!("{:04}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", day.year, day.month + 1, day.day)
}

/// "12 days left", "1 day left", "less than a day left", "any moment now".
pub fn days_left(now: i64, end: i64) -> String {
    match end - now {
        i64::MIN..=0 => "any moment now".to_owned(),
        1..DAY => "less than a day left".to_owned(),
        DAY => "1 day left".to_owned(),
        left => format!("{} days left", (left + DAY - 1) / DAY),
    }
}

/// A day of the Gregorian calendar.
struct Day {
    /// Days since 1970-01-01.
    number: i64,
    year: i64,
    /// 0 is January.
    month: usize,
    day: i64,
}

impl Day {
    /// "Mon".
    fn weekday(&self) -> &'static str {
        // The first day of 1970 was a Thursday.
        WEEKDAYS[usize::try_from((self.number + 3).rem_euclid(7)).unwrap_or_default()]
    }

    /// The day of these seconds since 1970, by the usual arithmetic with years that begin in March.
    fn of(seconds: i64) -> Self {
        let number = seconds.div_euclid(DAY);
        let shifted = number + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = (month_from_march + 2) % 12;
        let year = era * 400 + year_of_era + i64::from(month < 2);
        Self { number, year, month: usize::try_from(month).unwrap_or_default(), day }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-21 11:20:00 UTC, looked at from one hour east.
    const HERE: Standpoint = Standpoint { now: 1_795_260_000, east_of_utc: HOUR };

    #[test]
    fn the_exact_time_is_local_and_the_machines_is_utc() {
        assert_eq!(HERE.exact(HERE.now), "21 Nov 2026, 12:20");
        assert_eq!(HERE.clock(HERE.now + 7), "12:20:07");
        assert_eq!(machine(HERE.now), "2026-11-21T11:20:00Z");
        assert_eq!(machine(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(machine(-1), "1969-12-31T23:59:59Z");
    }

    #[test]
    fn two_walls_show_one_moment() {
        // 2026-11-28 20:30 UTC.
        let wall = |east_of_utc| OnTheWall { at: 1_795_897_800, east_of_utc };
        let (paris, tokyo) = (wall(3600), wall(9 * 3600));
        assert_eq!((paris.clock(), paris.day(paris)), ("21:30".to_owned(), "Sat 28 Nov".to_owned()));
        assert_eq!((tokyo.clock(), tokyo.date()), ("05:30".to_owned(), "2026-11-29".to_owned()));
        assert_eq!((tokyo.days_ahead_of(paris), paris.days_ahead_of(tokyo)), (1, -1));
        let last_year = OnTheWall { at: paris.at - 365 * DAY, east_of_utc: 0 };
        assert_eq!(paris.day(last_year), "Sat 28 Nov 2026");
    }

    #[test]
    fn a_date_becomes_words() {
        assert_eq!(day_words("2026-11-28"), "Sat 28 Nov 2026");
        assert_eq!(day_words("2028-02-29"), "Tue 29 Feb 2028");
        assert_eq!(day_words("1970-01-01"), "Thu 1 Jan 1970");
        assert_eq!(day_words("soon"), "soon");
        assert_eq!(day_words("2026-02-29"), "2026-02-29");
        assert_eq!(day_words("2026-11-28-1"), "2026-11-28-1");
    }

    #[test]
    fn the_older_the_coarser() {
        let check = |age: i64, expected: &str| assert_eq!(HERE.relative(HERE.now - age), expected, "{age} s");
        check(-30, "just now");
        check(59, "just now");
        check(5 * MINUTE + 59, "5\u{a0}min ago");
        check(3 * HOUR, "3\u{a0}h ago");
        check(12 * HOUR, "12\u{a0}h ago");
        check(13 * HOUR, "yesterday");
        check(40 * HOUR, "19\u{a0}Nov");
        check(9 * DAY, "12\u{a0}Nov");
        check(375 * DAY, "11\u{a0}Nov\u{a0}2025");
    }

    #[test]
    fn a_day_that_has_begun_is_left() {
        assert_eq!(days_left(0, 30 * DAY), "30 days left");
        assert_eq!(days_left(1, 30 * DAY), "30 days left");
        assert_eq!(days_left(0, DAY), "1 day left");
        assert_eq!(days_left(1, DAY), "less than a day left");
        assert_eq!(days_left(5, 5), "any moment now");
    }
}
