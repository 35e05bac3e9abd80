//! The REST door through the whole edge: accounts, files, nodes, and the description that must say what is so.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod curl;
mod described;
mod files;
mod form;
#[path = "../skillshare/lesson.rs"]
#[expect(dead_code, reason = "only the stage is needed here")]
mod lesson;
mod nodes;
mod program;
mod uploads;
