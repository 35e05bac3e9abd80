//! The mails of test mode, so that codes can be read without a mail server.

mod door;
mod model;
mod view;

pub use door::OutboxPage;
