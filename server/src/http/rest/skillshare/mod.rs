//! `/api/skillshare/*`: teachers, courses and slots for anybody, bookings for members.
mod book;
mod browse;
mod schemas;
mod shapes;

pub(super) use schemas::schemas;

use super::offer::{Area, Content, Offer, Parameter, delete, flag, get, post, text, whole};

const ZONE: Parameter = text("zone", "The reader's zone, as `Europe/Paris`; UTC unless told.");
const LIMIT: Parameter = whole("limit", "Entries on a page, at most 1000; 0 for the usual 50.");
const OFFSET: Parameter = whole("offset", "Entries to leave out before the page.");
const QUERY: Parameter = text("query", "Words that must occur.");

const TEACHERS: [Parameter; 3] = [QUERY, LIMIT, OFFSET];
const COURSES: [Parameter; 8] = [
    QUERY,
    text("skill", "What is taught."),
    text("level", "`any`, `beginner`, `intermediate` or `advanced`."),
    whole("price_max", "The highest price, in minor units of `currency`."),
    text("currency", "Three letters, with `price_max`."),
    ZONE,
    LIMIT,
    OFFSET,
];
const SLOTS: [Parameter; 3] = [
    text("first_day", "As `2026-11-28`; today unless told."),
    whole("days", "How many days; 14 unless told."),
    ZONE,
];
const BOOKINGS: [Parameter; 5] = [
    flag("past", "Those that are over."),
    flag("as_teacher", "Those that the caller teaches."),
    ZONE,
    LIMIT,
    OFFSET,
];
const KEY: [Parameter; 1] = [text(
    "idempotency-key",
    "A word of the caller's own: however often the same booking is sent with it, it is made once.",
)];

const FEED: [Parameter; 1] = [text("key", "What the page made; whoever has it reads the feed.")];

pub(super) fn offer() -> Offer {
    looking().and(booking())
}

fn looking() -> Offer {
    Offer::of(Area::Lessons)
        .with(
            get("/api/skillshare/teachers", "listTeachers", "Teachers.")
                .for_anybody()
                .asks(&TEACHERS)
                .answers("TeacherList"),
            browse::teachers,
        )
        .with(
            get("/api/skillshare/teachers/{id}", "teacher", "A teacher, with courses and reviews.")
                .for_anybody()
                .asks(&[ZONE])
                .answers("TeacherPage"),
            browse::teacher,
        )
        .with(
            get("/api/skillshare/courses", "listCourses", "Courses.")
                .for_anybody()
                .asks(&COURSES)
                .answers("CourseList"),
            browse::courses,
        )
        .with(
            get("/api/skillshare/courses/{id}", "course", "A course, with its teacher and reviews.")
                .for_anybody()
                .asks(&[ZONE])
                .answers("CoursePage"),
            browse::course,
        )
        .with(
            get("/api/skillshare/courses/{id}/slots", "listSlots", "When a course can be booked.")
                .for_anybody()
                .asks(&SLOTS)
                .answers("Slots"),
            browse::slots,
        )
}

fn booking() -> Offer {
    Offer::of(Area::Lessons)
        .with(
            post("/api/skillshare/booking", "book", "Books a lesson.")
                .hears(&KEY)
                .takes(Content::Json("BookingWish"))
                .creates("Booking"),
            book::book,
        )
        .with(
            get("/api/skillshare/bookings", "listBookings", "The caller's bookings.")
                .asks(&BOOKINGS)
                .answers("BookingList"),
            book::list,
        )
        .with(
            get("/api/skillshare/bookings/{id}", "booking", "A booking.").asks(&[ZONE]).answers("Booking"),
            book::find,
        )
        .with(
            delete("/api/skillshare/bookings/{id}", "cancelBooking", "Cancels a booking.").answers("Booking"),
            book::cancel,
        )
        .with(
            post("/api/skillshare/bookings/{id}/move", "moveBooking", "Moves a booking to another start.")
                .takes(Content::Json("NewStart"))
                .answers("Booking"),
            book::reschedule,
        )
        .told(
            get(
                "/api/skillshare/calendar/{file}",
                "calendarFile",
                "A booking as a calendar file: its id and `.ics`.",
            )
            .for_the_page_too()
            .sends("text/calendar"),
        )
        .told(
            get("/calendar/feed.ics", "calendarFeed", "The private feed that calendar programs read.")
                .for_anybody()
                .refuses_in_plain_text()
                .asks(&FEED)
                .sends("text/calendar"),
        )
}
