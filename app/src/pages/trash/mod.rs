//! Trash: what was deleted, until when it can come back, and the way back or out for good.

mod acts;
mod door;
mod model;
mod purge_dialog;
mod view;

pub use door::TrashPage;
