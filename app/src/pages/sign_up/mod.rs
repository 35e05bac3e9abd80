//! Create your account.

mod view;

pub use view::SignUpPage;
