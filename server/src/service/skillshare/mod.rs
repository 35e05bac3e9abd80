//! Lessons: teaching, looking for a lesson, booking one, and what follows.
//!
//! ```text
//! hold ──confirm──→ booked ──cancel──→ cancelled        reschedule: take the new seat, give the old one back
//!   └─release, overdue─→ forgotten                      line: a seat given back goes to whoever waits first
//! ```
//!
//! Each of them is one write transaction. What decides a race is in the database: `lesson`'s counter of seats, and one
//! person's one cell of time (`calendar_cell`, INV-B1). What is looked up before only makes the answer friendlier.
//!
//! - [`teaching`]: what a teacher says of himself, when and what he teaches
//! - [`catalogue`], [`slots`]: what can be had, for anybody
//! - [`hold`], [`confirm`], [`cancel`], [`reschedule`], [`bookings`]: a place in a lesson; `seat` is what they share
//! - [`mod@line`]: waiting for a place; [`reviews`]: saying how it was
//! - [`feed`]: calendars; [`reminders`]: what the job does; `news`: what both sides are told by mail
//! - `farewell`: what becomes of the lessons of somebody who is erased
//! - [`demo`]: people to try it with
pub mod bookings;
pub mod cancel;
pub mod catalogue;
pub mod confirm;
pub mod demo;
pub(in crate::service) mod farewell;
pub mod feed;
pub mod hold;
pub mod line;
mod news;
pub mod reminders;
pub mod reschedule;
pub mod reviews;
mod seat;
pub mod slots;
pub mod teaching;

use domain::id::{CourseId, TeacherId};

use super::ServiceError;
use crate::db::{self, ConnectionTrait, course, teacher::Teacher};

/// A course and who teaches it.
async fn course_and_teacher(
    on: &impl ConnectionTrait,
    id: CourseId,
) -> Result<(course::Row, Teacher), ServiceError> {
    let course = db::course::find(on, id).await?.ok_or_else(no_course)?;
    let teacher = find_teacher(on, course.teacher).await?;
    Ok((course, teacher))
}

async fn find_teacher(on: &impl ConnectionTrait, id: TeacherId) -> Result<Teacher, ServiceError> {
    db::teacher::find(on, id).await?.ok_or_else(no_teacher)
}

fn no_course() -> ServiceError {
    ServiceError::NotFound("There is no such course, or it is not offered any more.".to_owned())
}

fn no_teacher() -> ServiceError {
    ServiceError::NotFound("There is no such teacher.".to_owned())
}
