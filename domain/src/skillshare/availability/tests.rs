//! The table of the module on known days, and the rules on every zone around every change of its clocks.
use std::time::Duration;

use jiff::{civil::date, tz};
use proptest::prelude::*;

use super::*;
use crate::skillshare::{calendar_instant, overlap};

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).expect("a zone of the database")
}

fn hours(start: u16, end: u16) -> Hours {
    Hours::new(start * 60, end * 60).expect("hours of a day")
}

fn every_day(zone: TimeZone, hours: Hours) -> Availability {
    let monday_to_sunday = std::iter::successors(Some(Weekday::Monday), |day| Some(day.next())).take(7);
    let week = Week::new(monday_to_sunday.map(|day| (day, hours))).expect("a week");
    Availability { zone, week, exceptions: Exceptions::default() }
}

/// The windows of one day, as UTC instants.
fn check(name: &str, day: Date, from_to: (u16, u16), expected: &[&str]) {
    let availability = every_day(zone(name), hours(from_to.0, from_to.1));
    let windows = availability.windows_of(day);
    let told: Vec<String> = windows
        .iter()
        .map(|window| format!("{}/{}", calendar_instant(window.start), calendar_instant(window.end)))
        .collect();
    assert_eq!(told, expected, "{name} {day}");
}

#[test]
fn nine_oclock_stays_nine_oclock() {
    let paris = "Europe/Paris";
    check(paris, date(2026, 10, 24), (9, 17), &["2026-10-24T07:00:00Z/2026-10-24T15:00:00Z"]);
    check(paris, date(2026, 10, 26), (9, 17), &["2026-10-26T08:00:00Z/2026-10-26T16:00:00Z"]);
    check("Asia/Tokyo", date(2026, 10, 26), (9, 17), &["2026-10-26T00:00:00Z/2026-10-26T08:00:00Z"]);
}

#[test]
fn the_hour_that_is_skipped_is_not_offered() {
    let (paris, day) = ("Europe/Paris", date(2026, 3, 29));
    check(paris, day, (1, 4), &["2026-03-29T00:00:00Z/2026-03-29T02:00:00Z"]);
    // From 2 to 3 the clock shows nothing.
    check(paris, day, (2, 3), &[]);
    check("America/New_York", date(2026, 3, 8), (0, 24), &["2026-03-08T05:00:00Z/2026-03-09T04:00:00Z"]);
}

#[test]
fn the_hour_that_comes_twice_begins_the_last_time_and_ends_the_first() {
    let (paris, day) = ("Europe/Paris", date(2026, 10, 25));
    check(paris, day, (1, 4), &["2026-10-24T23:00:00Z/2026-10-25T03:00:00Z"]);
    check(paris, day, (0, 2), &["2026-10-24T22:00:00Z/2026-10-25T00:00:00Z"]);
    check(paris, day, (2, 3), &["2026-10-25T01:00:00Z/2026-10-25T02:00:00Z"]);
    check(paris, day, (2, 4), &["2026-10-25T01:00:00Z/2026-10-25T03:00:00Z"]);
    // Half an hour, as only this island has it.
    check("Australia/Lord_Howe", date(2026, 4, 5), (1, 3), &["2026-04-04T14:00:00Z/2026-04-04T16:30:00Z"]);
}

#[test]
fn a_midnight_that_does_not_exist_begins_the_day_later() {
    // In Beirut the clocks go from 00:00 to 01:00.
    check("Asia/Beirut", date(2026, 3, 29), (0, 2), &["2026-03-28T22:00:00Z/2026-03-28T23:00:00Z"]);
    assert!(start_of_day(date(2026, 3, 29), &zone("Asia/Beirut")).is_some());
}

#[test]
fn an_exception_takes_the_place_of_the_day() {
    let mut availability = every_day(TimeZone::UTC, hours(9, 17));
    let days = [(date(2026, 12, 24), vec![hours(9, 12)]), (date(2026, 12, 25), vec![])];
    availability.exceptions = Exceptions::new(days).expect("two days");
    assert_eq!(availability.on(date(2026, 12, 24)), DayRule::Exception(&[hours(9, 12)]));
    assert_eq!(availability.on(date(2026, 12, 25)), DayRule::Exception(&[]));
    assert_eq!(availability.on(date(2026, 12, 26)), DayRule::Week(&[hours(9, 17)]));
}

#[test]
fn hours_that_cannot_be_are_refused() {
    assert_eq!(Hours::new(60, 60), Err(HoursError::NotInADay));
    assert_eq!(Hours::new(120, 60), Err(HoursError::NotInADay));
    assert_eq!(Hours::new(0, 1441), Err(HoursError::NotInADay));
    assert_eq!(Hours::new(1, 60), Err(HoursError::NotOnAQuarter));
    let monday = |start, end| (Weekday::Monday, hours(start, end));
    assert_eq!(Week::new([monday(9, 12), monday(11, 13)]), Err(HoursError::Overlap));
    assert!(Week::new([monday(12, 13), monday(9, 12)]).is_ok(), "hours may touch, in any order");
    let many = (0..9).map(|start| monday(start * 2, start * 2 + 1));
    assert_eq!(Week::new(many), Err(HoursError::TooMany));
}

/// Every zone of the database with every change of its clocks in ten years.
fn changes() -> impl Iterator<Item = (TimeZone, Timestamp)> {
    let (from, to) = ("2025-01-01T00:00:00Z", "2035-01-01T00:00:00Z");
    let (from, to): (jiff::Timestamp, jiff::Timestamp) =
        (from.parse().expect("a time"), to.parse().expect("a time"));
    tz::db().available().flat_map(move |name| {
        let zone = zone(name.as_str());
        let changes: Vec<jiff::Timestamp> =
            zone.following(from).map(|change| change.timestamp()).take_while(|change| *change < to).collect();
        changes.into_iter().map(move |change| (zone.clone(), Timestamp::from_micros(change.as_microsecond())))
    })
}

#[test]
fn in_every_zone_windows_keep_to_the_wall_clock() {
    let mut seen = 0;
    for (zone, change) in changes() {
        let day = Duration::from_secs(24 * 3600);
        let span = change.minus(day)..change.plus(day);
        for (start, end) in [(0, 24), (0, 2), (1, 3), (2, 3), (2, 4), (9, 17), (23, 24)] {
            let availability = every_day(zone.clone(), hours(start, end));
            let windows: Vec<Span> = availability.windows(span.clone()).collect();
            for pair in windows.windows(2) {
                assert!(!overlap(&pair[0], &pair[1]), "{zone:?}: {pair:?}");
            }
            for window in windows {
                check_window(&zone, &window, start * 60, end * 60);
                seen += 1;
            }
        }
    }
    assert!(seen > 10_000, "only {seen} windows were seen");
}

/// Each quarter hour of a window is within its hours as the clock on the wall shows it.
fn check_window(zone: &TimeZone, window: &Span, start: u16, end: u16) {
    let quarter = Duration::from_secs(15 * 60);
    let mut moment = window.start;
    while moment < window.end {
        let shown = zone.to_datetime(calendar_instant(moment));
        let minute =
            u16::try_from(i32::from(shown.hour()) * 60 + i32::from(shown.minute())).expect("a minute");
        assert!((start..end).contains(&minute), "{zone:?} shows {shown} in the hours {start}..{end}");
        moment = moment.plus(quarter);
    }
    assert!(window.end.since(window.start) <= Duration::from_secs(26 * 3600), "{zone:?}: {window:?}");
}

proptest! {
    #[test]
    fn any_hours_on_any_day_give_windows_inside(
        which in 0..600_usize, day in 0..4_000_i64, start in 0..95_u16, length in 1..96_u16,
    ) {
        let names: Vec<_> = tz::db().available().collect();
        let zone = zone(names[which % names.len()].as_str());
        let end = (start + length).min(96);
        let hours = Hours::new(start * 15, end * 15).expect("hours of a day");
        let availability = every_day(zone.clone(), hours);
        let at = Timestamp::from_unix_seconds(1_735_689_600 + day * 86_400);
        for window in availability.windows(at..at.plus(Duration::from_secs(86_400))) {
            check_window(&zone, &window, start * 15, end * 15);
        }
    }
}
