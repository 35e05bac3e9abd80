//! The simulator itself: runs repeat, plans keep, failures are found and made small.
//!
//! How many seeds hold is not told here but by `cargo xtask sim`, which runs them in the release profile.
#![expect(clippy::unwrap_used, reason = "tests")]

mod plans;
mod runs;
mod shrinking;
