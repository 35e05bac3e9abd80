//! One folder a page: `model` is plain Rust and tested natively, `view` renders it.

pub mod admin;
pub mod calculator;
pub mod code;
pub mod files;
pub mod first;
pub mod link;
pub mod nodes;
pub mod not_found;
pub mod outbox;
pub mod playground;
pub mod recovery;
pub mod security;
pub mod setup;
pub mod shared;
pub mod sign_in;
pub mod sign_up;
pub mod skillshare;
pub mod trash;
pub mod usage;
