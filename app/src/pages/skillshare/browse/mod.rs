//! All courses, or all teachers. Anybody may look; what is looked for stands in the address.

mod demo;
mod filters;
mod model;
mod pager;
mod teacher_card;
mod view;

pub use teacher_card::Specialties;
pub use view::BrowsePage;
