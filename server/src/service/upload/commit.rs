//! The commit point of every upload: one transaction makes the version visible, turns what was held into what is used,
//! and writes the books (INV-A1, INV-A4, INV-C2). It has happened or it has not; there is no state between.
use cluster::{
    crypto::FileKey,
    live::crash,
    manifest::{Manifest, Subject, seal},
};
use domain::{
    file_name::FileName,
    id::{AccountId, FileId, VersionId},
    time::Timestamp,
};

use super::{
    count::{Counted, count, lent},
    ended,
};
use crate::{
    app::App,
    clock::random,
    db::{self, Constraint, Transaction, file::Shown, violates},
    service::{
        Reason, ServiceError,
        audit::{self, Actor},
        chunks::Chunk,
        hex,
        keys::{self, WrappedKey},
        ledger, names, shares, vaults,
    },
};

/// Each further attempt needs another client to have taken the same name in the same instant.
const ATTEMPTS_MAX: u32 = 4;

/// A version whose bytes are all durable and verified.
pub(in crate::service) struct Finished<'a> {
    pub(in crate::service) account: AccountId,
    pub(in crate::service) actor: Actor,
    pub(in crate::service) file: FileId,
    pub(in crate::service) version: VersionId,
    pub(in crate::service) key: &'a FileKey,
    /// Under which master key it was first wrapped; none when it never was.
    pub(in crate::service) made_under: Option<u32>,
    /// Plain bytes of each chunk but the last.
    pub(in crate::service) chunk_bytes: u64,
    pub(in crate::service) chunks: Vec<Chunk>,
    pub(in crate::service) size: u64,
    /// Bytes that are encrypted in it, if it has the form of age; what is not known to have it is in no vault.
    pub(in crate::service) plain_size: Option<u64>,
    pub(in crate::service) sha256: [u8; 32],
    pub(in crate::service) content: Content,
    /// What the file ends, when it comes by a link.
    pub(in crate::service) ticket: Option<String>,
}

/// Where the chunks of a version are from.
#[derive(Clone, Copy)]
pub(in crate::service) enum Content {
    /// They came with it, or were found.
    Stored,
    /// They are those of an older version.
    Restored {
        /// The number of that version.
        of: u32,
        /// When a part of it was found lost.
        damaged_at: Option<Timestamp>,
    },
}

impl<'a> Finished<'a> {
    /// What is at hand of it when it is the version that its file shows.
    pub(in crate::service) fn shown(&self) -> Shown {
        let damaged_at = match self.content {
            Content::Stored => None,
            Content::Restored { damaged_at, .. } => damaged_at,
        };
        let (version, size, plain_size) = (self.version, self.size, self.plain_size);
        Shown { version, size, sha256: hex::encode(&self.sha256), plain_size, damaged_at }
    }

    /// What an upload has become.
    pub(super) fn of(
        upload: &db::upload::Row,
        actor: Actor,
        key: &'a FileKey,
        chunks: Vec<Chunk>,
        size: u64,
        sha256: [u8; 32],
    ) -> Self {
        let (account, file, version) = (upload.account, upload.file, upload.version);
        let chunk_bytes = upload.part_bytes;
        let (made_under, content) = (Some(upload.made_under), Content::Stored);
        Self {
            account,
            actor,
            file,
            version,
            key,
            made_under,
            chunk_bytes,
            chunks,
            size,
            plain_size: None,
            sha256,
            content,
            ticket: None,
        }
    }
}

enum Attempt {
    Committed,
    /// Somebody took the name between our look and our insert.
    NameTaken,
}

/// Makes the version of an upload visible. `reserved` is what it holds of the quota: at least the version's size.
pub(super) async fn commit(
    app: &App,
    upload: &db::upload::Row,
    reserved: u64,
    finished: Finished<'_>,
) -> Result<(), ServiceError> {
    for _ in 0..ATTEMPTS_MAX {
        if let Attempt::Committed = attempt(app, upload, reserved, &finished).await? {
            return Ok(());
        }
    }
    Err(ServiceError::Unavailable("The name was taken again and again. Try again.".to_owned()))
}

async fn attempt(
    app: &App,
    upload: &db::upload::Row,
    reserved: u64,
    finished: &Finished<'_>,
) -> Result<Attempt, ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    db::lock::tree(&tx, upload.account).await?;
    // Before all rows, so that of two who end the same upload the second waits here and then sees that it has ended.
    if !db::upload::complete(&tx, upload.id, finished.size, now).await? {
        return Err(ended());
    }
    shares::expect_allowed(&tx, upload, now).await?;
    if let Some(ticket) = &finished.ticket {
        shares::spend(&tx, ticket, now).await?;
    }
    if upload.replaces {
        if !db::file::show_version(&tx, upload.file, &finished.shown(), now).await? {
            return Err(replaced_is_gone());
        }
    } else {
        let wanted = names::stored(&upload.name)?;
        // The upload is completed inside this transaction, so its own claim to the name no longer counts.
        expect_folder(&tx, upload.account, upload.folder).await?;
        let name = names::free_form(&tx, upload.account, upload.folder, &wanted).await?;
        if !make_file(&tx, finished, (upload.folder, &name), now).await? {
            return Ok(Attempt::NameTaken);
        }
    }
    let counted = count(&tx, &finished.chunks).await?;
    let object = upload.id.to_string();
    ledger::settle(&tx, upload.account, (reserved, counted.bytes), &object, now).await?;
    // Wrapped once more: since the upload began the account may have another key, and that of then may be gone. Behind
    // the balance, in the order of whoever begins an upload.
    let (account, version) = (finished.account, finished.version);
    let wrapped = keys::wrap_file_key(&tx, &app.keyring, account, version, finished.key, now).await?;
    add_version(&tx, finished, (wrapped, &counted), now).await?;
    db::part::forget(&tx, upload.id).await?;
    publish(tx, finished, now).await?;
    Ok(Attempt::Committed)
}

/// Refuses a folder that is in the trash, or gone.
pub(super) async fn expect_folder(
    tx: &Transaction,
    account: AccountId,
    folder: Option<FileId>,
) -> Result<(), ServiceError> {
    let Some(id) = folder else { return Ok(()) };
    let found = db::folder::find(tx, account, id).await?;
    if found.is_some_and(|folder| folder.is_live() && !folder.is_file) {
        return Ok(());
    }
    Err(ServiceError::Precondition {
        reason: Reason::FileInTrash,
        message: "The folder to put the file in was deleted meanwhile. Restore it and finish, or cancel the upload."
            .to_owned(),
    })
}

/// Makes the file in this folder under this name, unless another transaction has just taken it.
pub(super) async fn make_file(
    tx: &Transaction,
    finished: &Finished<'_>,
    (folder, name): (Option<FileId>, &FileName),
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let ids = (finished.account, finished.file);
    let put = (folder, name.as_str(), name.key());
    match db::file::insert(tx, ids, (put.0, put.1, &put.2), &finished.shown(), now).await {
        Ok(_) => Ok(true),
        Err(error) if violates(&error, Constraint::FileName) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Gives the file its version with its list of chunks; answers its number.
pub(in crate::service) async fn add_version(
    tx: &Transaction,
    finished: &Finished<'_>,
    (wrapped, counted): (WrappedKey, &Counted),
    now: Timestamp,
) -> Result<u32, ServiceError> {
    vaults::expect_sealed(tx, finished.account, finished.file, finished.plain_size).await?;
    let version = version(tx, finished, (wrapped, counted.bytes), now).await?;
    db::file::insert_version(tx, &version).await?;
    // In the same transaction as the parts' end: at no moment does nothing refer to these chunks (INV-D7).
    db::file_chunk::list(tx, finished.version, &counted.rows).await?;
    Ok(version.number)
}

/// Writes down who did it, and commits.
pub(super) async fn publish(
    tx: Transaction,
    finished: &Finished<'_>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    audit::record(&tx, finished.actor.clone(), "file.upload", finished.file, audit::Outcome::Success, now);
    crash::point("version.before_commit");
    tx.commit().await?;
    crash::point("version.after_commit");
    Ok(())
}

async fn version(
    tx: &Transaction,
    finished: &Finished<'_>,
    (wrapped, charged): (WrappedKey, u64),
    now: Timestamp,
) -> Result<db::file::Version, ServiceError> {
    let number = db::file::next_number(tx, finished.file).await?;
    let manifest = Manifest {
        version: u64::from(number),
        total_len: finished.size,
        sha256: finished.sha256,
        chunk_bytes: u32::try_from(finished.chunk_bytes).expect("a chunk is far below 4 GiB"),
        chunks: finished.chunks.iter().map(|chunk| chunk.entry).collect(),
        lent: lent(&finished.chunks),
    };
    let subject = Subject {
        account: *finished.account.as_bytes(),
        file: *finished.file.as_bytes(),
        version: *finished.version.as_bytes(),
    };
    let sealed = seal(finished.key, random(), &subject, &manifest);
    let shown = finished.shown();
    let restored_from = match finished.content {
        Content::Stored => None,
        Content::Restored { of, .. } => Some(of),
    };
    Ok(db::file::Version {
        id: shown.version,
        file: finished.file,
        number,
        size: shown.size,
        sha256: shown.sha256,
        manifest_hash: hex::encode(&sealed.hash()),
        manifest: sealed.into_bytes(),
        wrapped_key: wrapped.bytes,
        key_version: wrapped.key_version,
        made_under: finished.made_under.unwrap_or(wrapped.made_under),
        created_at: now,
        damaged_at: shown.damaged_at,
        charged,
        restored_from,
        made_by: finished.actor.account(),
        plain_size: shown.plain_size,
    })
}

fn replaced_is_gone() -> ServiceError {
    ServiceError::Precondition {
        reason: Reason::FileInTrash,
        message: "The file to replace was deleted meanwhile. Restore it and finish, or cancel the upload."
            .to_owned(),
    }
}
