//! Days with their slots: which to ask for, what to say of them, and where an arrow key goes.

use client::proto::skillshare::{Course, ListSlotsResponse, NoSlot, Slot, SlotDay};

use crate::{
    moment::{OnTheWall, day_number},
    pages::skillshare::shared::words,
};

/// Days on show at once.
pub const DAYS: i32 = 7;

const DAY: i64 = 24 * 60 * 60;

/// The day that is so many days after one: "2026-12-05" of "2026-11-28" and 7. Nothing of what is no day.
pub fn day_after(day: &str, days: i64) -> Option<String> {
    Some(date(day_number(day)? + days))
}

/// "Sat 28 Nov" of "2026-11-28", with the year where it is not the year of today.
pub fn day_words(day: &str, today: OnTheWall) -> String {
    day_number(day).map_or_else(|| day.to_owned(), |number| OnTheWall::midnight(number).day(today))
}

/// The day of a number of days since 1970.
fn date(number: i64) -> String {
    OnTheWall::midnight(number).date()
}

/// The first day to ask for: the one in the address; else, with a time that is chosen, the day before it, so that it is on
/// show in every zone; else today, which only the server knows for sure.
pub fn first_day(asked: &str, chosen: Option<i64>) -> String {
    match (day_number(asked), chosen) {
        (Some(_), _) => asked.to_owned(),
        (None, Some(at)) => date((at / DAY - 1).max(0)),
        (None, None) => String::new(),
    }
}

/// The ways from the days on show to others, each by its first day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Turns {
    /// Nothing lies before today.
    pub earlier: Option<String>,
    /// Nothing lies behind days that are all too far ahead.
    pub later: Option<String>,
}

/// The ways from an answer's days.
pub fn turns(answer: &ListSlotsResponse, now: OnTheWall) -> Turns {
    let Some(first) = answer.days.first().map(|day| day.day.as_str()) else { return Turns::default() };
    let offset = slots(answer).find_map(|slot| slot.time).map(|time| time.reader_offset_seconds);
    let today = OnTheWall { east_of_utc: offset.unwrap_or(now.east_of_utc), ..now }.date();
    let earlier = day_after(first, -i64::from(DAYS)).filter(|_| first > today.as_str());
    let is_end = answer.days.iter().all(|day| day.why_none() == NoSlot::TooFar && day.slots.is_empty());
    let later = day_after(first, DAYS.into()).filter(|_| !is_end);
    Turns { earlier: earlier.map(|day| day.max(today)), later }
}

/// All slots of an answer.
pub fn slots(answer: &ListSlotsResponse) -> impl Iterator<Item = &Slot> {
    answer.days.iter().flat_map(|day| &day.slots)
}

/// The slot that starts then.
pub fn slot_at(answer: &ListSlotsResponse, at: i64) -> Option<Slot> {
    slots(answer).find(|slot| starts_at(slot) == at).cloned()
}

/// Unix seconds.
pub fn starts_at(slot: &Slot) -> i64 {
    slot.time.map(|time| time.starts_at).unwrap_or_default()
}

/// Why a day has no slot.
pub fn none_words(day: &SlotDay, course: &Course) -> String {
    let teacher = &course.teacher_name;
    match day.why_none() {
        NoSlot::TooSoon if course.notice_hours > 0 => {
            format!("Too soon: {teacher} wants to know {} before.", hours(course.notice_hours))
        }
        NoSlot::TooSoon => "Over.".to_owned(),
        NoSlot::TooFar => "Too far ahead: lessons can be booked for the next 60 days.".to_owned(),
        NoSlot::NoHours => format!("{teacher} does not teach on this weekday."),
        NoSlot::Away => format!("{teacher} is away."),
        NoSlot::Full => "Fully booked.".to_owned(),
        NoSlot::Unspecified => "Nothing free.".to_owned(),
    }
}

fn hours(count: i32) -> String {
    match count {
        1 => "1\u{a0}hour".to_owned(),
        48.. if count % 24 == 0 => format!("{}\u{a0}days", count / 24),
        count => format!("{count}\u{a0}hours"),
    }
}

/// "3 of 5 places left"; nothing of lessons for one.
pub fn places_words(seats_free: i32, capacity: i32) -> Option<String> {
    match (seats_free, capacity) {
        (_, ..=1) => None,
        (..=0, _) => Some("full".to_owned()),
        (free, capacity) => Some(format!("{free} of {capacity} places left")),
    }
}

/// The changes of clocks in these days, each as a sentence.
pub fn clock_changes(answer: &ListSlotsResponse, today: OnTheWall) -> Vec<String> {
    answer.clock_changes.iter().map(|change| words::clock_change_words(change, today)).collect()
}

/// Where an arrow key goes from a slot: sideways to the one before or after, up and down to another day with slots, to the
/// same place in it or its last.
pub fn neighbour(answer: &ListSlotsResponse, here: i64, key: &str) -> Option<i64> {
    let days: Vec<Vec<i64>> =
        answer.days.iter().map(|day| day.slots.iter().map(starts_at).collect()).collect();
    let days: Vec<Vec<i64>> = days.into_iter().filter(|day: &Vec<i64>| !day.is_empty()).collect();
    let row = days.iter().position(|day| day.contains(&here))?;
    let place = days[row].iter().position(|at| *at == here)?;
    let all = days.concat();
    let index = all.iter().position(|at| *at == here)?;
    let in_row = |row: usize| days.get(row).and_then(|day| day.get(place).or(day.last()).copied());
    match key {
        "ArrowLeft" => all.get(index.checked_sub(1)?).copied(),
        "ArrowRight" => all.get(index + 1).copied(),
        "ArrowUp" => in_row(row.checked_sub(1)?),
        "ArrowDown" => in_row(row + 1),
        "Home" => all.first().copied(),
        "End" => all.last().copied(),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
