//! The addresses as text, so that no link is spelled twice. `routes` says which page answers each.

/// The first page: leads on to files or to sign-in.
pub const FIRST: &str = "/";
/// A new account.
pub const SIGN_UP: &str = "/sign-up";
/// An old account.
pub const SIGN_IN: &str = "/sign-in";
/// A link to choose a new password.
pub const FORGOT: &str = "/forgot";
/// The one-time code of either.
pub const CODE: &str = "/code";
/// The first admin.
pub const SETUP: &str = "/setup";
/// One's files.
pub const FILES: &str = "/files";
/// What was deleted.
pub const TRASH: &str = "/trash";
/// The storage nodes.
pub const NODES: &str = "/nodes";
/// The calculator.
pub const CALCULATOR: &str = "/calculator";
/// How one's account is protected.
pub const SECURITY: &str = "/security";
/// Whoever runs the server.
pub const ADMIN: &str = "/admin";
/// The mails of test mode.
pub const OUTBOX: &str = "/outbox";
/// Lessons: all courses.
pub const SKILLSHARE: &str = "/skillshare";
/// One's lessons.
pub const BOOKINGS: &str = "/skillshare/bookings";
/// What one teaches.
pub const TEACH: &str = "/skillshare/teach";

/// One section of the admin's page.
pub fn admin(section: &str) -> String {
    format!("{ADMIN}?section={section}")
}

/// One course, and booking it.
pub fn course(course_id: &str) -> String {
    format!("{SKILLSHARE}/courses/{course_id}")
}

/// One teacher.
pub fn teacher(teacher_id: &str) -> String {
    format!("{SKILLSHARE}/teachers/{teacher_id}")
}

/// One booking.
pub fn booking(booking_id: &str) -> String {
    format!("{BOOKINGS}/{booking_id}")
}

/// A booking's calendar file, by the browser's own means.
pub fn calendar_file(booking_id: &str) -> String {
    format!("/api/skillshare/calendar/{booking_id}.ics")
}
