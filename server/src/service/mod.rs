//! Use cases, one file each: they own the transactions, ask the domain for its rules and answer in domain terms.
//! gRPC, REST and later SFTP are doors to the same functions; none has a rule of its own.
pub mod audit;
mod error;
pub mod hex;
pub mod ledger;

pub use error::{Reason, ServiceError};
