//! What the pages of lessons have in common: words for prices and times, the ways between them, and the parts that more
//! than one of them shows.

pub mod course_card;
pub mod missing;
pub mod reviews;
pub mod stars;
pub mod tabs;
pub mod words;
pub mod zone_chooser;

pub use crate::query;
