//! Days and their slots.

use client::proto::skillshare::{ClockChange, LessonTime};

use super::*;

/// 2026-11-28 20:30 UTC.
const NOW: i64 = 1_795_897_800;

fn slot(at: i64, offset: i32) -> Slot {
    let time = LessonTime { starts_at: at, reader_offset_seconds: offset, teacher_offset_seconds: offset };
    Slot { time: Some(time), seats_free: 1 }
}

fn day(day: &str, starts: &[i64], why_none: NoSlot) -> SlotDay {
    let slots = starts.iter().map(|at| slot(*at, 3_600)).collect();
    SlotDay { day: day.to_owned(), slots, why_none: why_none.into() }
}

fn answer(days: Vec<SlotDay>) -> ListSlotsResponse {
    ListSlotsResponse { days, ..Default::default() }
}

#[test]
fn days_are_counted() {
    let check =
        |from: &str, days, expected: Option<&str>| assert_eq!(day_after(from, days).as_deref(), expected);
    check("2026-11-28", 7, Some("2026-12-05"));
    check("2026-12-28", 7, Some("2027-01-04"));
    check("2028-03-01", -1, Some("2028-02-29"));
    check("1970-01-01", 0, Some("1970-01-01"));
    check("2026-02-30", 1, None);
    check("soon", 1, None);
    check("", 1, None);
    let today = OnTheWall { at: NOW, east_of_utc: 0 };
    assert_eq!(day_words("2026-12-01", today), "Tue 1 Dec");
    assert_eq!(day_words("2027-01-01", today), "Fri 1 Jan 2027");
    assert_eq!(day_words("soon", today), "soon");
}

#[test]
fn a_chosen_time_is_among_the_days() {
    let check = |asked: &str, chosen, expected: &str| assert_eq!(first_day(asked, chosen), expected);
    check("", None, "");
    check("nonsense", None, "");
    check("", Some(NOW), "2026-11-27");
    check("2026-12-01", Some(NOW), "2026-12-01");
    check("", Some(-1), "1970-01-01");
}

#[test]
fn days_turn_from_today_to_the_end() {
    let check = |days: Vec<SlotDay>, expected: (Option<&str>, Option<&str>)| {
        let Turns { earlier, later } = turns(&answer(days), OnTheWall { at: NOW, east_of_utc: 0 });
        assert_eq!((earlier.as_deref(), later.as_deref()), expected);
    };
    check(vec![], (None, None));
    check(vec![day("2026-11-28", &[], NoSlot::Full)], (None, Some("2026-12-05")));
    check(vec![day("2026-12-01", &[], NoSlot::Full)], (Some("2026-11-28"), Some("2026-12-08")));
    check(vec![day("2026-12-20", &[], NoSlot::Full)], (Some("2026-12-13"), Some("2026-12-27")));
    check(vec![day("2027-02-20", &[], NoSlot::TooFar)], (Some("2027-02-13"), None));
    // 23:30 UTC on the 28th is the 29th an hour east.
    let late = answer(vec![day("2026-11-29", &[NOW], NoSlot::Unspecified)]);
    let now = OnTheWall { at: NOW + 3 * 3_600, east_of_utc: 0 };
    assert_eq!(turns(&late, now).earlier, None);
}

#[test]
fn a_day_without_slots_says_why() {
    let course = Course { teacher_name: "Tara".to_owned(), notice_hours: 24, ..Default::default() };
    let words = |why| none_words(&day("2026-11-28", &[], why), &course).replace('\u{a0}', " ");
    assert_eq!(words(NoSlot::TooSoon), "Too soon: Tara wants to know 24 hours before.");
    assert_eq!(words(NoSlot::NoHours), "Tara does not teach on this weekday.");
    assert_eq!(words(NoSlot::Away), "Tara is away.");
    assert_eq!(words(NoSlot::Full), "Fully booked.");
    let at_once = none_words(&day("2026-11-28", &[], NoSlot::TooSoon), &Course::default());
    assert_eq!(at_once, "Over.");
    assert_eq!(
        [1, 24, 48, 50].map(|it| hours(it).replace('\u{a0}', " ")),
        ["1 hour", "24 hours", "2 days", "50 hours"]
    );
}

#[test]
fn places_are_told_of_groups() {
    assert_eq!(places_words(1, 1), None);
    assert_eq!(places_words(3, 5).as_deref(), Some("3 of 5 places left"));
    assert_eq!(places_words(0, 5).as_deref(), Some("full"));
}

#[test]
fn a_change_of_clocks_is_told_by_its_own_wall() {
    let at = 1_791_041_400;
    let (zone, offset_seconds) = ("Australia/Sydney".to_owned(), 39_600);
    let mut answer = answer(vec![]);
    let change = ClockChange { at, zone, forward_seconds: 3_600, offset_seconds };
    answer.clock_changes.push(change);
    let words = clock_changes(&answer, OnTheWall { at, east_of_utc: 0 });
    assert_eq!(words, ["Clocks in Australia/Sydney go forward 1\u{a0}hour on Sun 4 Oct."]);
}

#[test]
fn arrows_walk_through_slots_and_days() {
    let days = vec![
        day("2026-11-28", &[1, 2, 3], NoSlot::Unspecified),
        day("2026-11-29", &[], NoSlot::Away),
        day("2026-11-30", &[11, 12], NoSlot::Unspecified),
    ];
    let answer = answer(days);
    let check =
        |here, key: &str, expected| assert_eq!(neighbour(&answer, here, key), expected, "{here} {key}");
    check(1, "ArrowRight", Some(2));
    check(3, "ArrowRight", Some(11));
    check(11, "ArrowLeft", Some(3));
    check(1, "ArrowLeft", None);
    check(2, "ArrowDown", Some(12));
    check(3, "ArrowDown", Some(12));
    check(12, "ArrowUp", Some(2));
    check(12, "ArrowDown", None);
    check(12, "Home", Some(1));
    check(2, "End", Some(12));
    check(2, "x", None);
    check(99, "ArrowLeft", None);
}
