//! Create the first admin.

mod view;

pub use view::SetupPage;
