//! Use cases, one file each: they own the transactions, ask the domain for its rules and answer in domain terms.
//! gRPC, REST and later SFTP are doors to the same functions; none has a rule of its own.
pub mod audit;
pub mod breaking;
pub mod calculator;
pub mod chunks;
pub mod cluster_news;
mod code;
pub mod credentials;
pub mod damage;
pub mod download;
pub mod enroll;
pub mod enroll_code;
mod error;
pub mod files;
pub mod garbage;
pub mod hex;
pub mod keys;
pub mod layouts;
pub mod ledger;
pub mod mend_file;
pub mod names;
pub mod nodes;
pub mod pins;
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
pub mod verify_file;

pub use error::{Reason, ServiceError};
