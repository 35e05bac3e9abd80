//! One's lessons: those ahead and those that are over, as student and as teacher; waiting lines; the private calendar.

mod feed;
mod lines;
mod model;
mod row;
mod view;

pub use view::BookingsPage;
