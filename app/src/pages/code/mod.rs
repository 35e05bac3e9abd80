//! The one-time code: of a new account, or of a sign-in.

mod arrival;
mod model;
mod view;

pub use view::CodePage;
