//! Lessons: courses on dates, and what they take of people's time.
//!
//! A lesson with a taken seat holds its teacher's cells; without one it takes nothing and only tells what was. Seats are
//! one atomic counter; cells are decided by the unique index `one_per_cell`, whoever comes second breaks it (INV-B1).
use std::fmt::Write;

use domain::{
    id::{AccountId, BookingId, CourseId, LessonId, TeacherId},
    skillshare::{Span, grid},
    time::Timestamp,
};
use sea_orm::QueryResult;

use super::{ConnectionTrait, DbErr, bytes, count, execute, instant, one, parsed, sql};

/// A lesson as the row says.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// Its id.
    pub id: LessonId,
    /// Of which course.
    pub course: CourseId,
    /// Who gives it.
    pub teacher: TeacherId,
    /// From when to when.
    pub span: Span,
    /// What it takes of the teacher's time: itself and its buffers.
    pub taken: Span,
    /// Seats.
    pub capacity: u32,
    /// Seats that are held or booked.
    pub seats_taken: u32,
    /// Until how many hours before it begins cancelling is free.
    pub cancel_notice_hours: u32,
}

const COLUMNS: &str = "l.id, l.course_id, l.teacher_id, l.starts_at, l.ends_at, l.taken_from, l.taken_until, \
    l.capacity, l.seats_taken, l.cancel_notice_hours";

/// Gives a course a date, with its first seat taken.
pub async fn insert(on: &impl ConnectionTrait, lesson: &Lesson) -> Result<bool, DbErr> {
    let text = "INSERT INTO lesson (id, course_id, teacher_id, starts_at, ends_at, taken_from, taken_until, capacity,
            seats_taken, cancel_notice_hours)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let values = [
        lesson.id.to_string().into(),
        lesson.course.to_string().into(),
        lesson.teacher.to_string().into(),
        lesson.span.start.micros().into(),
        lesson.span.end.micros().into(),
        lesson.taken.start.micros().into(),
        lesson.taken.end.micros().into(),
        i64::from(lesson.capacity).into(),
        i64::from(lesson.seats_taken).into(),
        i64::from(lesson.cancel_notice_hours).into(),
    ];
    one(on, text, values).await
}

/// The lesson of this id.
pub async fn find(on: &impl ConnectionTrait, id: LessonId) -> Result<Option<Lesson>, DbErr> {
    let text = format!("SELECT {COLUMNS} FROM lesson l WHERE l.id = $1");
    on.query_one_raw(sql(on, &text, [id.to_string().into()])).await?.map(|row| read(&row)).transpose()
}

/// The lesson of a course that begins then, while somebody has a seat in it.
pub async fn find_open(
    on: &impl ConnectionTrait,
    course: CourseId,
    starts_at: Timestamp,
) -> Result<Option<Lesson>, DbErr> {
    let text = format!(
        "SELECT {COLUMNS} FROM lesson l WHERE l.course_id = $1 AND l.starts_at = $2 AND l.seats_taken > 0"
    );
    let statement = sql(on, &text, [course.to_string().into(), starts_at.micros().into()]);
    on.query_one_raw(statement).await?.map(|row| read(&row)).transpose()
}

/// What a lesson ahead takes and leaves: as much of it as a search for slots needs, which reads thousands.
#[derive(Clone, Debug)]
pub struct Ahead {
    /// Of which course.
    pub course: CourseId,
    /// Who gives it.
    pub teacher: TeacherId,
    /// When it begins.
    pub starts_at: Timestamp,
    /// What it takes of the teacher's time.
    pub taken: Span,
    /// Seats that are neither held nor booked.
    pub seats_free: u32,
}

const AHEAD: &str =
    "SELECT course_id, teacher_id, starts_at, taken_from, taken_until, capacity - seats_taken AS free
    FROM lesson WHERE taken_until > $1 AND seats_taken > 0";

/// The lessons in which somebody has a seat and which are not over, of all teachers.
pub async fn list_ahead(on: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<Ahead>, DbErr> {
    let rows = on.query_all_raw(sql(on, AHEAD, [now.micros().into()])).await?;
    rows.iter().map(ahead).collect()
}

/// The same of one teacher.
pub async fn list_ahead_of(
    on: &impl ConnectionTrait,
    teacher: TeacherId,
    now: Timestamp,
) -> Result<Vec<Ahead>, DbErr> {
    let text = format!("{AHEAD} AND teacher_id = $2");
    let rows = on.query_all_raw(sql(on, &text, [now.micros().into(), teacher.to_string().into()])).await?;
    rows.iter().map(ahead).collect()
}

fn ahead(row: &QueryResult) -> Result<Ahead, DbErr> {
    Ok(Ahead {
        course: parsed(row, "course_id")?,
        teacher: parsed(row, "teacher_id")?,
        starts_at: instant(row, "starts_at")?,
        taken: instant(row, "taken_from")?..instant(row, "taken_until")?,
        seats_free: count(row, "free")?,
    })
}

/// When people who teach take lessons themselves, from now on.
pub async fn list_attended(
    on: &impl ConnectionTrait,
    now: Timestamp,
) -> Result<Vec<(AccountId, Span)>, DbErr> {
    // From the few who teach to their bookings: SQLite keeps the order of a CROSS JOIN, and would else read all bookings.
    let text = "SELECT b.student_id, l.starts_at, l.ends_at
        FROM teacher t CROSS JOIN booking b JOIN lesson l ON l.id = b.lesson_id
        WHERE b.student_id = t.account_id AND b.state IN ('held', 'booked') AND l.ends_at > $1";
    let rows = on.query_all_raw(sql(on, text, [now.micros().into()])).await?;
    let attended = |row: &QueryResult| {
        Ok((parsed(row, "student_id")?, instant(row, "starts_at")?..instant(row, "ends_at")?))
    };
    rows.iter().map(attended).collect()
}

/// When somebody takes lessons himself, from now on.
pub async fn list_attended_by(
    on: &impl ConnectionTrait,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<Span>, DbErr> {
    let text = "SELECT l.starts_at, l.ends_at FROM booking b JOIN lesson l ON l.id = b.lesson_id
        WHERE b.student_id = $1 AND b.state IN ('held', 'booked') AND l.ends_at > $2";
    let rows = on.query_all_raw(sql(on, text, [account.to_string().into(), now.micros().into()])).await?;
    rows.iter().map(|row| Ok(instant(row, "starts_at")?..instant(row, "ends_at")?)).collect()
}

/// Takes a seat; `false` when none is left.
pub async fn take_seat(on: &impl ConnectionTrait, id: LessonId) -> Result<bool, DbErr> {
    let text = "UPDATE lesson SET seats_taken = seats_taken + 1
        WHERE id = $1 AND seats_taken > 0 AND seats_taken < capacity";
    one(on, text, [id.to_string().into()]).await
}

/// Gives a seat back and answers how many are still taken.
pub async fn give_seat_back(on: &impl ConnectionTrait, id: LessonId) -> Result<u32, DbErr> {
    let text = "UPDATE lesson SET seats_taken = seats_taken - 1 WHERE id = $1 RETURNING seats_taken";
    match on.query_one_raw(sql(on, text, [id.to_string().into()])).await? {
        Some(row) => count(&row, "seats_taken"),
        None => Ok(0),
    }
}

/// Says how many seats are taken, where the caller knows: he has just given one back.
pub async fn set_seats_taken(on: &impl ConnectionTrait, id: LessonId, seats: u32) -> Result<bool, DbErr> {
    let text = "UPDATE lesson SET seats_taken = $2 WHERE id = $1";
    one(on, text, [id.to_string().into(), i64::from(seats).into()]).await
}

/// Gives the teacher's time of a lesson back, if it is empty. It is forgotten, unless a cancelled booking tells of it.
pub async fn close(on: &impl ConnectionTrait, id: LessonId) -> Result<(), DbErr> {
    let id = id.to_string();
    let cells = "DELETE FROM calendar_cell WHERE lesson_id = $1 AND booking_id IS NULL
        AND EXISTS (SELECT 1 FROM lesson WHERE id = $1 AND seats_taken = 0)";
    execute(on, cells, [id.clone().into()]).await?;
    let forget = "DELETE FROM lesson WHERE id = $1 AND seats_taken = 0
        AND NOT EXISTS (SELECT 1 FROM booking WHERE lesson_id = $1)";
    execute(on, forget, [id.into()]).await?;
    Ok(())
}

/// Takes the cells of a span for a person: for a lesson that he gives, or for a booking. Breaks
/// [`Constraint::CalendarCell`](super::Constraint) when one of them is taken.
pub async fn take_cells(
    on: &impl ConnectionTrait,
    person: AccountId,
    lesson: LessonId,
    booking: Option<BookingId>,
    span: &Span,
) -> Result<(), DbErr> {
    let mut text = "INSERT INTO calendar_cell (account_id, cell, lesson_id, booking_id) VALUES ".to_owned();
    for (position, cell) in grid::cells(span).enumerate() {
        let comma = if position == 0 { "" } else { ", " };
        // Numbers of ours; writing to a string cannot fail.
        let _written = write!(text, "{comma}($1, {cell}, $2, $3)");
    }
    let booking = booking.map(|booking| booking.to_string());
    execute(on, &text, [person.to_string().into(), lesson.to_string().into(), booking.into()]).await?;
    Ok(())
}

/// Gives a booking's cells back.
pub async fn give_cells_back(on: &impl ConnectionTrait, booking: BookingId) -> Result<(), DbErr> {
    execute(on, "DELETE FROM calendar_cell WHERE booking_id = $1", [booking.to_string().into()]).await?;
    Ok(())
}

/// Whether a person has nothing in a span.
pub async fn is_free(on: &impl ConnectionTrait, person: AccountId, span: &Span) -> Result<bool, DbErr> {
    let cells = grid::cells(span);
    let text = "SELECT COUNT(*) AS n FROM calendar_cell WHERE account_id = $1 AND cell >= $2 AND cell < $3";
    let statement = sql(on, text, [person.to_string().into(), cells.start.into(), cells.end.into()]);
    match on.query_one_raw(statement).await? {
        Some(row) => Ok(bytes(&row, "n")? == 0),
        None => Ok(true),
    }
}

/// The lesson of a row that has its columns.
pub(super) fn read(row: &QueryResult) -> Result<Lesson, DbErr> {
    Ok(Lesson {
        id: parsed(row, "id")?,
        course: parsed(row, "course_id")?,
        teacher: parsed(row, "teacher_id")?,
        span: instant(row, "starts_at")?..instant(row, "ends_at")?,
        taken: instant(row, "taken_from")?..instant(row, "taken_until")?,
        capacity: count(row, "capacity")?,
        seats_taken: count(row, "seats_taken")?,
        cancel_notice_hours: count(row, "cancel_notice_hours")?,
    })
}
