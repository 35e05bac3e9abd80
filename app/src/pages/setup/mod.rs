//! The first start: creates the first admin with the one-time link from the terminal.

mod door;
mod model;
mod view;

pub use door::SetupPage;
