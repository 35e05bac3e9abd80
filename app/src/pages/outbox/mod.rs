//! Outbox.

mod view;

pub use view::OutboxPage;
