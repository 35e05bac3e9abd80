//! The real binary under attack (SEC-44): floods of frames, streams that are opened and forgotten, clients that read or
//! write nothing, requests without an end. While each goes on, an honest client is served, the memory of the process
//! stays within a budget over its start, and its connections within their limit.
//!
//! Time is no verdict here: an honest call is only to be answered at all. How long the slowest took, and before the attack,
//! is printed (`--nocapture`); `cargo xtask bench` puts it beside its budget.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod http1;
mod http2;
mod process;
mod siege;
