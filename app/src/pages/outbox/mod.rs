//! The mails of test mode, so that codes can be read without a mail server.

mod model;
mod view;

pub use view::OutboxPage;
