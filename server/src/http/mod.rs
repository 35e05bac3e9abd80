//! The door of the house: one port for the page, gRPC, gRPC-Web and downloads.
mod guard;

mod cookies;
mod hosts;
mod refusal;
