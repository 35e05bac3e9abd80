//! The table, and the three laws over random histories.
use proptest::prelude::*;

use super::*;

/// A Wednesday, at noon (UTC).
const NOON: i64 = 1_767_787_200;

fn version(number: u32, at: i64) -> Kept {
    Kept { number, at: Timestamp::from_unix_seconds(at) }
}

/// Versions of these ages in seconds, oldest first; answers the ages that stay, the shown version's (0) left out.
#[track_caller]
fn check(ages: &[i64], stay: &[i64]) {
    let shown = u32::try_from(ages.len()).expect("few") + 1;
    let mut all: Vec<Kept> = (1..).zip(ages).map(|(number, age)| version(number, NOON - age)).collect();
    all.push(version(shown, NOON));
    let gone = outdated(&all, Timestamp::from_unix_seconds(NOON));
    let left: Vec<i64> =
        (1..).zip(ages).filter(|(number, _)| !gone.contains(number)).map(|(_, age)| *age).collect();
    assert_eq!(left, stay);
}

#[test]
fn everything_of_the_last_day_stays() {
    check(
        &[DAY - 1, 3 * HOUR + 2, 3 * HOUR + 1, 3 * HOUR, 2, 1],
        &[DAY - 1, 3 * HOUR + 2, 3 * HOUR + 1, 3 * HOUR, 2, 1],
    );
}

#[test]
fn the_newest_of_each_hour_stays_for_the_second_day() {
    // Noon is the edge of an hour: what is a second older is in the hour before.
    check(&[30 * HOUR + 2, 30 * HOUR + 1, 30 * HOUR, 29 * HOUR + 60], &[30 * HOUR + 1, 29 * HOUR + 60]);
}

#[test]
fn a_newer_version_counts_before_it_is_of_the_same_age() {
    // Half past noon yesterday and five minutes before that: one hour, and only the older one is a day old.
    let now = NOON + 30 * 60;
    let all = [version(1, now - DAY - 60), version(2, now - DAY + 60), version(3, now)];
    assert_eq!(outdated(&all, Timestamp::from_unix_seconds(now)), [1]);
}

#[test]
fn the_newest_of_each_day_stays_for_a_month_and_of_each_week_for_a_year() {
    check(&[5 * DAY + 2 * HOUR, 5 * DAY, 4 * DAY], &[5 * DAY, 4 * DAY]);
    // Noon of a Wednesday: 100 and 101 days before are a Monday and the Sunday of the week before.
    check(&[103 * DAY, 101 * DAY, 100 * DAY, 99 * DAY], &[101 * DAY, 99 * DAY]);
}

#[test]
fn after_a_year_only_the_shown_version_is_left() {
    check(&[366 * DAY, 365 * DAY, 365 * DAY - 1], &[365 * DAY - 1]);
    let old = [version(1, NOON - 800 * DAY), version(2, NOON - 700 * DAY)];
    assert_eq!(outdated(&old, Timestamp::from_unix_seconds(NOON)), [1]);
    assert_eq!(outdated(&old[1..], Timestamp::from_unix_seconds(NOON)), [0_u32; 0]);
    assert_eq!(outdated(&[], Timestamp::from_unix_seconds(NOON)), [0_u32; 0]);
}

#[test]
fn a_clock_that_went_back_takes_nothing_away() {
    let ahead = [version(1, NOON + DAY), version(2, NOON + DAY), version(3, NOON)];
    assert_eq!(outdated(&ahead, Timestamp::from_unix_seconds(NOON)), [0_u32; 0]);
}

fn history() -> impl Strategy<Value = Vec<Kept>> {
    // Pauses of seconds up to weeks, so that every row of the table is met.
    let pause = prop_oneof![0..7_200_i64, 0..200_000_i64, 0..3_000_000_i64];
    prop::collection::vec(pause, 0..120).prop_map(|pauses| {
        let mut at = NOON - 500 * DAY;
        (1..)
            .zip(pauses)
            .map(|(number, pause)| {
                at += pause;
                version(number, at)
            })
            .collect()
    })
}

fn thinned(versions: &[Kept], now: i64) -> Vec<Kept> {
    let gone = outdated(versions, Timestamp::from_unix_seconds(now));
    versions.iter().copied().filter(|version| !gone.contains(&version.number)).collect()
}

fn end(versions: &[Kept]) -> i64 {
    versions.last().map_or(NOON, |last| last.at.unix_seconds())
}

proptest! {
    #[test]
    fn thinning_twice_is_thinning_once(versions in history(), later in 0..40_000_000_i64) {
        let now = end(&versions) + later;
        let once = thinned(&versions, now);
        prop_assert_eq!(&thinned(&once, now), &once);
    }

    #[test]
    fn the_shown_version_stays(versions in history(), later in 0..400_000_000_i64) {
        let left = thinned(&versions, end(&versions) + later);
        prop_assert_eq!(left.last(), versions.last());
    }

    #[test]
    fn earlier_rounds_change_nothing(versions in history(), first in 0..20_000_000_i64, then in 0..20_000_000_i64) {
        let now = end(&versions) + first;
        prop_assert_eq!(thinned(&thinned(&versions, now), now + then), thinned(&versions, now + then));
    }

    #[test]
    fn no_week_or_day_or_hour_is_left_empty(versions in history(), later in 0..20_000_000_i64) {
        let now = end(&versions) + later;
        let left = thinned(&versions, now);
        for version in &versions {
            let (at, age) = (version.at.unix_seconds(), now - version.at.unix_seconds());
            let span = match age {
                age if age < DAY => 1,
                age if age < 2 * DAY => HOUR,
                age if age < 30 * DAY => DAY,
                age if age < 365 * DAY => WEEK,
                _ => continue,
            };
            let shift = if span == WEEK { MONDAY } else { 0 };
            let span_of = |at: i64| (at + shift).div_euclid(span);
            prop_assert!(
                left.iter().any(|kept| span_of(kept.at.unix_seconds()) == span_of(at)),
                "the span of {version:?} is empty"
            );
        }
    }
}

proptest! {
    /// Whatever came before: a day of every ten minutes and a year behind it fit the bound.
    #[test]
    fn what_is_left_is_bounded(versions in history(), later in 0..1_000_000_i64) {
        let now = end(&versions) + later;
        let left = thinned(&versions, now);
        let older = left.iter().filter(|kept| now - kept.at.unix_seconds() >= DAY).count();
        // 24 hours with both ends, 29 days, 48 weeks, and the shown one.
        prop_assert!(older <= 25 + 30 + 50 + 1, "{older}");
    }
}
