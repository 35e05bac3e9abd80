//! Uploads: how bytes become a version of a file.
//!
//! ```text
//!            begin                part, part, …               complete
//! client ────────────→ upload row ─────────────→ part rows ─────────────→ file_version row
//!                      quota held                chunks durable           the commit point: one transaction
//!                           └── abort, expiry after 24 h: row gone, quota back
//! ```
//!
//! Browsers send idempotent parts ([`create`], [`part`], [`complete`]); they may pause for hours, close the tab,
//! and the server may be killed in between: what was acknowledged stays (INV-A3). Of a large file they send all
//! that they can as one body first ([`Filling`]), which becomes the same parts. Native clients send one [`stream`],
//! which ends with its connection; a short one needs no row of its own, nor does a small file that comes [`whole`]
//! from a browser. All become visible through [`commit`] (INV-A1).
//!
//! A part is a chunk: it is checked against its digest, sealed with a fresh salt, durable on the write quorum, then
//! written down, then acknowledged, in this order. What the account has already is not stored again: the part is
//! that chunk. Chunks of an aborted upload stay on the nodes, unreadable because their key is gone, until garbage
//! collection removes them.
mod begin;
mod commit;
mod complete;
mod count;
mod create;
mod draft;
mod expire;
mod filling;
mod hold;
mod lent;
mod part;
mod part_writer;
mod progress;
mod registry;
mod status;
mod stream;
mod whole;

pub use begin::{Target, Within};
pub(super) use begin::{expect_version, too_many_files};
pub(super) use commit::{Content, Finished, add_version};
pub use complete::{Completed, Told, complete};
pub(super) use count::Counted;
pub(super) use create::give_back;
pub use create::{Created, NewUpload, abort, create, identical};
pub use expire::{abort_streams, expire};
pub use filling::Filling;
pub use part::{NewPart, PartStored, store_part};
pub use registry::Uploads;
pub use status::{Status, find, list};
pub use stream::{NewStream, StreamUpload};
pub use whole::{WholeFile, store_whole};

use super::ServiceError;

/// No such upload, somebody else's, completed, aborted or expired: the caller learns no more.
fn ended() -> ServiceError {
    ServiceError::NotFound("This upload does not exist or has ended. Start it again.".to_owned())
}
