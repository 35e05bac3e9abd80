//! The door of the house: one port for the page, gRPC, gRPC-Web and downloads.
pub mod guard;

mod cookies;
mod refusal;
