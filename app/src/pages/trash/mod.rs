//! Trash: what was deleted, until when it can come back, and the way back.

mod model;
mod view;

pub use view::TrashPage;
