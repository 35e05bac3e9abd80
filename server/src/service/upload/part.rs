//! Stores one part: checked, sealed, durable, written down, acknowledged.
//!
//! The same part may be sent again, by the same device or another one: the first row wins, equal bytes get the same
//! answer, other bytes are refused. A loser's chunk is an orphan for garbage collection; it never becomes part of a
//! file.
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;
use cluster::status::Stored;
use domain::{
    id::UploadId,
    part_digest::PartDigest,
    upload::{Part, PartError},
    vault,
};

use super::{
    create::unless_refused,
    ended, lent,
    part_writer::Written,
    progress::{Durable, Open},
    registry::durable,
};
use crate::{
    app::App,
    auth::Member,
    db,
    service::{
        Reason, ServiceError,
        chunks::{self, Fresh, Kept, blocking},
        hex, vaults,
    },
};

/// A durable part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartStored {
    /// Bytes from the start that are durable without a gap.
    pub durable_prefix: u64,
    /// Copies of this part that are durable now.
    pub durable_copies: u32,
    /// Copies there will be.
    pub target_copies: u32,
}

/// A part as it arrived.
pub struct NewPart {
    /// Where it begins, in bytes.
    pub offset: u64,
    /// What it holds.
    pub bytes: Bytes,
    /// The digest of what was sent.
    pub digest: PartDigest,
}

/// Stores a part.
pub async fn store_part(
    app: &App,
    member: &Member,
    id: UploadId,
    new: NewPart,
) -> Result<PartStored, ServiceError> {
    let open = app.uploads.get(app, member.account(), id).await?;
    let NewPart { offset, bytes, digest: told } = new;
    let part = open.parts.check(offset, bytes.len() as u64).map_err(bad_part)?;
    if part.index == 0 {
        expect_beginning(app, member, &open, &bytes).await?;
    }
    let sealed = {
        let (open, bytes) = (Arc::clone(&open), bytes.clone());
        // Computing for milliseconds holds nobody up there.
        blocking(move || seal(&open, part, &bytes, Some(told))).await??
    };
    let kept = keep(app, &open, part, sealed).await?;
    hash(app, &open, part.index, bytes).await?;
    let (durable_copies, target_copies) = match kept.stored {
        Some(stored) => (stored.durable, stored.target),
        None => (copies(app, &kept.part).await, app.settings.copies.into()),
    };
    Ok(PartStored { durable_prefix: open.durable_prefix(), durable_copies, target_copies })
}

/// Refuses plain bytes in a vault, with all of their upload.
pub(super) async fn expect_beginning(
    app: &App,
    member: &Member,
    open: &Open,
    first: &[u8],
) -> Result<(), ServiceError> {
    let begins_well = vault::plain_bytes_of_file(first, open.row.size).is_some();
    let refused = vaults::expect_beginning(app.db.read(), &open.row, begins_well).await;
    unless_refused(app, member, open.row.id, refused).await
}

fn bad_part(error: PartError) -> ServiceError {
    let field = if matches!(error, PartError::Length { .. }) { "data" } else { "offset" };
    ServiceError::invalid(field, Reason::BadPart, error)
}

/// A part that is not written down yet.
pub(super) enum Sealed {
    /// These very bytes are durable already.
    Known(Durable),
    /// They are sealed now, and this is their digest.
    Fresh(Fresh, PartDigest),
}

/// Verifies the digest that was told, if one was, and seals: computes for milliseconds.
pub(super) fn seal(
    open: &Open,
    part: Part,
    bytes: &[u8],
    told: Option<PartDigest>,
) -> Result<Sealed, ServiceError> {
    let digest = PartDigest::of(bytes, sha256);
    if told.is_some_and(|told| told != digest) {
        let message = "The part does not match its digest: it was damaged on its way. Send it again.";
        return Err(ServiceError::invalid("digest", Reason::BadPart, message));
    }
    if let Some(known) = open.find(part.index) {
        return same_bytes(known, &digest).map(Sealed::Known);
    }
    Ok(Sealed::Fresh(Fresh::seal(&open.key, &open.position(part), &open.comparing, bytes), digest))
}

/// A part that is durable and written down.
pub(super) struct KeptPart {
    part: Durable,
    /// How many copies there are; none when it was there before.
    stored: Option<Stored>,
}

/// Makes a part durable, then writes it down.
pub(super) async fn keep(
    app: &App,
    open: &Open,
    part: Part,
    sealed: Sealed,
) -> Result<KeptPart, ServiceError> {
    let (fresh, digest) = match sealed {
        Sealed::Known(part) => return Ok(KeptPart { part, stored: None }),
        Sealed::Fresh(fresh, digest) => (fresh, digest),
    };
    // Pinned until its row refers to it.
    let Kept { chunk, stored, pinned: _pinned } = chunks::keep(app, &open.comparing, fresh).await?;
    let mine = Durable { chunk, digest };
    let listed = mine.chunk.row(true);
    let row = db::part::Row {
        position: part.index,
        chunk: listed.chunk,
        plain_bytes: part.bytes,
        plain_digest: hex::encode(mine.digest.as_bytes()),
        stored: listed.stored,
        digest: listed.digest,
        lent: lent::sealed(&open.row, &open.key, part.index, &mine.chunk),
    };
    let kept = match app.uploads.writer.write(open.row.id, row).await? {
        Written::New => mine,
        Written::Earlier(row) => same_bytes(durable(open, &row)?, &mine.digest)?,
        Written::Ended => {
            app.uploads.forget(open.row.id);
            return Err(ended());
        }
    };
    open.note(part.index, kept.clone());
    Ok(KeptPart { part: kept, stored })
}

async fn hash(app: &App, open: &Arc<Open>, index: u32, bytes: Bytes) -> Result<(), ServiceError> {
    let (open, room) = (Arc::clone(open), Arc::clone(&app.uploads.room));
    blocking(move || open.digest.lock().add(index, bytes, &room)).await
}

/// How many copies there are of a part that was there before.
async fn copies(app: &App, part: &Durable) -> u32 {
    let copies = app.cluster.copies(&[part.chunk.entry.id]).await.into_iter().next().unwrap_or_default();
    u32::try_from(copies.len()).unwrap_or(u32::MAX)
}

fn same_bytes(known: Durable, digest: &PartDigest) -> Result<Durable, ServiceError> {
    if known.digest == *digest {
        return Ok(known);
    }
    Err(ServiceError::Precondition {
        reason: Reason::PartMismatch,
        message: "Other bytes are stored for this part already. Cancel the upload and start it again."
            .to_owned(),
    })
}

pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    digest(&SHA256, bytes).as_ref().try_into().expect("SHA-256 has 32 bytes")
}
