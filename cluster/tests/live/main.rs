//! The live cluster on real folders: copies, damage, stopped nodes, restarts, refusals.
#![cfg(feature = "live")]
#![expect(clippy::unwrap_used, reason = "tests")]

mod copies;
mod damage;
mod refusals;
mod restarts;
mod stopped_nodes;
mod support;
