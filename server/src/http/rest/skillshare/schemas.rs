//! What teachers, courses, slots and bookings look like.
use serde_json::{Value, json};

use super::super::schema::{a, flag, id, list, moment, object, or_null, text, whole, word};

/// All of lessons.
pub(in crate::http::rest) fn schemas() -> Vec<(&'static str, Value)> {
    [basics(), looking(), booking()].concat()
}

fn basics() -> Vec<(&'static str, Value)> {
    let wall = object([("time", moment("With the zone's offset.")), ("zone", text("As `Europe/Paris`."))]);
    vec![
        ("Wall", wall),
        ("Money", object([("minor_units", whole("As cents.")), ("currency", text("Three letters."))])),
        (
            "Rating",
            object([("stars_in_all", whole("Of all reviews.")), ("reviews", whole("How many there are."))]),
        ),
        ("Moment", object([("starts_at", moment("In UTC.")), ("reader", a("Wall")), ("teacher", a("Wall"))])),
        (
            "Review",
            object([
                ("student_name", text("Who wrote it.")),
                ("course_title", text("Of which course.")),
                ("stars", whole("1 to 5.")),
                ("text", text("What was written.")),
                ("written_at", moment("When.")),
                ("reply", or_null(text("What the teacher answered."))),
            ]),
        ),
    ]
}

fn teacher() -> Value {
    object([
        ("teacher_id", id()),
        ("name", text("The name.")),
        ("headline", text("One line.")),
        ("about", text("Some more.")),
        ("specialties", list(text("What is taught."))),
        ("rate_per_hour", a("Money")),
        ("zone", text("As `Europe/Paris`.")),
        ("hours", text("The week, by the clock on the teacher's wall.")),
        ("rating", a("Rating")),
        ("courses", whole("How many there are.")),
    ])
}

fn course() -> Value {
    object([
        ("course_id", id()),
        ("teacher_id", id()),
        ("teacher_name", text("Who teaches.")),
        ("title", text("The title.")),
        ("description", text("Some more.")),
        ("skill", text("What is taught.")),
        ("level", word(&["any", "beginner", "intermediate", "advanced"])),
        ("price", a("Money")),
        ("length_minutes", whole("Minutes of a lesson.")),
        ("capacity", whole("Seats of a lesson.")),
        ("notice_hours", whole("Hours before the start in which nobody books any more.")),
        ("cancel_notice_hours", whole("Hours before the start from which on the price is due.")),
        ("policy", text("The same for people.")),
        ("rating", a("Rating")),
        ("next_free", or_null(a("Moment"))),
    ])
}

fn looking() -> Vec<(&'static str, Value)> {
    let total = || whole("How many match in all.");
    let slot = object([
        ("starts_at", moment("In UTC.")),
        ("reader", a("Wall")),
        ("teacher", a("Wall")),
        ("seats_free", whole("Seats that are free.")),
    ]);
    let day = object([
        ("day", json!({ "type": "string", "format": "date" })),
        ("slots", list(a("Slot"))),
        ("why_none", or_null(word(&["too_soon", "too_far", "no_hours", "away", "full"]))),
    ]);
    vec![
        ("Teacher", teacher()),
        ("TeacherList", object([("teachers", list(a("Teacher"))), ("total_count", total())])),
        (
            "TeacherPage",
            object([
                ("teacher", a("Teacher")),
                ("courses", list(a("Course"))),
                ("reviews", list(a("Review"))),
            ]),
        ),
        ("Course", course()),
        (
            "CourseList",
            object([
                ("courses", list(a("Course"))),
                ("total_count", total()),
                ("skills", list(text("What is taught by somebody."))),
            ]),
        ),
        (
            "CoursePage",
            object([("course", a("Course")), ("teacher", a("Teacher")), ("reviews", list(a("Review")))]),
        ),
        ("Slot", slot),
        ("Day", day),
        (
            "Slots",
            object([
                ("days", list(a("Day"))),
                ("reader_zone", text("As `Europe/Paris`.")),
                ("teacher_zone", text("As `Europe/Paris`.")),
            ]),
        ),
    ]
}

fn booking() -> Vec<(&'static str, Value)> {
    vec![
        (
            "BookingWish",
            object([
                ("course_id", id()),
                ("starts_at", moment("With any offset.")),
                ("zone?", text("The student's zone.")),
                ("note?", text("For the teacher.")),
            ]),
        ),
        ("NewStart", object([("starts_at", moment("With any offset."))])),
        (
            "Booking",
            object([
                ("booking_id", id()),
                ("state", text("As `held`, `booked` or `cancelled`.")),
                ("course_id", id()),
                ("course_title", text("The title when it was booked.")),
                ("teacher_name", text("Who teaches.")),
                ("student_name", text("Who learns.")),
                ("time", a("Moment")),
                ("length_minutes", whole("Minutes.")),
                ("price", a("Money")),
                ("note", text("For the teacher.")),
                ("policy", text("Until when it costs nothing to cancel, for people.")),
                ("free_until", moment("The same for programs.")),
                ("can_cancel", flag("Whether the caller may, now.")),
                ("can_move", flag("Whether the caller may, now.")),
                ("is_late", flag("Whether it was cancelled when the price was due.")),
            ]),
        ),
        (
            "BookingList",
            object([("bookings", list(a("Booking"))), ("total_count", whole("How many match in all."))]),
        ),
    ]
}
