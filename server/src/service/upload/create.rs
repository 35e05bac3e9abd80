//! Begins and aborts uploads in parts.
use domain::{
    file_name::FileName,
    id::{AccountId, FileId, UploadId},
    quota::Movement,
    time::Timestamp,
    upload::{OnConflict, Parts},
};

use super::{
    begin::{Sender, Target, Wish, Within, begin},
    ended,
    progress::Open,
};
use crate::{
    app::App,
    auth::Member,
    db::{self, ConnectionTrait, Transaction, upload::Kind},
    service::{Reason, ServiceError, audit, chunks::Comparing, hex, ledger},
};

/// What a client wants to upload.
#[derive(Clone, Debug)]
pub struct NewUpload {
    /// The file's name.
    pub name: FileName,
    /// How it is cut, which tells its size.
    pub parts: Parts,
    /// Its digest, when already known.
    pub sha256: Option<[u8; 32]>,
    /// The folder; the top when none.
    pub parent: Option<FileId>,
    /// Folders below it, outermost first; those that are missing are made.
    pub folders: Vec<FileName>,
    /// When the name is taken.
    pub on_conflict: OnConflict,
}

impl From<&NewUpload> for Target {
    fn from(new: &NewUpload) -> Self {
        let within = Within { folder: new.parent, folders: new.folders.clone() };
        Self::Name(new.name.clone(), new.on_conflict, within)
    }
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
    let size = new.parts.file_bytes();
    let wish = Wish {
        sender: Sender::Member(member),
        kind: Kind::Parts,
        target: Target::from(&new),
        size,
        reserved: size,
        sha256: new.sha256.map(|digest| hex::encode(&digest)),
    };
    let (row, key) = begin(app, wish).await?;
    let created = Created {
        id: row.id,
        name: row.name.clone(),
        part_bytes: row.part_bytes,
        expires_at: row.expires_at,
    };
    let comparing = Comparing::new(app, (row.account, Some(row.uploader)), row.size).await?;
    app.uploads.remember(Open::new(row, key, comparing, new.parts));
    Ok(created)
}

/// The file that an upload would replace, and its name, when its content is the same as what would be sent.
pub async fn identical(
    app: &App,
    member: &Member,
    new: &NewUpload,
) -> Result<Option<(FileId, String)>, ServiceError> {
    let (Some(sha256), OnConflict::Replace) = (new.sha256, new.on_conflict) else { return Ok(None) };
    let (on, account) = (app.db.read(), member.account());
    let Some(entry) = namesake(on, account, new).await? else { return Ok(None) };
    let found = db::file::find_current(on, account, entry.id).await?;
    let same = |version: &db::file::Version| {
        version.size == new.parts.file_bytes()
            && version.sha256 == hex::encode(&sha256)
            && version.damaged_at.is_none()
    };
    Ok(found.filter(|(_, version)| same(version)).map(|(name, version)| (version.file, name)))
}

/// What has the name where an upload goes.
pub(super) async fn namesake(
    on: &impl ConnectionTrait,
    account: AccountId,
    new: &NewUpload,
) -> Result<Option<db::folder::Entry>, ServiceError> {
    let mut folder = new.parent;
    for name in &new.folders {
        match db::folder::find_by_name(on, account, folder, &name.key()).await? {
            Some(entry) if !entry.is_file => folder = Some(entry.id),
            _ => return Ok(None),
        }
    }
    Ok(db::folder::find_by_name(on, account, folder, &new.name.key()).await?)
}

/// Ends an upload and answers how many bytes it held of the quota.
pub async fn abort(app: &App, member: &Member, id: UploadId) -> Result<u64, ServiceError> {
    let now = app.clock.now();
    let found = db::upload::find(app.db.read(), member.account(), id, now).await?.ok_or_else(ended)?;
    let tx = app.db.write().await?;
    let freed = give_back(&tx, found.account, id, now).await?.ok_or_else(ended)?;
    audit::record(&tx, member, "upload.abort", id, audit::Outcome::Success, now);
    tx.commit().await?;
    app.uploads.forget(id);
    Ok(freed)
}

/// What a vault refused for good is not kept waiting: its upload ends, and what it held is free.
pub(super) async fn unless_refused<T>(
    app: &App,
    member: &Member,
    id: UploadId,
    result: Result<T, ServiceError>,
) -> Result<T, ServiceError> {
    if let Err(ServiceError::Precondition { reason: Reason::VaultRefusesPlaintext, .. }) = &result {
        // Whoever ended it meanwhile did the same.
        let _ended = abort(app, member, id).await;
    }
    result
}

/// Removes an upload that has not ended and returns what it held; none when it has ended.
pub(in crate::service) async fn give_back(
    tx: &Transaction,
    account: AccountId,
    id: UploadId,
    now: Timestamp,
) -> Result<Option<u64>, ServiceError> {
    let Some(held) = db::upload::abort(tx, account, id).await? else { return Ok(None) };
    ledger::shift(tx, account, Movement::Abort, held, id.to_string(), now).await?;
    Ok(Some(held))
}
