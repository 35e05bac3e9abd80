//! Which lessons can be booked: the windows of a teacher cut into starts, without those that meet something.
use std::{collections::BTreeMap, time::Duration};

use jiff::{civil::Date, tz::TimeZone};

use super::{
    Span,
    availability::{Availability, DayRule, days, start_of_day},
    grid::CELL_SECONDS,
    local_day,
};
use crate::{limits::BOOKING_HORIZON, time::Timestamp};

/// A start is offered at least this often; a course shorter than this, as often as it is long.
const STEP: Duration = Duration::from_secs(30 * 60);

/// What a course asks of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// How long a lesson is.
    pub length: Duration,
    /// What the teacher keeps free before it.
    pub buffer_before: Duration,
    /// What the teacher keeps free after it.
    pub buffer_after: Duration,
    /// How long before its beginning it must be booked.
    pub notice: Duration,
    /// How many take part.
    pub capacity: u32,
    /// How many lessons the teacher gives on one of his days; none means any number.
    pub per_day_max: Option<u32>,
}

impl Terms {
    /// The lesson that begins at a moment.
    pub fn lesson(&self, starts_at: Timestamp) -> Span {
        starts_at..starts_at.plus(self.length)
    }

    /// What that lesson takes of the teacher: itself and its buffers.
    pub fn taken(&self, starts_at: Timestamp) -> Span {
        starts_at.minus(self.buffer_before)..starts_at.plus(self.length).plus(self.buffer_after)
    }

    fn step(&self) -> Duration {
        self.length.clamp(Duration::from_secs(CELL_SECONDS.unsigned_abs()), STEP)
    }
}

/// A lesson that has a date already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenLesson {
    /// When it begins.
    pub starts_at: Timestamp,
    /// Places that nobody has.
    pub seats_free: u32,
}

/// What is in a teacher's calendar.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    /// What is taken, in order of beginning: lessons given with their buffers, lessons attended.
    pub taken: Vec<Span>,
    /// When the lessons begin that the teacher gives.
    pub given: Vec<Timestamp>,
    /// The lessons of the course in question, in order of beginning.
    pub open: Vec<OpenLesson>,
}

/// A lesson that can be booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// When it begins.
    pub starts_at: Timestamp,
    /// How many can still take part; 0 is a lesson that is full.
    pub seats_free: u32,
}

/// Why a day has no slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSlot {
    /// It is over, or begins before the notice that the teacher wants.
    TooSoon,
    /// Nobody can book so far ahead.
    TooFar,
    /// The teacher does not teach on this weekday.
    NoHours,
    /// The teacher is away.
    Away,
    /// Everything is taken.
    Full,
}

/// One day of the reader's calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Which.
    pub date: Date,
    /// What can be booked, and group lessons without a free seat, for which one can wait.
    pub slots: Vec<Slot>,
    /// Why nothing can be booked.
    pub why_none: Option<NoSlot>,
}

/// One teacher, one course, one moment from which everything is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    /// When the teacher teaches.
    pub availability: &'a Availability,
    /// What the course asks.
    pub terms: Terms,
    /// What is taken.
    pub calendar: &'a Calendar,
    /// Now.
    pub now: Timestamp,
}

impl Search<'_> {
    /// The starts in `span` that can be booked now, in order.
    pub fn slots(&self, span: &Span) -> Vec<Slot> {
        let (earliest, latest) = self.bookable();
        let span = span.start.max(earliest)..span.end.min(latest);
        let fresh = self.starts(&span).filter(self.is_free());
        let fresh = fresh.map(|starts_at| Slot { starts_at, seats_free: self.terms.capacity });
        let mut slots: Vec<Slot> = fresh.chain(self.joinable(&span)).collect();
        slots.sort_unstable();
        slots.dedup_by_key(|slot| slot.starts_at);
        slots
    }

    /// The first start from now on that can be booked.
    pub fn next_free(&self) -> Option<Slot> {
        let (earliest, latest) = self.bookable();
        let span = earliest..latest;
        let fresh = self.starts(&span).find(self.is_free());
        let fresh = fresh.map(|starts_at| Slot { starts_at, seats_free: self.terms.capacity });
        fresh.into_iter().chain(self.joinable(&span).next()).min()
    }

    /// Whether a lesson may begin then at all, free or not: within the windows, or where one has its date already.
    pub fn is_start(&self, starts_at: Timestamp) -> bool {
        let (earliest, latest) = self.bookable();
        let moment = starts_at..starts_at.plus(Duration::from_micros(1));
        let has_date = || self.calendar.open.iter().any(|lesson| lesson.starts_at == starts_at);
        let is_in_time = earliest <= starts_at && starts_at < latest;
        is_in_time && (has_date() || self.starts(&moment).any(|start| start == starts_at))
    }

    /// Whether this very start can be booked now.
    pub fn offers(&self, starts_at: Timestamp) -> bool {
        let moment = starts_at..starts_at.plus(Duration::from_micros(1));
        self.slots(&moment).iter().any(|slot| slot.starts_at == starts_at)
    }

    /// The reader's days with their slots, and why a day has none.
    pub fn days(&self, first: Date, last: Date, reader: &TimeZone) -> Vec<Day> {
        let of_day = |date: Date| {
            let span = start_of_day(date, reader)?..start_of_day(date.tomorrow().ok()?, reader)?;
            let mut slots = self.slots(&span);
            let why_none = slots.is_empty().then(|| self.why_none(&span));
            slots.extend(self.full_groups(&span));
            slots.sort_unstable();
            Some(Day { date, slots, why_none })
        };
        days(first, last).filter_map(of_day).collect()
    }

    /// At most `count` slots around a start that cannot be had, the nearest ones, in order of time.
    pub fn nearest(&self, wanted: Timestamp, count: usize) -> Vec<Slot> {
        let (earliest, latest) = self.bookable();
        let mut slots = self.slots(&(earliest..latest));
        slots.retain(|slot| slot.starts_at != wanted);
        slots.sort_by_key(|slot| (slot.starts_at.micros().abs_diff(wanted.micros()), slot.starts_at));
        slots.truncate(count);
        slots.sort_unstable();
        slots
    }

    fn why_none(&self, span: &Span) -> NoSlot {
        let (earliest, latest) = self.bookable();
        if span.start >= latest {
            return NoSlot::TooFar;
        }
        if self.starts(span).next().is_none() {
            let zone = &self.availability.zone;
            let last = local_day(span.end.minus(Duration::from_micros(1)), zone);
            let mut rules = days(local_day(span.start, zone), last).map(|day| self.availability.on(day));
            let is_away = rules.any(|rule| matches!(rule, DayRule::Exception([])));
            return if is_away { NoSlot::Away } else { NoSlot::NoHours };
        }
        match self.starts(span).any(|start| start >= earliest) {
            true => NoSlot::Full,
            false => NoSlot::TooSoon,
        }
    }

    /// From when to when a start may lie.
    fn bookable(&self) -> (Timestamp, Timestamp) {
        (self.now.plus(self.terms.notice), self.now.plus(BOOKING_HORIZON))
    }

    /// Every start in `span` that the windows have, whether it is free or not.
    fn starts(&self, span: &Span) -> impl Iterator<Item = Timestamp> {
        let (terms, span) = (self.terms, span.clone());
        self.availability.windows(span.clone()).flat_map(move |window| {
            let span = span.clone();
            let starts =
                std::iter::successors(Some(window.start), move |start| Some(start.plus(terms.step())));
            starts
                .take_while(move |start| start.plus(terms.length) <= window.end)
                .filter(move |start| span.contains(start))
        })
    }

    /// Tells, for starts that rise, whether nothing is in their way.
    fn is_free(&self) -> impl FnMut(&Timestamp) -> bool {
        let zone = self.availability.zone.clone();
        let full: Vec<Date> = self.full_days();
        let mut ahead = self.calendar.taken.as_slice();
        let terms = self.terms;
        move |start| {
            let wanted = terms.taken(*start);
            // What ended before this start is in no later one's way.
            while ahead.first().is_some_and(|taken| taken.end <= wanted.start) {
                ahead = &ahead[1..];
            }
            let mut near = ahead.iter().take_while(|taken| taken.start < wanted.end);
            let is_free = near.all(|taken| !super::overlap(taken, &wanted));
            is_free && (full.is_empty() || !full.contains(&local_day(*start, &zone)))
        }
    }

    /// The teacher's days that have all the lessons they may have.
    fn full_days(&self) -> Vec<Date> {
        let Some(most) = self.terms.per_day_max else { return Vec::new() };
        let mut lessons: BTreeMap<Date, u32> = BTreeMap::new();
        for start in &self.calendar.given {
            *lessons.entry(local_day(*start, &self.availability.zone)).or_default() += 1;
        }
        lessons.into_iter().filter(|(_, count)| *count >= most).map(|(day, _)| day).collect()
    }

    /// Group lessons ahead that have no seat left. Of single lessons nobody need know when somebody else has one.
    fn full_groups(&self, span: &Span) -> impl Iterator<Item = Slot> {
        let (earliest, _) = self.bookable();
        let (span, is_group) = (span.start.max(earliest)..span.end, self.terms.capacity > 1);
        let full = self.calendar.open.iter().filter(move |lesson| is_group && lesson.seats_free == 0);
        full.filter(move |lesson| span.contains(&lesson.starts_at))
            .map(|lesson| Slot { starts_at: lesson.starts_at, seats_free: 0 })
    }

    /// Lessons of the course that have a date and a free place.
    fn joinable(&self, span: &Span) -> impl Iterator<Item = Slot> {
        let span = span.clone();
        let open = self.calendar.open.iter();
        open.filter(move |lesson| lesson.seats_free > 0 && span.contains(&lesson.starts_at))
            .map(|lesson| Slot { starts_at: lesson.starts_at, seats_free: lesson.seats_free })
    }
}

#[cfg(test)]
mod tests;
