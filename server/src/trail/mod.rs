//! The audit trail as a chain (SEC-63, SEC-64), without a database, a clock or a file: what a row's hash covers, how a
//! chain is walked, what a checkpoint says.
//!
//! ```text
//! hash(n) = SHA-256(label ‖ row(n) ‖ hash(n-1))      hash(0) = 32 zeros
//! checkpoint = a signed note: origin, n, hash(n)
//! ```
//!
//! Whoever can write to the database can also make every hash anew. So the server signs the head every few minutes, with
//! a key that the database does not have, and keeps the signatures elsewhere: what a checkpoint vouches for cannot be
//! changed, cut off or rolled back unseen. What was written after the last checkpoint can be cut off unseen: that is at
//! most five minutes or a thousand rows.
//!
//! [`record`] has the rows and their hashes, [`origin`] says from which network one came, [`walk`] goes along a chain and
//! finds the first [`fault`], [`checkpoint`] signs and reads notes.
pub mod checkpoint;
pub mod fault;
pub mod origin;
pub mod record;
pub mod walk;

pub use checkpoint::{Checkpoint, Signer};
pub use fault::Fault;
pub use origin::Origin;
pub use record::{Digest, Entry, Head, Row};
pub use walk::{Walk, Whole};
