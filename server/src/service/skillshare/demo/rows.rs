//! The cast as rows: teachers, courses, and lessons that were given and reviewed.
use std::{fmt::Display, time::Duration};

use domain::{
    id::{AccountId, BookingId, CourseId, LessonId, TeacherId},
    skillshare::{
        availability::Exceptions,
        booking::HoldReason,
        course::{Course, Frame},
        money::Money,
        teacher::{Profile, Skill},
        text::{Line, Prose},
    },
    time::Timestamp,
};

use super::cast::{CourseSpec, REVIEWS, TeacherSpec};
use crate::{
    clock::random,
    db::{self, Transaction, booking::NewBooking, course, lesson::Lesson, teacher::Teacher},
    service::ServiceError,
};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Makes the teacher at this place of the cast with his courses and their reviews.
pub(super) async fn make_teacher(
    tx: &Transaction,
    spec: &TeacherSpec,
    position: usize,
    account: AccountId,
    members: &[AccountId],
    now: Timestamp,
) -> Result<(), ServiceError> {
    let teacher = teacher(spec, account, now)?;
    db::teacher::insert(tx, &teacher).await?;
    for (which, spec) in spec.courses.iter().enumerate() {
        let (id, course) = (CourseId::from_random(random()), course(spec)?);
        db::course::insert(tx, id, teacher.id, &course, now).await?;
        let row = course::Row { id, teacher: teacher.id, course, archived_at: None };
        for review in REVIEWS.iter().filter(|review| (review.0, review.1) == (position, which)) {
            let &(_, _, member, days_ago, stars, words, reply) = review;
            let starts_at = full_hour(now.minus(DAY * days_ago));
            let id = give_lesson(tx, &row, members[member], starts_at).await?;
            db::review::insert(tx, id, stars, words, now.minus(DAY * (days_ago - 1))).await?;
            if !reply.is_empty() {
                db::review::reply(tx, id, Some(reply), now.minus(DAY * (days_ago - 2))).await?;
            }
        }
    }
    Ok(())
}

fn full_hour(at: Timestamp) -> Timestamp {
    Timestamp::from_unix_seconds(at.unix_seconds().div_euclid(3600) * 3600)
}

/// A lesson that was given in the past.
async fn give_lesson(
    tx: &Transaction,
    row: &course::Row,
    student: AccountId,
    starts_at: Timestamp,
) -> Result<BookingId, ServiceError> {
    let terms = row.course.frame.terms(None);
    let lesson = Lesson {
        id: LessonId::from_random(random()),
        course: row.id,
        teacher: row.teacher,
        span: terms.lesson(starts_at),
        taken: terms.taken(starts_at),
        capacity: terms.capacity,
        seats_taken: 1,
        cancel_notice_hours: row.course.frame.cancel_notice_hours,
    };
    db::lesson::insert(tx, &lesson).await?;
    let (id, booked_at) = (BookingId::from_random(random()), starts_at.minus(DAY * 3));
    let booking = NewBooking {
        id,
        lesson: lesson.id,
        student,
        held_until: booked_at.plus(HoldReason::Confirming.life()),
        is_offer: false,
        zone: "UTC",
        price: row.course.price,
        created_at: booked_at,
    };
    db::booking::insert(tx, booking).await?;
    db::booking::confirm(tx, id, "", booked_at).await?;
    Ok(id)
}

fn teacher(spec: &TeacherSpec, account: AccountId, now: Timestamp) -> Result<Teacher, ServiceError> {
    let specialties: Result<Vec<Skill>, _> = spec.specialties.lines().map(Skill::parse).collect();
    let profile = Profile {
        name: Line::parse(spec.name).map_err(defect)?,
        headline: Line::parse(spec.headline).map_err(defect)?,
        about: Prose::parse(spec.about).map_err(defect)?,
        specialties: specialties.map_err(defect)?,
        rate: Money::new(spec.rate.0, spec.rate.1).map_err(defect)?,
        per_day_max: None,
        is_listed: true,
    };
    Ok(Teacher {
        id: TeacherId::from_random(random()),
        account,
        profile,
        zone: spec.zone.to_owned(),
        week: spec.hours.parse().map_err(defect)?,
        exceptions: Exceptions::default(),
        created_at: now,
    })
}

fn course(spec: &CourseSpec) -> Result<Course, ServiceError> {
    let frame = Frame {
        length_minutes: spec.length_minutes,
        capacity: spec.capacity,
        buffer_before_minutes: 0,
        buffer_after_minutes: spec.buffer_after_minutes,
        notice_hours: 2,
        cancel_notice_hours: spec.cancel_notice_hours,
    };
    Ok(Course {
        title: Line::parse(spec.title).map_err(defect)?,
        description: Prose::parse(spec.description).map_err(defect)?,
        skill: Line::parse(spec.skill).map_err(defect)?,
        level: spec.level.parse().map_err(defect)?,
        price: Money::new(spec.price.0, spec.price.1).map_err(defect)?,
        frame: frame.checked().map_err(defect)?,
    })
}

/// The cast keeps the rules: a test makes all of it.
fn defect(error: impl Display) -> ServiceError {
    ServiceError::Internal(anyhow::anyhow!("the demonstration breaks a rule: {error}"))
}
