//! The network, driven as its users drive it.
#![expect(clippy::unwrap_used, reason = "tests")]

mod breaking;
mod closing;
mod health;
mod opening;
mod physics;
mod properties;
mod scene;
mod sending;
mod tracing;
mod transfer;
