//! The terminal as people use it: the real binary against a real server, with its words, its JSON and its exit codes.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod codes;
mod files;
mod folders;
mod hello;
mod person;
mod resume;
mod seek;
mod sharing;
mod shell;
mod vault;
