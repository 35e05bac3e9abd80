//! Privacy: taking everything out that the server knows of one, and being forgotten (C28, K23, SEC-66, SEC-67).
//!
//! What there is of a person stands in [`crate::db::personal`], table by table: the export reads by it, and the erasure
//! removes by it, so that neither can forget what the other knows.
//!
//! ```text
//! make ──link, 24 h──→ download: a zip, streamed as it is read
//! request ──24 h──→ erased: keys first of all, then everything else, in one transaction
//!    └── sign in and keep: as if nothing had been
//! ```
//!
//! [`link`] makes links, [`archive`] streams what is behind one; [`request`] begins an erasure and keeps an account
//! after all, [`erase`] does it when its time has come.
pub mod archive;
pub mod erase;
pub mod link;
pub(super) mod names;
pub(super) mod parts;
mod records;
pub mod request;

use domain::time::Timestamp;

use super::ServiceError;
use crate::{app::App, auth::Member, db};

/// What an archive would hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Files, each older version counted as one.
    pub files: u64,
    /// Their bytes. The records come on top; they are small.
    pub bytes: u64,
    /// From when on another archive can be made.
    pub next_at: Option<Timestamp>,
}

/// How much an archive of the caller would hold now.
pub async fn extent(app: &App, member: &Member) -> Result<Extent, ServiceError> {
    let (files, bytes) = db::personal_archive::extent(app.db.read(), member.account()).await?;
    let newest = db::personal_archive::newest(app.db.read(), member.account()).await?;
    Ok(Extent { files, bytes, next_at: newest.map(link::next_at).filter(|at| *at > app.clock.now()) })
}
