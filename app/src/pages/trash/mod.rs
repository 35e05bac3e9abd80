//! Trash.

mod view;

pub use view::TrashPage;
