//! What can be booked of a course, from a reader's point of view.
use std::ops::RangeInclusive;

use domain::{
    id::CourseId,
    limits::SLOT_DAYS_MAX,
    skillshare::{
        Date, Span, TimeZone,
        availability::Availability,
        local_day, offset_seconds,
        slots::{Calendar, Day, OpenLesson, Search, Slot, Terms},
    },
    time::Timestamp,
};

use super::{course_and_teacher, hold};
use crate::{
    app::App,
    db::{self, ConnectionTrait, course, lesson::Ahead, teacher::Teacher},
    service::{Nearest, Reason, ServiceError},
    zones,
};

/// How many other starts are told to who came too late.
const NEAREST: usize = 3;

/// A teacher's desk: everything that says what can be booked of one course.
pub(super) struct Desk {
    availability: Availability,
    calendar: Calendar,
    terms: Terms,
}

impl Desk {
    /// From rows that were read together. `lessons` are the teacher's, `attended` what he takes himself.
    pub(super) fn of(course: &course::Row, teacher: &Teacher, lessons: &[&Ahead], attended: &[Span]) -> Self {
        let availability = Availability {
            zone: zones::stored(&teacher.zone),
            week: teacher.week.clone(),
            exceptions: teacher.exceptions.clone(),
        };
        let mut taken: Vec<Span> = lessons.iter().map(|lesson| lesson.taken.clone()).collect();
        taken.extend_from_slice(attended);
        taken.sort_unstable_by_key(|span| (span.start, span.end));
        let own = lessons.iter().filter(|lesson| lesson.course == course.id);
        let mut open: Vec<OpenLesson> = own
            .map(|lesson| OpenLesson { starts_at: lesson.starts_at, seats_free: lesson.seats_free })
            .collect();
        open.sort_unstable_by_key(|lesson| lesson.starts_at);
        let given = lessons.iter().map(|lesson| lesson.starts_at).collect();
        let terms = course.course.frame.terms(teacher.profile.per_day_max);
        Self { availability, calendar: Calendar { taken, given, open }, terms }
    }

    /// Read now.
    pub(super) async fn read(
        on: &impl ConnectionTrait,
        course: &course::Row,
        teacher: &Teacher,
        now: Timestamp,
    ) -> Result<Self, ServiceError> {
        let lessons = db::lesson::list_ahead_of(on, teacher.id, now).await?;
        let attended = db::lesson::list_attended_by(on, teacher.account, now).await?;
        Ok(Self::of(course, teacher, &lessons.iter().collect::<Vec<_>>(), &attended))
    }

    /// Looked at now.
    pub(super) fn search(&self, now: Timestamp) -> Search<'_> {
        Search { availability: &self.availability, terms: self.terms, calendar: &self.calendar, now }
    }

    /// What the course asks of a slot.
    pub(super) fn terms(&self) -> &Terms {
        &self.terms
    }
}

/// Free slots with both zones.
pub struct Slots {
    /// The reader's days.
    pub days: Vec<Day>,
    /// Whose days they are.
    pub reader: TimeZone,
    /// Where the teacher's clocks are.
    pub teacher: TimeZone,
    /// When the teacher's or the reader's clocks change in these days.
    pub clock_changes: Vec<ClockChange>,
}

/// What can be booked of a course on the reader's days. No first day means today.
pub async fn list(
    app: &App,
    course: CourseId,
    first: Option<Date>,
    days: u32,
    reader: TimeZone,
) -> Result<Slots, ServiceError> {
    if !(1..=SLOT_DAYS_MAX).contains(&days) {
        let message = format!("Ask for 1 to {SLOT_DAYS_MAX} days.");
        return Err(ServiceError::invalid("days", Reason::InvalidArgument, message));
    }
    hold::release_overdue(app).await?;
    let now = app.clock.now();
    let (course, teacher) = course_and_teacher(app.db.read(), course).await?;
    let desk = Desk::read(app.db.read(), &course, &teacher, now).await?;
    let span = span_of_days(first.unwrap_or_else(|| local_day(now, &reader)), days)?;
    // A course that is not offered has slots too, for its teacher to look at; booking one is refused.
    let slots = desk.search(now).days(*span.start(), *span.end(), &reader);
    let teacher = zones::stored(&teacher.zone);
    let clock_changes = changes_in(&span, &[&teacher, &reader]);
    Ok(Slots { days: slots, reader, teacher, clock_changes })
}

fn span_of_days(first: Date, days: u32) -> Result<RangeInclusive<Date>, ServiceError> {
    let last = first.checked_add(jiff::Span::new().days(i64::from(days) - 1));
    let too_far =
        |_| ServiceError::invalid("first_day", Reason::InvalidArgument, "This day is too far away.");
    Ok(first..=last.map_err(too_far)?)
}

/// The clocks of a zone change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockChange {
    /// When.
    pub at: Timestamp,
    /// Where.
    pub zone: String,
    /// By how much they go forward.
    pub forward_seconds: i32,
    /// Seconds that they are ahead of UTC afterwards.
    pub offset_seconds: i32,
}

fn changes_in(days: &RangeInclusive<Date>, of: &[&TimeZone]) -> Vec<ClockChange> {
    let moment = |day: Date, zone: &TimeZone| domain::skillshare::availability::start_of_day(day, zone);
    let mut changes: Vec<ClockChange> = Vec::new();
    for zone in of {
        let ends = days.end().tomorrow().ok().and_then(|end| moment(end, zone));
        if let Some((start, end)) = moment(*days.start(), zone).zip(ends) {
            changes.extend(clock_changes(zone, &(start..end)));
        }
    }
    changes.dedup();
    changes
}

/// When the clocks of a zone change in a span.
pub(super) fn clock_changes(zone: &TimeZone, span: &Span) -> Vec<ClockChange> {
    let instant = |at: Timestamp| jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default();
    let after = zone.following(instant(span.start)).map(|change| change.timestamp());
    let changes = after.take_while(|change| *change < instant(span.end));
    changes
        .map(|change| {
            let at = Timestamp::from_micros(change.as_microsecond());
            let before = at.minus(std::time::Duration::from_secs(1));
            let offset_seconds = offset_seconds(at, zone);
            let forward_seconds = offset_seconds - domain::skillshare::offset_seconds(before, zone);
            ClockChange { at, zone: zones::id(zone).to_owned(), forward_seconds, offset_seconds }
        })
        // Some changes of a zone's rules do not move its clocks.
        .filter(|change| change.forward_seconds != 0)
        .collect()
}

/// What is answered to who came too late: the nearest other starts, in the reader's words.
pub(super) async fn taken(
    app: &App,
    course: CourseId,
    wanted: Timestamp,
    reader: &TimeZone,
) -> Result<ServiceError, ServiceError> {
    let now = app.clock.now();
    let (course, teacher) = course_and_teacher(app.db.read(), course).await?;
    let desk = Desk::read(app.db.read(), &course, &teacher, now).await?;
    let nearest = desk.search(now).nearest(wanted, NEAREST);
    let teacher = zones::stored(&teacher.zone);
    let words: Vec<String> = nearest.iter().map(|slot| start_words(slot, wanted, now, reader)).collect();
    let message = match words.is_empty() {
        true => "That slot was taken a moment ago. Nothing else is free in the next 60 days.".to_owned(),
        false => format!("That slot was taken a moment ago. Nearest: {}.", words.join(", ")),
    };
    let nearest = nearest.iter().map(|slot| Nearest {
        starts_at: slot.starts_at,
        reader_offset_seconds: offset_seconds(slot.starts_at, reader),
        teacher_offset_seconds: offset_seconds(slot.starts_at, &teacher),
    });
    Ok(ServiceError::SlotTaken { message, nearest: nearest.collect() })
}

/// `15:30` on the wanted day, `tomorrow 15:00`, `Tue 1 Dec 15:00`.
fn start_words(slot: &Slot, wanted: Timestamp, now: Timestamp, reader: &TimeZone) -> String {
    let start = zones::zoned(slot.starts_at, reader);
    let day = start.date();
    if day == local_day(wanted, reader) {
        return start.strftime("%H:%M").to_string();
    }
    match local_day(now, reader).tomorrow() {
        Ok(tomorrow) if tomorrow == day => start.strftime("tomorrow %H:%M").to_string(),
        _ => start.strftime("%a %-d %b %H:%M").to_string(),
    }
}
