//! Privacy on both engines: every table is classified, an archive holds everything and nothing else, and of somebody who
//! was erased nothing is left that names or shows him.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

#[path = "../accounts/flow.rs"]
#[expect(dead_code, reason = "the steps of other tests")]
mod flow;
#[path = "../skillshare/lesson.rs"]
#[expect(dead_code, reason = "the stage of other tests")]
mod lesson;
#[path = "../files/owner.rs"]
#[expect(dead_code, reason = "the owner of other tests")]
mod owner;

mod admins;
mod archive;
mod classes;
mod erasing;
mod goodbye;
mod grace;
mod remains;
mod zip;
