//! What one teaches: the next lessons, courses, hours and the profile; and the invitation for who does not teach yet.

mod course;
mod course_form;
mod courses;
mod entry;
mod hours;
mod hours_form;
mod model;
mod profile;
mod spans;
mod view;
mod week;

pub use view::TeachPage;
