//! What a teacher says of himself, and when and what he teaches. Any member can become one.
use domain::{
    id::{CourseId, TeacherId},
    limits::{BOOKING_HORIZON, COURSES_MAX},
    skillshare::{
        TimeZone,
        availability::{Exceptions, Week},
        course::Course,
        teacher::Profile,
    },
};

use super::{
    no_course,
    slots::{ClockChange, clock_changes},
};
use crate::{
    app::App,
    auth::Member,
    clock::random,
    db::{self, ConnectionTrait, Constraint, course, teacher::Teacher, violates},
    service::{
        Reason, ServiceError,
        audit::{self, Outcome},
    },
    zones,
};

/// Everything about one's own teaching.
pub struct Teaching {
    /// Who one is as a teacher.
    pub teacher: Teacher,
    /// All courses, archived ones last.
    pub courses: Vec<course::Row>,
    /// When the clocks change on one's wall, as far ahead as lessons are booked.
    pub clock_changes: Vec<ClockChange>,
}

/// What the caller teaches.
pub async fn teaching(app: &App, member: &Member) -> Result<Teaching, ServiceError> {
    let teacher = own(app.db.read(), member).await?;
    let courses = db::course::list_of(app.db.read(), teacher.id).await?;
    let now = app.clock.now();
    let clock_changes = clock_changes(&zones::stored(&teacher.zone), &(now..now.plus(BOOKING_HORIZON)));
    Ok(Teaching { teacher, courses, clock_changes })
}

/// Makes the caller a teacher in this zone, or changes what he says of himself.
pub async fn save_profile(
    app: &App,
    member: &Member,
    profile: Profile,
    zone: &TimeZone,
) -> Result<TeacherId, ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    let id = match db::teacher::find_by_account(&tx, member.account()).await? {
        Some(teacher) => {
            db::teacher::update_profile(&tx, teacher.id, &profile).await?;
            teacher.id
        }
        None => {
            let teacher = Teacher {
                id: TeacherId::from_random(random()),
                account: member.account(),
                profile,
                zone: zones::id(zone).to_owned(),
                week: Week::default(),
                exceptions: Exceptions::default(),
                created_at: now,
            };
            db::teacher::insert(&tx, &teacher).await.map_err(taught_already)?;
            teacher.id
        }
    };
    audit::record(&tx, member, "teacher.save", id, Outcome::Success, now);
    tx.commit().await?;
    Ok(id)
}

/// Changes when the caller teaches. Lessons that are booked stay booked.
pub async fn save_hours(
    app: &App,
    member: &Member,
    zone: &TimeZone,
    week: &Week,
    exceptions: &Exceptions,
) -> Result<(), ServiceError> {
    let tx = app.db.write().await?;
    let teacher = own(&tx, member).await?;
    db::lock::calendar(&tx, teacher.id).await?;
    db::teacher::update_hours(&tx, teacher.id, zones::id(zone), week, exceptions).await?;
    let now = app.clock.now();
    audit::record(&tx, member, "teacher.hours", teacher.id, Outcome::Success, now);
    Ok(tx.commit().await?)
}

/// Makes a course, or changes the one of this id.
pub async fn save_course(
    app: &App,
    member: &Member,
    id: Option<CourseId>,
    course: &Course,
) -> Result<CourseId, ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    let teacher = own(&tx, member).await?;
    let id = match id {
        Some(id) => {
            if !db::course::update(&tx, id, teacher.id, course).await? {
                return Err(no_course());
            }
            id
        }
        None => {
            if db::course::count_of(&tx, teacher.id).await? >= u64::from(COURSES_MAX) {
                return Err(too_many_courses());
            }
            let id = CourseId::from_random(random());
            db::course::insert(&tx, id, teacher.id, course, now).await?;
            id
        }
    };
    audit::record(&tx, member, "course.save", id, Outcome::Success, now);
    tx.commit().await?;
    Ok(id)
}

/// Takes a course out of the list, or puts it back.
pub async fn archive_course(
    app: &App,
    member: &Member,
    id: CourseId,
    archived: bool,
) -> Result<(), ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    let teacher = own(&tx, member).await?;
    if !db::course::archive(&tx, id, teacher.id, archived.then_some(now)).await? {
        return Err(no_course());
    }
    let action = if archived { "course.archive" } else { "course.restore" };
    audit::record(&tx, member, action, id, Outcome::Success, now);
    Ok(tx.commit().await?)
}

async fn own(on: &impl ConnectionTrait, member: &Member) -> Result<Teacher, ServiceError> {
    let teacher = db::teacher::find_by_account(on, member.account()).await?;
    teacher.ok_or_else(|| ServiceError::NotFound("You do not teach here yet.".to_owned()))
}

/// The account became a teacher at the same moment in another call.
fn taught_already(error: db::DbErr) -> ServiceError {
    if violates(&error, Constraint::Teacher) {
        return ServiceError::Unavailable("You became a teacher in another window. Try again.".to_owned());
    }
    error.into()
}

fn too_many_courses() -> ServiceError {
    let message = format!("You have {COURSES_MAX} courses, which is the most. Change one of them instead.");
    ServiceError::Exhausted { reason: Reason::TooManyCourses, message }
}
