//! Sign in.

mod view;

pub use view::SignInPage;
