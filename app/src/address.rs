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
/// What is shared, with one and by one.
pub const SHARED: &str = "/shared";
/// What was deleted.
pub const TRASH: &str = "/trash";
/// What takes the space.
pub const USAGE: &str = "/usage";
/// The storage nodes.
pub const NODES: &str = "/nodes";
/// The calculator.
pub const CALCULATOR: &str = "/calculator";
/// The four patterns of calls.
pub const PLAYGROUND: &str = "/playground";
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

/// What takes the space in a folder; an empty id is the top.
pub fn usage(id: &str) -> String {
    if id.is_empty() { USAGE.to_owned() } else { format!("{USAGE}?in={id}") }
}

/// The page of a folder; an empty id is the top.
pub fn folder(folder_id: &str) -> String {
    if folder_id.is_empty() { FILES.to_owned() } else { format!("{FILES}?in={folder_id}") }
}

/// Where the browser fetches a file, or a folder as a zip.
pub fn download(id: &str) -> String {
    format!("/api/files/download/{id}")
}

/// Where the browser fetches a version of a file.
pub fn file_version(file_id: &str, number: i32) -> String {
    format!("{}?version={number}", download(file_id))
}

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
