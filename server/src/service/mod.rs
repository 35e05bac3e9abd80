//! Use cases, one file each: they own the transactions, ask the domain for its rules and answer in domain terms.
//! gRPC, REST and later SFTP are doors to the same functions; none has a rule of its own.
pub mod audit;
pub mod chunks;
pub mod download;
mod error;
pub mod files;
pub mod hex;
pub mod keys;
pub mod ledger;
pub mod names;
pub mod nodes;
pub mod placement;
pub mod quota;
pub mod trash;
pub mod upload;

pub use error::{Reason, ServiceError};
