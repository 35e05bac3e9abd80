//! The live cluster on real folders: copies, damage, stopped nodes, restarts, refusals.
#![cfg(feature = "live")]
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used,
    reason = "tests of the live driver, on real files and tasks"
)]

mod at_node;
mod copies;
mod damage;
mod refusals;
mod restarts;
mod shaped_links;
mod stopped_nodes;
mod support;
mod upkeep;
