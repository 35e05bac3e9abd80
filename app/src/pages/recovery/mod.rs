//! Getting an account back: asking for a link, the link, and the one that says "it was not me".

mod door;
mod forgot;
mod link;
mod not_me;
mod reset;

pub use door::{ForgotPage, NotMePage, ResetPage};
