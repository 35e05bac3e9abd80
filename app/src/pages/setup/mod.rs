//! The first start: creates the first admin with the one-time link from the terminal.

mod model;
mod view;

pub use view::SetupPage;
