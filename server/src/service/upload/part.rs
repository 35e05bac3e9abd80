//! Stores one part: checked, sealed, durable, written down, acknowledged.
//!
//! The same part may be sent again, by the same device or another one: the first row wins, equal bytes get the same
//! answer, other bytes are refused. A loser's chunk is an orphan for garbage collection; it never becomes part of a
//! file.
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;
use domain::{
    id::UploadId,
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
    /// SHA-256 of what was sent, when whoever sent it told it with this part.
    pub sha256: Option<[u8; 32]>,
}

/// Stores a part.
pub async fn store_part(
    app: &App,
    member: &Member,
    id: UploadId,
    new: NewPart,
) -> Result<PartStored, ServiceError> {
    let open = app.uploads.get(app, member.account(), id).await?;
    let NewPart { offset, bytes, sha256: told } = new;
    let part = open.parts.check(offset, bytes.len() as u64).map_err(bad_part)?;
    if part.index == 0 {
        let begins_well = vault::plain_bytes_of_file(&bytes, open.row.size).is_some();
        let refused = vaults::expect_beginning(app.db.read(), &open.row, begins_well).await;
        unless_refused(app, member, id, refused).await?;
    }
    match prepare(&open, part, bytes.clone(), told).await? {
        Prepared::Known(known) => answer_again(app, &open, known).await,
        Prepared::Fresh(fresh, sha256) => keep(app, &open, part, bytes, sha256, fresh).await,
    }
}

enum Prepared {
    /// These very bytes are durable already.
    Known(Durable),
    /// They are sealed now, and this is their SHA-256.
    Fresh(Fresh, [u8; 32]),
}

fn bad_part(error: PartError) -> ServiceError {
    let field = if matches!(error, PartError::Length { .. }) { "data" } else { "offset" };
    ServiceError::invalid(field, Reason::BadPart, error)
}

/// Verifies the digest that was told and seals, where computing for milliseconds holds nobody up.
async fn prepare(
    open: &Arc<Open>,
    part: Part,
    bytes: Bytes,
    told: Option<[u8; 32]>,
) -> Result<Prepared, ServiceError> {
    let open = Arc::clone(open);
    blocking(move || {
        let sha256: [u8; 32] = digest(&SHA256, &bytes).as_ref().try_into().expect("SHA-256 has 32 bytes");
        if told.is_some_and(|told| told != sha256) {
            let message = "The part does not match its digest: it was damaged on its way. Send it again.";
            return Err(ServiceError::invalid("digest", Reason::BadPart, message));
        }
        if let Some(known) = open.find(part.index) {
            return same_bytes(known, sha256).map(Prepared::Known);
        }
        let fresh = Fresh::seal(&open.key, &open.position(part), &open.comparing, &bytes);
        Ok(Prepared::Fresh(fresh, sha256))
    })
    .await?
}

async fn keep(
    app: &App,
    open: &Arc<Open>,
    part: Part,
    bytes: Bytes,
    sha256: [u8; 32],
    fresh: Fresh,
) -> Result<PartStored, ServiceError> {
    // Pinned until its row refers to it.
    let Kept { chunk, stored, pinned: _pinned } = chunks::keep(app, &open.comparing, fresh).await?;
    let mine = Durable { chunk, sha256 };
    let listed = mine.chunk.row(true);
    let row = db::part::Row {
        position: part.index,
        chunk: listed.chunk,
        plain_bytes: part.bytes,
        plain_sha256: hex::encode(&sha256),
        stored: listed.stored,
        digest: listed.digest,
        lent: lent::sealed(&open.row, &open.key, part.index, &mine.chunk),
    };
    let kept = match app.uploads.writer.write(open.row.id, row).await? {
        Written::New => mine,
        Written::Earlier(row) => same_bytes(durable(open, &row)?, sha256)?,
        Written::Ended => {
            app.uploads.forget(open.row.id);
            return Err(ended());
        }
    };
    open.note(part.index, kept.clone());
    hash(app, open, part.index, bytes).await?;
    let Some(stored) = stored else { return answer_again(app, open, kept).await };
    let (durable_copies, target_copies) = (stored.durable, stored.target);
    Ok(PartStored { durable_prefix: open.durable_prefix(), durable_copies, target_copies })
}

async fn hash(app: &App, open: &Arc<Open>, index: u32, bytes: Bytes) -> Result<(), ServiceError> {
    let (open, room) = (Arc::clone(open), Arc::clone(&app.uploads.room));
    blocking(move || open.digest.lock().add(index, bytes, &room)).await
}

async fn answer_again(app: &App, open: &Open, known: Durable) -> Result<PartStored, ServiceError> {
    let copies = app.cluster.copies(&[known.chunk.entry.id]).await.into_iter().next().unwrap_or_default();
    Ok(PartStored {
        durable_prefix: open.durable_prefix(),
        durable_copies: u32::try_from(copies.len()).unwrap_or(u32::MAX),
        target_copies: app.settings.copies.into(),
    })
}

fn same_bytes(known: Durable, sha256: [u8; 32]) -> Result<Durable, ServiceError> {
    if known.sha256 == sha256 {
        return Ok(known);
    }
    Err(ServiceError::Precondition {
        reason: Reason::PartMismatch,
        message: "Other bytes are stored for this part already. Cancel the upload and start it again."
            .to_owned(),
    })
}
