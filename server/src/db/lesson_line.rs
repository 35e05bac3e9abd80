//! The line of those who wait for a seat of a full lesson.
use domain::{
    id::{AccountId, CourseId, LessonId},
    time::Timestamp,
};
use sea_orm::QueryResult;

use super::{ConnectionTrait, DbErr, count, execute, instant, one, parsed, sql, text};

/// Puts a student at the end; `false` when he stands there already.
pub async fn join(
    on: &impl ConnectionTrait,
    lesson: LessonId,
    student: AccountId,
    zone: &str,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "INSERT INTO lesson_line (lesson_id, student_id, zone, joined_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (lesson_id, student_id) DO NOTHING";
    let values = [lesson.to_string().into(), student.to_string().into(), zone.into(), now.micros().into()];
    one(on, text, values).await
}

/// Takes a student out; `false` when he did not stand there.
pub async fn leave(on: &impl ConnectionTrait, lesson: LessonId, student: AccountId) -> Result<bool, DbErr> {
    let text = "DELETE FROM lesson_line WHERE lesson_id = $1 AND student_id = $2";
    one(on, text, [lesson.to_string().into(), student.to_string().into()]).await
}

/// Who is next, and in which zone.
pub async fn first(
    on: &impl ConnectionTrait,
    lesson: LessonId,
) -> Result<Option<(AccountId, String)>, DbErr> {
    let text = "SELECT student_id, zone FROM lesson_line WHERE lesson_id = $1 ORDER BY joined_at, student_id LIMIT 1";
    let row = on.query_one_raw(sql(on, text, [lesson.to_string().into()])).await?;
    row.map(|row| Ok((parsed(&row, "student_id")?, super::text(&row, "zone")?))).transpose()
}

/// Ends the line; answers who stood in it.
pub async fn end(on: &impl ConnectionTrait, lesson: LessonId) -> Result<Vec<AccountId>, DbErr> {
    let text = "SELECT student_id FROM lesson_line WHERE lesson_id = $1 ORDER BY joined_at, student_id";
    let rows = on.query_all_raw(sql(on, text, [lesson.to_string().into()])).await?;
    let waiting = rows.iter().map(|row| parsed(row, "student_id")).collect::<Result<Vec<_>, _>>()?;
    execute(on, "DELETE FROM lesson_line WHERE lesson_id = $1", [lesson.to_string().into()]).await?;
    Ok(waiting)
}

/// A place in a line.
pub struct Place {
    /// In which course.
    pub course: CourseId,
    /// What it is called.
    pub course_title: String,
    /// Who teaches it.
    pub teacher_name: String,
    /// Where the teacher's clocks are.
    pub teacher_zone: String,
    /// When the lesson begins.
    pub starts_at: Timestamp,
    /// Counted from 1.
    pub position: u32,
}

/// The lines in which somebody stands for lessons that have not begun, the next lesson first.
pub async fn places_of(
    on: &impl ConnectionTrait,
    student: AccountId,
    now: Timestamp,
) -> Result<Vec<Place>, DbErr> {
    let text = "SELECT l.course_id, c.title, t.name, t.zone, l.starts_at,
            (SELECT COUNT(*) FROM lesson_line w WHERE w.lesson_id = me.lesson_id
                AND (w.joined_at < me.joined_at OR (w.joined_at = me.joined_at AND w.student_id <= me.student_id)))
                AS place
        FROM lesson_line me JOIN lesson l ON l.id = me.lesson_id JOIN course c ON c.id = l.course_id
            JOIN teacher t ON t.id = l.teacher_id
        WHERE me.student_id = $1 AND l.starts_at > $2 ORDER BY l.starts_at";
    let rows = on.query_all_raw(sql(on, text, [student.to_string().into(), now.micros().into()])).await?;
    rows.iter().map(read).collect()
}

fn read(row: &QueryResult) -> Result<Place, DbErr> {
    Ok(Place {
        course: parsed(row, "course_id")?,
        course_title: text(row, "title")?,
        teacher_name: text(row, "name")?,
        teacher_zone: text(row, "zone")?,
        starts_at: instant(row, "starts_at")?,
        position: count(row, "place")?,
    })
}
