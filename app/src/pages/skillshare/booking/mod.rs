//! One lesson: when it is on both walls, what was agreed, what happened to it, and what can still be done. The list of
//! lessons and the teacher's week share its model and its parts.

pub mod acts;
pub mod cancel;
pub mod clock;
pub mod model;
pub mod pill;
mod review;
mod summary;
mod timeline;
mod view;

pub use view::BookingPage;
