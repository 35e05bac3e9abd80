//! Create an account: three fields, then the code.

mod model;
mod view;

pub use view::SignUpPage;
