//! Enter the code.

mod view;

pub use view::CodePage;
