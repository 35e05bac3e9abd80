//! The four patterns of calls over real TLS: what they answer, whom they refuse, and that nothing stays at work when
//! somebody goes away in the middle, or when there is much at a time.
#![expect(clippy::unwrap_used, reason = "tests")]
#[path = "../support/mod.rs"]
mod support;

mod broken;
mod deadlines;
mod leaks;
mod many;
mod patterns;
mod refused;
mod served;
mod slow;
