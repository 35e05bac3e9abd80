//! What students say about lessons that they attended, and what teachers answer.
use domain::{
    id::{BookingId, CourseId, TeacherId},
    time::Timestamp,
};
use sea_orm::QueryResult;

use super::{ConnectionTrait, DbErr, count, instant, instant_or_none, one, parsed, sql, text, text_or_none};

/// A review with who wrote it and about what.
#[derive(Clone, Debug)]
pub struct Review {
    /// Of which booking.
    pub booking: BookingId,
    /// The student's username.
    pub student_name: String,
    /// Of which course.
    pub course_title: String,
    /// From 1 to 5.
    pub stars: u32,
    /// What it says.
    pub text: String,
    /// When it was written.
    pub written_at: Timestamp,
    /// What the teacher answers, and since when.
    pub reply: Option<(String, Timestamp)>,
}

const SELECT: &str =
    "SELECT r.booking_id, s.username, c.title, r.stars, r.text, r.written_at, r.reply, r.replied_at
    FROM review r JOIN booking b ON b.id = r.booking_id JOIN account s ON s.id = b.student_id
        JOIN lesson l ON l.id = b.lesson_id JOIN course c ON c.id = l.course_id";

/// Writes a review; a second one of the same booking breaks a constraint.
pub async fn insert(
    on: &impl ConnectionTrait,
    booking: BookingId,
    stars: u32,
    words: &str,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "INSERT INTO review (booking_id, stars, text, written_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (booking_id) DO NOTHING";
    let values = [booking.to_string().into(), i64::from(stars).into(), words.into(), now.micros().into()];
    one(on, text, values).await
}

/// Answers a review, or takes the answer back; `false` when there is no review.
pub async fn reply(
    on: &impl ConnectionTrait,
    booking: BookingId,
    words: Option<&str>,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "UPDATE review SET reply = $2, replied_at = $3 WHERE booking_id = $1";
    let replied_at = words.map(|_| now.micros());
    one(on, text, [booking.to_string().into(), words.map(str::to_owned).into(), replied_at.into()]).await
}

/// Marks a review as reported; `false` when there is none, or it was reported before.
pub async fn report(on: &impl ConnectionTrait, booking: BookingId, now: Timestamp) -> Result<bool, DbErr> {
    let text = "UPDATE review SET reported_at = $2 WHERE booking_id = $1 AND reported_at IS NULL";
    one(on, text, [booking.to_string().into(), now.micros().into()]).await
}

/// A booking's review.
pub async fn find(on: &impl ConnectionTrait, booking: BookingId) -> Result<Option<Review>, DbErr> {
    let text = format!("{SELECT} WHERE r.booking_id = $1");
    on.query_one_raw(sql(on, &text, [booking.to_string().into()])).await?.map(|row| read(&row)).transpose()
}

/// The last reviews of a teacher's lessons.
pub async fn list_of_teacher(
    on: &impl ConnectionTrait,
    teacher: TeacherId,
    most: u32,
) -> Result<Vec<Review>, DbErr> {
    list(on, "l.teacher_id", teacher.to_string(), most).await
}

/// The last reviews of a course.
pub async fn list_of_course(
    on: &impl ConnectionTrait,
    course: CourseId,
    most: u32,
) -> Result<Vec<Review>, DbErr> {
    list(on, "l.course_id", course.to_string(), most).await
}

async fn list(
    on: &impl ConnectionTrait,
    column: &'static str,
    key: String,
    most: u32,
) -> Result<Vec<Review>, DbErr> {
    let text = format!("{SELECT} WHERE {column} = $1 ORDER BY r.written_at DESC, r.booking_id LIMIT $2");
    let rows = on.query_all_raw(sql(on, &text, [key.into(), i64::from(most).into()])).await?;
    rows.iter().map(read).collect()
}

fn read(row: &QueryResult) -> Result<Review, DbErr> {
    let reply = text_or_none(row, "reply")?.zip(instant_or_none(row, "replied_at")?);
    Ok(Review {
        booking: parsed(row, "booking_id")?,
        student_name: text(row, "username")?,
        course_title: text(row, "title")?,
        stars: count(row, "stars")?,
        text: text(row, "text")?,
        written_at: instant(row, "written_at")?,
        reply,
    })
}
