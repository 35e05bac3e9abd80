//! Lessons: what one takes, and what one gives. Whose lessons others have in their history keeps a place there, without
//! a name.
use super::{
    Class,
    Column::{Hidden, Moment, Number, Text},
    End, Key, Peoples, Rows,
};

const AS_STUDENT: &str = "booking_id IN (SELECT id FROM booking WHERE student_id = $1)";
const AS_TEACHER: &str = "teacher_id IN (SELECT id FROM teacher WHERE account_id = $1)";
/// What one wrote, and what others wrote of one: both are about a person by name.
const OF_EITHER: &str = "booking_id IN (SELECT b.id FROM booking b JOIN lesson l ON l.id = b.lesson_id
    JOIN teacher t ON t.id = l.teacher_id WHERE b.student_id = $1 OR t.account_id = $1)";

const fn by(
    table: &'static str,
    whose: &'static str,
    key: Key,
    columns: &'static [super::Column],
    end: End,
) -> Class {
    Class { table, rows: Rows::Peoples(Peoples { whose, key, columns, end }) }
}

pub(super) const CLASSES: [Class; 10] = [
    by(
        "review",
        OF_EITHER,
        Key::Text("booking_id"),
        &[
            Text("booking_id"),
            Number("stars"),
            Text("text"),
            Moment("written_at"),
            Text("reply"),
            Moment("replied_at"),
            Moment("reported_at"),
        ],
        End::Removed,
    ),
    by(
        "calendar_feed",
        "account_id = $1",
        Key::Text("account_id"),
        &[Hidden("account_id"), Hidden("key_digest"), Moment("created_at")],
        End::Removed,
    ),
    by(
        "lesson_line",
        "student_id = $1",
        Key::Text("lesson_id"),
        &[Text("lesson_id"), Hidden("student_id"), Text("zone"), Moment("joined_at")],
        End::Removed,
    ),
    by(
        "booking_event",
        AS_STUDENT,
        Key::Text("booking_id || ' ' || position"),
        &[
            Text("booking_id"),
            Number("position"),
            Text("kind"),
            Moment("at"),
            Text("party"),
            Moment("starts_at"),
        ],
        End::Disowned,
    ),
    by(
        "reminder",
        AS_STUDENT,
        Key::Text("booking_id || ' ' || kind"),
        &[Text("booking_id"), Text("kind"), Moment("due_at"), Moment("done_at")],
        End::Disowned,
    ),
    // Who takes whose time: the same as the bookings and lessons say.
    by(
        "calendar_cell",
        "account_id = $1",
        Key::Number("cell"),
        &[Hidden("account_id"), Hidden("cell"), Hidden("lesson_id"), Hidden("booking_id")],
        End::Disowned,
    ),
    by(
        "booking",
        "student_id = $1",
        Key::Text("id"),
        &[
            Text("id"),
            Text("lesson_id"),
            Hidden("student_id"),
            Text("state"),
            Moment("held_until"),
            Number("is_offer"),
            Text("zone"),
            Text("note"),
            Number("price_minor"),
            Text("currency"),
            Number("sequence"),
            Number("is_late"),
            Moment("created_at"),
            Moment("cancelled_at"),
        ],
        End::Disowned,
    ),
    by(
        "lesson",
        AS_TEACHER,
        Key::Text("id"),
        &[
            Text("id"),
            Text("course_id"),
            Hidden("teacher_id"),
            Moment("starts_at"),
            Moment("ends_at"),
            Hidden("taken_from"),
            Hidden("taken_until"),
            Number("capacity"),
            Number("seats_taken"),
            Number("cancel_notice_hours"),
        ],
        End::Disowned,
    ),
    by(
        "course",
        AS_TEACHER,
        Key::Text("id"),
        &[
            Text("id"),
            Hidden("teacher_id"),
            Text("title"),
            Text("description"),
            Text("skill"),
            Text("level"),
            Number("price_minor"),
            Text("currency"),
            Number("length_minutes"),
            Number("capacity"),
            Number("buffer_before_minutes"),
            Number("buffer_after_minutes"),
            Number("notice_hours"),
            Number("cancel_notice_hours"),
            Moment("created_at"),
            Moment("archived_at"),
        ],
        End::Disowned,
    ),
    by(
        "teacher",
        "account_id = $1",
        Key::Text("id"),
        &[
            Text("id"),
            Hidden("account_id"),
            Text("name"),
            Text("headline"),
            Text("about"),
            Number("rate_minor"),
            Text("currency"),
            Number("per_day_max"),
            Number("is_listed"),
            Text("zone"),
            Text("specialties"),
            Text("hours"),
            Text("exceptions"),
            Moment("created_at"),
        ],
        End::Disowned,
    ),
];
