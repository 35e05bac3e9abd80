//! `SkillShareService`: what teachers and students send, and the few shapes that answers are made of.

use domain::{
    id::{BookingId, CourseId},
    limits::{FILTER_BYTES_MAX, NOTE_CHARS_MAX},
    page::Page,
    skillshare::{
        Date, Weekday,
        availability::{Exceptions, Hours, HoursError, Week},
        course::{Course, Frame, FrameError, Level},
        money::Money,
        search::Wish,
        teacher::{LESSONS_PER_DAY_MAX, Profile, SPECIALTIES_MAX, Skill},
        text::{Line, Prose, TextError},
    },
    time::Timestamp,
};

use super::{FieldError, FieldReason, Required, id, page};
use crate::skillshare as wire;

fn invalid(field: &'static str, why: impl ToString) -> FieldError {
    FieldError::new(field, FieldReason::InvalidArgument, why)
}

fn line<const MAX: usize>(field: &'static str, text: &str) -> Result<Line<MAX>, FieldError> {
    Line::parse(text).map_err(|why: TextError| invalid(field, why))
}

fn prose<const MAX: usize>(field: &'static str, text: &str) -> Result<Prose<MAX>, FieldError> {
    Prose::parse(text).map_err(|why: TextError| invalid(field, why))
}

/// What a student writes to a teacher, or either about a lesson.
pub fn note(field: &'static str, text: &str) -> Result<Prose<NOTE_CHARS_MAX>, FieldError> {
    prose(field, text)
}

/// A price.
pub fn money(field: &'static str, money: Option<&wire::Money>) -> Result<Money, FieldError> {
    let money = money.required(field)?;
    Money::new(money.minor_units, &money.currency).map_err(|why| invalid(field, why))
}

/// A moment in Unix seconds.
pub fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_unix_seconds(seconds)
}

/// A day, or none.
pub fn day(field: &'static str, text: &str) -> Result<Option<Date>, FieldError> {
    let parse = |text: &str| text.parse().map_err(|_| invalid(field, "A day is written as in 2026-10-25."));
    if text.is_empty() { Ok(None) } else { parse(text).map(Some) }
}

/// A course.
pub fn course_id(text: &str) -> Result<CourseId, FieldError> {
    id("course_id", text)
}

/// A booking.
pub fn booking_id(text: &str) -> Result<BookingId, FieldError> {
    id("booking_id", text)
}

fn number(field: &'static str, number: i32) -> Result<u32, FieldError> {
    u32::try_from(number).map_err(|_| invalid(field, "This is not negative."))
}

/// Stars as they arrive; how many there may be is the service's rule.
pub fn stars(number: i32) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

impl TryFrom<&wire::SaveTeacherRequest> for Profile {
    type Error = FieldError;

    fn try_from(request: &wire::SaveTeacherRequest) -> Result<Self, FieldError> {
        let skills = request.specialties.iter().map(|text| line("specialties", text));
        let specialties: Vec<Skill> = skills.collect::<Result<_, _>>()?;
        if specialties.len() > SPECIALTIES_MAX {
            return Err(invalid("specialties", format!("Name at most {SPECIALTIES_MAX} specialties.")));
        }
        let per_day_max = number("per_day_max", request.per_day_max)?;
        if per_day_max > LESSONS_PER_DAY_MAX {
            let why = format!("At most {LESSONS_PER_DAY_MAX} lessons fit a day.");
            return Err(invalid("per_day_max", why));
        }
        Ok(Self {
            name: line("name", &request.name)?,
            headline: line("headline", &request.headline)?,
            about: prose("about", &request.about)?,
            specialties,
            rate: money("rate", request.rate.as_ref())?,
            per_day_max: (per_day_max > 0).then_some(per_day_max),
            is_listed: request.is_listed,
        })
    }
}

/// When somebody teaches, but for the zone.
pub struct TeachingHours {
    /// The usual week.
    pub week: Week,
    /// The days that differ.
    pub exceptions: Exceptions,
}

impl TryFrom<&wire::SaveHoursRequest> for TeachingHours {
    type Error = FieldError;

    fn try_from(request: &wire::SaveHoursRequest) -> Result<Self, FieldError> {
        let entry = |hours: &wire::WeeklyHours| {
            let weekday =
                i8::try_from(hours.weekday).ok().and_then(|it| Weekday::from_monday_one_offset(it).ok());
            let weekday = weekday.ok_or_else(|| invalid("week", "A weekday is 1 (Monday) to 7 (Sunday)."))?;
            Ok((weekday, span("week", hours.span.as_ref())?))
        };
        let week: Vec<_> = request.week.iter().map(entry).collect::<Result<_, FieldError>>()?;
        let exception = |exception: &wire::HoursException| {
            let date = day("exceptions", &exception.day)?.required("exceptions")?;
            let spans = exception.spans.iter().map(|it| span("exceptions", Some(it)));
            Ok((date, spans.collect::<Result<Vec<_>, _>>()?))
        };
        let exceptions: Vec<_> =
            request.exceptions.iter().map(exception).collect::<Result<_, FieldError>>()?;
        Ok(Self {
            week: Week::new(week).map_err(|why| invalid("week", why))?,
            exceptions: Exceptions::new(exceptions).map_err(|why| invalid("exceptions", why))?,
        })
    }
}

fn span(field: &'static str, span: Option<&wire::HoursSpan>) -> Result<Hours, FieldError> {
    let span = span.required(field)?;
    let minute = |minute: i32| u16::try_from(minute).map_err(|_| invalid(field, HoursError::NotInADay));
    Hours::new(minute(span.start_minute)?, minute(span.end_minute)?).map_err(|why| invalid(field, why))
}

impl TryFrom<&wire::SaveCourseRequest> for Course {
    type Error = FieldError;

    fn try_from(request: &wire::SaveCourseRequest) -> Result<Self, FieldError> {
        let frame = Frame {
            length_minutes: number("length_minutes", request.length_minutes)?,
            capacity: number("capacity", request.capacity)?,
            buffer_before_minutes: number("buffer_before_minutes", request.buffer_before_minutes)?,
            buffer_after_minutes: number("buffer_after_minutes", request.buffer_after_minutes)?,
            notice_hours: number("notice_hours", request.notice_hours)?,
            cancel_notice_hours: number("cancel_notice_hours", request.cancel_notice_hours)?,
        };
        let level = level(request.level())?;
        Ok(Self {
            title: line("title", &request.title)?,
            description: prose("description", &request.description)?,
            skill: line("skill", &request.skill)?,
            level: level.unwrap_or(Level::Any),
            price: money("price", request.price.as_ref())?,
            frame: frame.checked().map_err(|why| invalid(frame_field(why), why))?,
        })
    }
}

fn frame_field(error: FrameError) -> &'static str {
    match error {
        FrameError::Length => "length_minutes",
        FrameError::Capacity => "capacity",
        FrameError::BufferBefore => "buffer_before_minutes",
        FrameError::BufferAfter => "buffer_after_minutes",
        FrameError::Notice => "notice_hours",
        FrameError::CancelNotice => "cancel_notice_hours",
    }
}

/// A level, or none.
fn level(level: wire::Level) -> Result<Option<Level>, FieldError> {
    Ok(match level {
        wire::Level::Unspecified => None,
        wire::Level::Any => Some(Level::Any),
        wire::Level::Beginner => Some(Level::Beginner),
        wire::Level::Intermediate => Some(Level::Intermediate),
        wire::Level::Advanced => Some(Level::Advanced),
    })
}

/// A search for courses.
pub struct CourseSearch {
    /// What is looked for.
    pub wish: Wish,
    /// Which part of what is found.
    pub page: Page,
}

impl TryFrom<&wire::ListCoursesRequest> for CourseSearch {
    type Error = FieldError;

    fn try_from(request: &wire::ListCoursesRequest) -> Result<Self, FieldError> {
        let price_max = request.price_max.as_ref().map(|most| money("price_max", Some(most))).transpose()?;
        let wish = Wish {
            words: words("query", &request.query)?,
            skill: (!request.skill.is_empty()).then(|| request.skill.clone()),
            level: level(request.level())?,
            price_max,
        };
        Ok(Self { wish, page: page(request.limit, request.offset)? })
    }
}

/// Words to look for.
pub fn words(field: &'static str, text: &str) -> Result<String, FieldError> {
    if text.len() > FILTER_BYTES_MAX {
        return Err(invalid(field, format!("Look for at most {FILTER_BYTES_MAX} bytes.")));
    }
    Ok(text.to_owned())
}

impl From<Money> for wire::Money {
    fn from(money: Money) -> Self {
        Self { minor_units: money.minor_units.into(), currency: money.currency.code().to_owned() }
    }
}

impl From<Level> for wire::Level {
    fn from(level: Level) -> Self {
        match level {
            Level::Any => Self::Any,
            Level::Beginner => Self::Beginner,
            Level::Intermediate => Self::Intermediate,
            Level::Advanced => Self::Advanced,
        }
    }
}

impl From<Hours> for wire::HoursSpan {
    fn from(hours: Hours) -> Self {
        Self { start_minute: hours.start().into(), end_minute: hours.end().into() }
    }
}

/// A week for the wire.
pub fn week(week: &Week) -> Vec<wire::WeeklyHours> {
    let hours = |(weekday, hours): (Weekday, Hours)| wire::WeeklyHours {
        weekday: weekday.to_monday_one_offset().into(),
        span: Some(hours.into()),
    };
    week.entries().map(hours).collect()
}

/// Exceptions for the wire.
pub fn exceptions(exceptions: &Exceptions) -> Vec<wire::HoursException> {
    let exception = |(day, hours): (Date, &[Hours])| wire::HoursException {
        day: day.to_string(),
        spans: hours.iter().map(|hours| (*hours).into()).collect(),
    };
    exceptions.days().map(exception).collect()
}

#[cfg(test)]
mod tests;
