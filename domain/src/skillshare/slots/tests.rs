//! What is offered and what is not, and that no offer ever meets what is taken.
use jiff::civil::{Weekday, date};
use proptest::prelude::*;

use super::*;
use crate::skillshare::{
    availability::{Exceptions, Hours, Week},
    calendar_instant, overlap,
};

const HOUR: Duration = Duration::from_secs(3600);
const MINUTE: Duration = Duration::from_secs(60);
const TERMS: Terms = Terms {
    length: HOUR,
    buffer_before: Duration::ZERO,
    buffer_after: Duration::ZERO,
    notice: Duration::ZERO,
    capacity: 1,
    per_day_max: None,
};

/// Monday to Friday from 9 to 12 in Paris.
fn mornings() -> Availability {
    let hours = Hours::new(9 * 60, 12 * 60).expect("hours");
    let days = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
    Availability {
        zone: paris(),
        week: Week::new(days.map(|day| (day, hours))).expect("a week"),
        exceptions: Exceptions::new([(date(2026, 10, 28), vec![])]).expect("a day"),
    }
}

fn paris() -> TimeZone {
    TimeZone::get("Europe/Paris").expect("a zone")
}

fn at(text: &str) -> Timestamp {
    let instant: jiff::Timestamp = text.parse().expect("an instant");
    Timestamp::from_micros(instant.as_microsecond())
}

/// Monday, 26 October 2026, 08:00 in Paris, the day after the clocks went back.
fn now() -> Timestamp {
    at("2026-10-26T07:00:00Z")
}

fn told(search: &Search<'_>, span: Span) -> Vec<String> {
    let starts = search.slots(&span).into_iter().map(|slot| calendar_instant(slot.starts_at).to_string());
    starts.map(|start| start[5..16].to_owned()).collect()
}

fn monday() -> Span {
    at("2026-10-26T00:00:00Z")..at("2026-10-27T00:00:00Z")
}

fn check(terms: Terms, calendar: Calendar, expected: &[&str]) {
    let availability = mornings();
    let search = Search { availability: &availability, terms, calendar: &calendar, now: now() };
    assert_eq!(told(&search, monday()), expected);
}

fn taken(from: &str, to: &str) -> Span {
    at(&format!("2026-10-26T{from}:00Z"))..at(&format!("2026-10-26T{to}:00Z"))
}

#[test]
fn a_window_is_cut_into_starts() {
    let all = ["10-26T08:00", "10-26T08:30", "10-26T09:00", "10-26T09:30", "10-26T10:00"];
    check(TERMS, Calendar::default(), &all);
    check(Terms { length: 3 * HOUR, ..TERMS }, Calendar::default(), &["10-26T08:00"]);
    check(Terms { length: 4 * HOUR, ..TERMS }, Calendar::default(), &[]);
    check(Terms { notice: 2 * HOUR, ..TERMS }, Calendar::default(), &all[2..]);
}

#[test]
fn what_is_taken_is_not_offered() {
    let calendar = Calendar { taken: vec![taken("09:00", "09:30")], ..Calendar::default() };
    check(TERMS, calendar.clone(), &["10-26T08:00", "10-26T09:30", "10-26T10:00"]);
    let with_buffers = Terms { buffer_before: 10 * MINUTE, buffer_after: 30 * MINUTE, ..TERMS };
    check(with_buffers, calendar, &["10-26T10:00"]);
    // The long one hides the short one behind it, not the other way round.
    let nested = vec![taken("08:00", "10:30"), taken("08:15", "08:30")];
    check(TERMS, Calendar { taken: nested, ..Calendar::default() }, &[]);
}

#[test]
fn a_full_day_offers_nothing_but_free_places() {
    let lesson = taken("08:00", "09:00");
    let calendar = |open| Calendar { taken: vec![lesson.clone()], given: vec![lesson.start], open };
    let terms = Terms { per_day_max: Some(1), capacity: 5, ..TERMS };
    check(terms, calendar(vec![]), &[]);
    check(terms, calendar(vec![OpenLesson { starts_at: lesson.start, seats_free: 2 }]), &["10-26T08:00"]);
    check(terms, calendar(vec![OpenLesson { starts_at: lesson.start, seats_free: 0 }]), &[]);
}

#[test]
fn a_day_without_slots_says_why() {
    let availability = mornings();
    let calendar = Calendar { taken: vec![taken("00:00", "23:00")], ..Calendar::default() };
    let search = Search { availability: &availability, terms: TERMS, calendar: &calendar, now: now() };
    let why = |day, month| {
        let day = date(2026, month, day);
        search.days(day, day, &paris()).first().and_then(|day| day.why_none)
    };
    assert_eq!(why(26, 10), Some(NoSlot::Full));
    assert_eq!(why(27, 10), None);
    assert_eq!(why(28, 10), Some(NoSlot::Away));
    assert_eq!(why(31, 10), Some(NoSlot::NoHours));
    assert_eq!(why(23, 10), Some(NoSlot::TooSoon));
    assert_eq!(why(26, 12), Some(NoSlot::TooFar));
}

#[test]
fn days_are_the_readers() {
    let availability = mornings();
    let calendar = Calendar::default();
    let search = Search { availability: &availability, terms: TERMS, calendar: &calendar, now: now() };
    let auckland = TimeZone::get("Pacific/Auckland").expect("a zone");
    let days = search.days(date(2026, 10, 26), date(2026, 10, 27), &auckland);
    // 9 to 12 in Paris is 21 to 24 in Auckland on the same day.
    assert_eq!(days.iter().map(|day| day.slots.len()).collect::<Vec<_>>(), [5, 5]);
}

#[test]
fn the_nearest_are_told_in_order() {
    let availability = mornings();
    let calendar = Calendar { taken: vec![taken("08:30", "10:00")], ..Calendar::default() };
    let search = Search { availability: &availability, terms: TERMS, calendar: &calendar, now: now() };
    let wanted = at("2026-10-26T09:00:00Z");
    assert!(!search.offers(wanted));
    assert!(search.offers(at("2026-10-26T10:00:00Z")));
    assert!(!search.offers(at("2026-10-26T10:10:00Z")), "only what was offered can be booked");
    let nearest =
        search.nearest(wanted, 3).into_iter().map(|slot| calendar_instant(slot.starts_at).to_string());
    let expected = ["2026-10-26T10:00:00Z", "2026-10-27T08:00:00Z", "2026-10-27T08:30:00Z"];
    assert_eq!(nearest.collect::<Vec<_>>(), expected);
    assert_eq!(search.next_free().map(|slot| slot.starts_at), Some(at("2026-10-26T10:00:00Z")));
}

proptest! {
    #[test]
    fn no_offer_meets_what_is_taken(
        spans in prop::collection::vec((0..2_000_i64, 1..40_i64), 0..60),
        length in 1..9_u64, before in 0..4_u64, after in 0..4_u64, notice in 0..50_u64,
    ) {
        let quarter = 15 * MINUTE;
        let moment = |quarters: i64| now().plus(quarter * u32::try_from(quarters).expect("few"));
        let mut taken: Vec<Span> =
            spans.iter().map(|(start, quarters)| moment(*start)..moment(start + quarters)).collect();
        taken.sort_unstable_by_key(|span| (span.start, span.end));
        let terms = Terms {
            length: quarter * u32::try_from(length).expect("few"),
            buffer_before: 5 * MINUTE * u32::try_from(before).expect("few"),
            buffer_after: 5 * MINUTE * u32::try_from(after).expect("few"),
            notice: HOUR * u32::try_from(notice).expect("few"),
            ..TERMS
        };
        let (availability, calendar) = (mornings(), Calendar { taken, ..Calendar::default() });
        let search = Search { availability: &availability, terms, calendar: &calendar, now: now() };
        let slots = search.slots(&(now()..now().plus(BOOKING_HORIZON)));
        // By the definition, one by one.
        let naive: Vec<Timestamp> = {
            let free = Search { calendar: &Calendar::default(), ..search };
            let all = free.slots(&(now()..now().plus(BOOKING_HORIZON))).into_iter().map(|slot| slot.starts_at);
            all.filter(|start| calendar.taken.iter().all(|taken| !overlap(taken, &terms.taken(*start)))).collect()
        };
        prop_assert_eq!(slots.iter().map(|slot| slot.starts_at).collect::<Vec<_>>(), naive);
        prop_assert_eq!(search.next_free(), slots.first().copied());
        for slot in slots {
            prop_assert!(slot.starts_at >= now().plus(terms.notice));
            let lesson = terms.lesson(slot.starts_at);
            prop_assert!(availability.windows(lesson.clone()).any(|window| window.start <= lesson.start && lesson.end <= window.end));
        }
    }
}
