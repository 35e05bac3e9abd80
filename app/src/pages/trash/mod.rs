//! Trash: what was deleted, until when it can come back, and the way back.

mod door;
mod model;
mod view;

pub use door::TrashPage;
