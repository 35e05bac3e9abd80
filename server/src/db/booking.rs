//! Places in lessons.
use domain::{
    id::{AccountId, BookingId, CourseId, LessonId, TeacherId},
    skillshare::{
        booking::{Party, State},
        money::Money,
    },
    time::Timestamp,
};
use sea_orm::QueryResult;

use super::{
    ConnectionTrait, DbErr, bytes, count, damaged, flag, instant, instant_or_none, lesson::Lesson, one,
    parsed, sql, teacher::money, text,
};

/// A place to be taken.
pub struct NewBooking<'a> {
    /// Its id.
    pub id: BookingId,
    /// In which lesson.
    pub lesson: LessonId,
    /// Whose.
    pub student: AccountId,
    /// Until when it is held.
    pub held_until: Timestamp,
    /// Whether it was offered to the first in line.
    pub is_offer: bool,
    /// The student's zone.
    pub zone: &'a str,
    /// What is agreed.
    pub price: Money,
    /// Now.
    pub created_at: Timestamp,
}

/// A booking with everything that is told about it.
#[derive(Clone, Debug)]
pub struct Booking {
    /// Its id.
    pub id: BookingId,
    /// Where it stands.
    pub state: State,
    /// Whether it was offered to the first in line.
    pub is_offer: bool,
    /// The lesson.
    pub lesson: Lesson,
    /// The course's title now.
    pub course_title: String,
    /// Who takes it.
    pub student: Person,
    /// Who gives it.
    pub teacher: Person,
    /// For the teacher.
    pub note: String,
    /// What was agreed.
    pub price: Money,
    /// Rises with every change that calendars must learn of (RFC 5545).
    pub sequence: u32,
    /// Whether it was cancelled late.
    pub is_late: bool,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was cancelled.
    pub cancelled_at: Option<Timestamp>,
}

impl Booking {
    /// Of which course.
    pub fn course(&self) -> CourseId {
        self.lesson.course
    }

    /// By which teacher.
    pub fn teacher_id(&self) -> TeacherId {
        self.lesson.teacher
    }
}

/// One of the two.
#[derive(Clone, Debug)]
pub struct Person {
    /// Who.
    pub account: AccountId,
    /// A teacher's name, a student's username.
    pub name: String,
    /// Where mail goes.
    pub email: String,
    /// Where the clocks are.
    pub zone: String,
}

const SELECT: &str = "SELECT b.id AS booking_id, b.state, b.held_until, b.is_offer, b.zone AS student_zone, b.note,
        b.price_minor, b.currency, b.sequence, b.is_late, b.created_at, b.cancelled_at, b.student_id,
        l.id, l.course_id, l.teacher_id, l.starts_at, l.ends_at, l.taken_from, l.taken_until, l.capacity,
        l.seats_taken, l.cancel_notice_hours, c.title, t.account_id AS teacher_account, t.name AS teacher_name,
        t.zone AS teacher_zone, s.username AS student_name, s.email AS student_email, o.email AS teacher_email
    FROM booking b JOIN lesson l ON l.id = b.lesson_id JOIN course c ON c.id = l.course_id
        JOIN teacher t ON t.id = l.teacher_id JOIN account s ON s.id = b.student_id
        JOIN account o ON o.id = t.account_id";

/// Takes a place; a second one of the same student breaks a constraint.
pub async fn insert(on: &impl ConnectionTrait, new: NewBooking<'_>) -> Result<bool, DbErr> {
    let text = "INSERT INTO booking (id, lesson_id, student_id, state, held_until, is_offer, zone, note, price_minor,
            currency, sequence, is_late, created_at)
        VALUES ($1, $2, $3, 'held', $4, $5, $6, '', $7, $8, 0, 0, $9)";
    let values = [
        new.id.to_string().into(),
        new.lesson.to_string().into(),
        new.student.to_string().into(),
        new.held_until.micros().into(),
        i64::from(new.is_offer).into(),
        new.zone.into(),
        i64::from(new.price.minor_units).into(),
        new.price.currency.code().into(),
        new.created_at.micros().into(),
    ];
    one(on, text, values).await
}

/// The booking of this id.
pub async fn find(on: &impl ConnectionTrait, id: BookingId) -> Result<Option<Booking>, DbErr> {
    let text = format!("{SELECT} WHERE b.id = $1");
    on.query_one_raw(sql(on, &text, [id.to_string().into()])).await?.map(|row| read(&row)).transpose()
}

/// The place that a student holds in the lesson of a course that begins then.
pub async fn find_held(
    on: &impl ConnectionTrait,
    student: AccountId,
    course: CourseId,
    starts_at: Timestamp,
) -> Result<Option<BookingId>, DbErr> {
    let text = "SELECT b.id FROM booking b JOIN lesson l ON l.id = b.lesson_id
        WHERE b.student_id = $1 AND b.state = 'held' AND l.course_id = $2 AND l.starts_at = $3";
    let values = [student.to_string().into(), course.to_string().into(), starts_at.micros().into()];
    on.query_one_raw(sql(on, text, values)).await?.map(|row| parsed(&row, "id")).transpose()
}

/// Books what is held; `false` when it is not held any more.
pub async fn confirm(
    on: &impl ConnectionTrait,
    id: BookingId,
    note: &str,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "UPDATE booking SET state = 'booked', held_until = NULL, note = $2
        WHERE id = $1 AND state = 'held' AND held_until > $3";
    one(on, text, [id.to_string().into(), note.into(), now.micros().into()]).await
}

/// Ends a booking; `false` when it does not stand.
pub async fn cancel(
    on: &impl ConnectionTrait,
    id: BookingId,
    is_late: bool,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text =
        "UPDATE booking SET state = 'cancelled', sequence = sequence + 1, is_late = $2, cancelled_at = $3
        WHERE id = $1 AND state = 'booked'";
    one(on, text, [id.to_string().into(), i64::from(is_late).into(), now.micros().into()]).await
}

/// Moves a booking to another lesson; `false` when it does not stand.
pub async fn move_to(on: &impl ConnectionTrait, id: BookingId, lesson: LessonId) -> Result<bool, DbErr> {
    let text =
        "UPDATE booking SET lesson_id = $2, sequence = sequence + 1 WHERE id = $1 AND state = 'booked'";
    one(on, text, [id.to_string().into(), lesson.to_string().into()]).await
}

/// Forgets a held place; `false` when it is not held.
pub async fn forget_hold(on: &impl ConnectionTrait, id: BookingId) -> Result<bool, DbErr> {
    one(on, "DELETE FROM booking WHERE id = $1 AND state = 'held'", [id.to_string().into()]).await
}

/// Holds whose time is over.
pub async fn list_overdue(on: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<BookingId>, DbErr> {
    let text = "SELECT id FROM booking WHERE state = 'held' AND held_until <= $1 ORDER BY held_until, id";
    let rows = on.query_all_raw(sql(on, text, [now.micros().into()])).await?;
    rows.iter().map(|row| parsed(row, "id")).collect()
}

/// Every place that somebody holds or has booked.
pub async fn list_places(on: &impl ConnectionTrait, student: AccountId) -> Result<Vec<Booking>, DbErr> {
    let text = format!("{SELECT} WHERE b.student_id = $1 AND b.state IN ('held', 'booked')");
    let rows = on.query_all_raw(sql(on, &text, [student.to_string().into()])).await?;
    rows.iter().map(read).collect()
}

/// Every place in lessons that somebody gives and that have not begun.
pub async fn list_given_from(
    on: &impl ConnectionTrait,
    teacher: AccountId,
    now: Timestamp,
) -> Result<Vec<Booking>, DbErr> {
    let text = format!(
        "{SELECT} WHERE t.account_id = $1 AND b.state IN ('held', 'booked') AND l.starts_at > $2 ORDER BY b.id"
    );
    let rows = on.query_all_raw(sql(on, &text, [teacher.to_string().into(), now.micros().into()])).await?;
    rows.iter().map(read).collect()
}

/// Forgets a booking altogether.
pub async fn remove(on: &impl ConnectionTrait, id: BookingId) -> Result<bool, DbErr> {
    one(on, "DELETE FROM booking WHERE id = $1", [id.to_string().into()]).await
}

/// How many places somebody holds of his own will.
pub async fn count_held(on: &impl ConnectionTrait, student: AccountId) -> Result<u64, DbErr> {
    let text = "SELECT COUNT(*) AS n FROM booking WHERE student_id = $1 AND state = 'held' AND is_offer = 0";
    match on.query_one_raw(sql(on, text, [student.to_string().into()])).await? {
        Some(row) => bytes(&row, "n"),
        None => Ok(0),
    }
}

/// Which bookings of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Which {
    /// As student, or as teacher.
    pub party: Party,
    /// What is over or cancelled, newest first; else what is ahead, next first.
    pub past: bool,
    /// At most so many.
    pub limit: u32,
    /// After so many.
    pub offset: u32,
}

/// Somebody's bookings, and how many there are in all.
pub async fn list(
    on: &impl ConnectionTrait,
    account: AccountId,
    which: Which,
    now: Timestamp,
) -> Result<(Vec<Booking>, u64), DbErr> {
    let person = match which.party {
        Party::Student => "b.student_id",
        Party::Teacher => "t.account_id",
    };
    let (time, order) = match which.past {
        false => ("b.state <> 'cancelled' AND l.ends_at > $2", "l.starts_at, b.id"),
        true => {
            ("b.state <> 'held' AND (b.state = 'cancelled' OR l.ends_at <= $2)", "l.starts_at DESC, b.id")
        }
    };
    let filter = format!("WHERE {person} = $1 AND {time}");
    let (who, now) = (account.to_string(), now.micros());
    let text = format!("SELECT COUNT(*) AS n FROM ({SELECT} {filter}) AS found");
    let total = match on.query_one_raw(sql(on, &text, [who.clone().into(), now.into()])).await? {
        Some(row) => bytes(&row, "n")?,
        None => 0,
    };
    let text = format!("{SELECT} {filter} ORDER BY {order} LIMIT $3 OFFSET $4");
    let page = [who.into(), now.into(), i64::from(which.limit).into(), i64::from(which.offset).into()];
    let rows = on.query_all_raw(sql(on, &text, page)).await?;
    Ok((rows.iter().map(read).collect::<Result<_, _>>()?, total))
}

/// Everything that somebody takes or gives since `then`, cancelled ones included, for a calendar.
pub async fn list_for_calendar(
    on: &impl ConnectionTrait,
    account: AccountId,
    then: Timestamp,
    most: u32,
) -> Result<Vec<Booking>, DbErr> {
    let text = format!(
        "{SELECT} WHERE (b.student_id = $1 OR t.account_id = $1) AND b.state <> 'held' AND l.ends_at > $2
        ORDER BY l.starts_at DESC, b.id LIMIT $3"
    );
    let values = [account.to_string().into(), then.micros().into(), i64::from(most).into()];
    let rows = on.query_all_raw(sql(on, &text, values)).await?;
    rows.iter().map(read).collect()
}

fn read(row: &QueryResult) -> Result<Booking, DbErr> {
    let held_until = instant_or_none(row, "held_until")?;
    let state = text_of(row, "state", |name| match (name, held_until) {
        ("held", Some(until)) => Some(State::Held { until }),
        ("booked", None) => Some(State::Booked),
        ("cancelled", None) => Some(State::Cancelled),
        _ => None,
    })?;
    Ok(Booking {
        id: parsed(row, "booking_id")?,
        state,
        is_offer: flag(row, "is_offer")?,
        lesson: super::lesson::read(row)?,
        course_title: text(row, "title")?,
        student: Person {
            account: parsed(row, "student_id")?,
            name: text(row, "student_name")?,
            email: text(row, "student_email")?,
            zone: text(row, "student_zone")?,
        },
        teacher: Person {
            account: parsed(row, "teacher_account")?,
            name: text(row, "teacher_name")?,
            email: text(row, "teacher_email")?,
            zone: text(row, "teacher_zone")?,
        },
        note: text(row, "note")?,
        price: money(row, "price_minor", "currency")?,
        sequence: count(row, "sequence")?,
        is_late: flag(row, "is_late")?,
        created_at: instant(row, "created_at")?,
        cancelled_at: instant_or_none(row, "cancelled_at")?,
    })
}

/// What a text column means.
pub(super) fn text_of<T>(
    row: &QueryResult,
    column: &str,
    meaning: impl Fn(&str) -> Option<T>,
) -> Result<T, DbErr> {
    let text = text(row, column)?;
    meaning(&text).ok_or_else(|| damaged(column, &text))
}
