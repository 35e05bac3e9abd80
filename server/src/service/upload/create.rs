//! Begins and aborts uploads in parts.
use domain::{
    id::{AccountId, UploadId},
    quota::Movement,
    time::Timestamp,
    upload::{OnConflict, Parts},
};

use super::{
    begin::{Target, Wish, begin},
    ended,
    progress::Open,
};
use crate::{
    app::App,
    auth::Member,
    db::{self, Transaction, upload::Kind},
    service::{Reason, ServiceError, audit, hex, ledger, names},
};

/// What a client wants to upload.
#[derive(Clone, Debug)]
pub struct NewUpload {
    /// The file's name.
    pub name: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256 in hex, or nothing.
    pub sha256: String,
    /// Folder; there is only the top yet.
    pub parent_id: String,
    /// When the name is taken.
    pub on_conflict: OnConflict,
}

/// A begun upload.
#[derive(Clone, Debug)]
pub struct Created {
    /// Its id.
    pub id: UploadId,
    /// The name the file will have.
    pub name: String,
    /// Bytes of every part but the last.
    pub part_bytes: u64,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

/// Begins an upload and holds its size of the quota. Refused, nothing is charged.
pub async fn create(app: &App, member: &Member, new: NewUpload) -> Result<Created, ServiceError> {
    let name = names::parse("filename", &new.name)?;
    let size = size(new.size)?;
    let parts =
        Parts::of(size).map_err(|error| ServiceError::invalid("size", Reason::InvalidArgument, error))?;
    if !new.parent_id.is_empty() {
        return Err(ServiceError::NotFound("There is no such folder.".to_owned()));
    }
    let wish = Wish {
        account: member.account(),
        kind: Kind::Parts,
        target: Target::Name(name, new.on_conflict),
        size,
        reserved: size,
        sha256: checksum(&new.sha256)?,
    };
    let (row, key) = begin(app, wish).await?;
    let created = Created {
        id: row.id,
        name: row.name.clone(),
        part_bytes: row.part_bytes,
        expires_at: row.expires_at,
    };
    app.uploads.remember(Open::new(row, key, parts));
    Ok(created)
}

/// Ends an upload and answers how many bytes it held of the quota.
pub async fn abort(app: &App, member: &Member, id: UploadId) -> Result<u64, ServiceError> {
    let now = app.clock.now();
    if db::upload::find(app.db.read(), member.account(), id, now).await?.is_none() {
        return Err(ended());
    }
    let tx = app.db.write().await?;
    let freed = give_back(&tx, member.account(), id, now).await?.ok_or_else(ended)?;
    audit::record(&tx, member.account(), "upload.abort", id, audit::Outcome::Success, now).await?;
    tx.commit().await?;
    app.uploads.forget(id);
    Ok(freed)
}

/// Removes an upload that has not ended and returns what it held; none when it has ended.
pub(super) async fn give_back(
    tx: &Transaction,
    account: AccountId,
    id: UploadId,
    now: Timestamp,
) -> Result<Option<u64>, ServiceError> {
    let Some(held) = db::upload::abort(tx, account, id).await? else { return Ok(None) };
    ledger::shift(tx, account, Movement::Abort, held, id.to_string(), now).await?;
    Ok(Some(held))
}

/// A size that a client declared.
pub(super) fn size(bytes: i64) -> Result<u64, ServiceError> {
    u64::try_from(bytes)
        .map_err(|_| ServiceError::invalid("size", Reason::InvalidArgument, "A file cannot have fewer than 0 bytes."))
}

/// A digest that a client declared, in the one spelling that is stored; none when it declared none.
pub(super) fn checksum(text: &str) -> Result<Option<String>, ServiceError> {
    if text.is_empty() {
        return Ok(None);
    }
    let digest = hex::digest(text).ok_or_else(|| {
        ServiceError::invalid("sha256", Reason::InvalidArgument, "A SHA-256 checksum has 64 hex digits.")
    })?;
    Ok(Some(hex::encode(&digest)))
}
