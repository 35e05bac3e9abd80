//! Sign in: the password, then the code.

mod model;
mod passkey;
mod view;

pub use model::safe_next;
pub use view::SignInPage;
