//! Use cases, one file each: they own the transactions, ask the domain for its rules and answer in domain terms.
//! gRPC, REST and later SFTP are doors to the same functions; none has a rule of its own.
pub mod audit;
pub mod calculator;
pub mod chunks;
mod code;
pub mod credentials;
pub mod download;
pub mod enroll;
pub mod enroll_code;
mod error;
pub mod files;
pub mod hex;
pub mod keys;
pub mod ledger;
pub mod names;
pub mod nodes;
pub mod placement;
pub mod profile;
pub mod quota;
pub mod register;
pub mod resend;
pub mod seats;
pub mod sessions;
pub mod setup;
pub mod sign_in;
pub mod trash;
pub mod upload;
pub mod verify_email;

pub use error::{Reason, ServiceError};
