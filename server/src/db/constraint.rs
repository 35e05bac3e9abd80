//! What a failed statement means. Broken constraints go by name: PostgreSQL reports the name, SQLite the columns.
use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// PostgreSQL's codes of a transaction that it ended in favour of another: serialization failure and deadlock.
const CONFLICTS: [&str; 2] = ["40001", "40P01"];

/// A unique constraint that a use case answers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constraint {
    /// Two accounts, one username.
    Username,
    /// Two accounts, one e-mail address.
    Email,
    /// Two files or folders of a folder outside the trash, one name.
    FileName,
    /// Two open uploads into a folder, one name.
    UploadName,
    /// One part stored twice.
    UploadPart,
    /// One account, two teachers.
    Teacher,
    /// Two lessons of a course, one beginning.
    LessonStart,
    /// One student, two places in a lesson.
    BookingPlace,
    /// One person, two things at a time.
    CalendarCell,
    /// One key, two effects.
    OneEffect,
}

impl Constraint {
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Username => ("account_username_unique", "account.username_key"),
            Self::Email => ("account_email_unique", "account.email_key"),
            Self::FileName => ("file_name_unique", "file.account_id, file.parent_id, file.name_key"),
            Self::UploadName => {
                ("upload_name_unique", "upload.account_id, upload.folder_id, upload.name_key")
            }
            Self::UploadPart => ("upload_part_pk", "upload_part.upload_id, upload_part.position"),
            Self::Teacher => ("teacher_account_unique", "teacher.account_id"),
            Self::LessonStart => ("lesson_start_unique", "lesson.course_id, lesson.starts_at"),
            Self::BookingPlace => ("booking_place_unique", "booking.lesson_id, booking.student_id"),
            Self::CalendarCell => ("one_per_cell", "calendar_cell.account_id, calendar_cell.cell"),
            Self::OneEffect => ("one_effect", "idempotency.account_id, idempotency.request_key"),
        }
    }
}

/// Whether the statement failed because it would break `constraint`.
pub fn violates(error: &DbErr, constraint: Constraint) -> bool {
    let Some(SqlErr::UniqueConstraintViolation(message)) = error.sql_err() else { return false };
    let (name, columns) = constraint.names();
    message.contains(name) || message.ends_with(columns)
}

/// Whether SQLite found no room: it says so of the database (13), and of the index beside the write-ahead log (4874).
pub fn is_full(error: &DbErr) -> bool {
    code(error).is_some_and(|code| ["13", "4874"].contains(&code.as_str()))
}

/// Whether the database ended the transaction because it met another one (FT31). SQLite has one writer and knows none.
pub fn is_conflict(error: &DbErr) -> bool {
    code(error).is_some_and(|code| CONFLICTS.contains(&code.as_str()))
}

/// The engine's own code of what went wrong.
fn code(error: &DbErr) -> Option<String> {
    let (DbErr::Exec(cause) | DbErr::Query(cause) | DbErr::Conn(cause)) = error else { return None };
    let RuntimeErr::SqlxError(cause) = cause else { return None };
    cause.as_database_error()?.code().map(|code| code.into_owned())
}
