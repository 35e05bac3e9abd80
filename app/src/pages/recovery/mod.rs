//! Getting an account back: asking for a link, the link, and the one that says "it was not me".

mod forgot;
mod link;
mod not_me;
mod reset;

pub use forgot::ForgotPage;
pub use not_me::NotMePage;
pub use reset::ResetPage;
