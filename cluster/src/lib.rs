//! Chunk storage over nodes.

pub mod chunk;
pub mod coordinator;
pub mod crypto;
pub mod effects;
pub mod health;
pub mod layout;
#[cfg(feature = "live")]
pub mod live;
pub mod manifest;
pub mod message;
pub mod mono;
pub mod node;
pub mod placement;
pub mod quorum;
pub mod status;
pub mod store;
