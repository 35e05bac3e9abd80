//! The commit point of every upload: one transaction makes the version visible, turns what was held into what is used,
//! and writes the books (INV-A1, INV-A4, INV-C2). It has happened or it has not; there is no state between.
use cluster::{
    crypto::FileKey,
    live::crash,
    manifest::{ChunkEntry, Manifest, Subject, seal},
};
use domain::{file_name::FileName, quota::Movement, time::Timestamp};

use super::ended;
use crate::{
    app::App,
    clock::random,
    db::{self, Constraint, Transaction, violates},
    service::{Reason, ServiceError, audit, hex, ledger, names},
};

/// Each further attempt needs another client to have taken the same name in the same instant.
const ATTEMPTS_MAX: u32 = 4;

/// An upload whose bytes are all durable and verified.
pub(super) struct Finished<'a> {
    pub(super) upload: &'a db::upload::Row,
    pub(super) key: &'a FileKey,
    pub(super) chunks: Vec<ChunkEntry>,
    pub(super) size: u64,
    pub(super) sha256: [u8; 32],
    /// What the upload holds of the quota: at least `size`.
    pub(super) reserved: u64,
}

enum Attempt {
    Committed,
    /// Somebody took the name between our look and our insert.
    NameTaken,
}

/// Makes the version visible.
pub(super) async fn commit(app: &App, finished: Finished<'_>) -> Result<(), ServiceError> {
    for _ in 0..ATTEMPTS_MAX {
        if let Attempt::Committed = attempt(app, &finished).await? {
            return Ok(());
        }
    }
    Err(ServiceError::Unavailable("The name was taken again and again. Try again.".to_owned()))
}

async fn attempt(app: &App, finished: &Finished<'_>) -> Result<Attempt, ServiceError> {
    let now = app.clock.now();
    let upload = finished.upload;
    let tx = app.db.write().await?;
    // First, so that of two who end the same upload the second waits here and then sees that it has ended.
    if !db::upload::complete(&tx, upload.id, finished.size, now).await? {
        return Err(ended());
    }
    if upload.replaces {
        if !db::file::show_version(&tx, upload.file, upload.version).await? {
            return Err(replaced_is_gone());
        }
    } else {
        let wanted = names::stored(&upload.name)?;
        // The upload is completed inside this transaction, so its own claim to the name no longer counts.
        let name = names::free_form(&tx, upload.account, &wanted).await?;
        if !make_file(&tx, upload, &name, now).await? {
            return Ok(Attempt::NameTaken);
        }
    }
    add_version(&tx, finished, now).await?;
    move_quota(&tx, finished, now).await?;
    db::part::forget(&tx, upload.id).await?;
    publish(tx, upload, now).await?;
    Ok(Attempt::Committed)
}

/// Makes the file under this name, unless another transaction has just taken it.
pub(super) async fn make_file(
    tx: &Transaction,
    upload: &db::upload::Row,
    name: &FileName,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let ids = (upload.account, upload.file);
    match db::file::insert(tx, ids, (name.as_str(), &name.key()), upload.version, now).await {
        Ok(_) => Ok(true),
        Err(error) if violates(&error, Constraint::FileName) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Gives the file its version with its list of chunks.
pub(super) async fn add_version(
    tx: &Transaction,
    finished: &Finished<'_>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    db::file::insert_version(tx, &version(tx, finished, now).await?).await?;
    // In the same transaction as the parts' end: at no moment does nothing refer to these chunks (INV-D7).
    let chunks: Vec<String> = finished.chunks.iter().map(|entry| entry.id.to_string()).collect();
    db::file_chunk::list(tx, finished.upload.version, &chunks).await?;
    Ok(())
}

/// Writes down who did it, and commits.
pub(super) async fn publish(
    tx: Transaction,
    upload: &db::upload::Row,
    now: Timestamp,
) -> Result<(), ServiceError> {
    audit::record(&tx, upload.account, "file.upload", upload.file, audit::Outcome::Success, now).await?;
    crash::point("version.before_commit");
    tx.commit().await?;
    crash::point("version.after_commit");
    Ok(())
}

async fn version(
    tx: &Transaction,
    finished: &Finished<'_>,
    now: Timestamp,
) -> Result<db::file::Version, ServiceError> {
    let upload = finished.upload;
    let number = db::file::next_number(tx, upload.file).await?;
    let manifest = Manifest {
        version: u64::from(number),
        total_len: finished.size,
        sha256: finished.sha256,
        chunk_bytes: u32::try_from(upload.part_bytes).expect("a chunk is far below 4 GiB"),
        chunks: finished.chunks.clone(),
    };
    let subject = Subject {
        account: *upload.account.as_bytes(),
        file: *upload.file.as_bytes(),
        version: *upload.version.as_bytes(),
    };
    let sealed = seal(finished.key, random(), &subject, &manifest);
    Ok(db::file::Version {
        id: upload.version,
        file: upload.file,
        number,
        size: finished.size,
        sha256: hex::encode(&finished.sha256),
        manifest_hash: hex::encode(&sealed.hash()),
        manifest: sealed.into_bytes(),
        wrapped_key: upload.wrapped_key.clone(),
        key_version: upload.key_version,
        created_at: now,
        damaged_at: None,
    })
}

async fn move_quota(tx: &Transaction, finished: &Finished<'_>, now: Timestamp) -> Result<(), ServiceError> {
    let (account, object) = (finished.upload.account, finished.upload.id.to_string());
    let unused = finished.reserved - finished.size;
    if unused > 0 {
        ledger::shift(tx, account, Movement::Abort, unused, object.clone(), now).await?;
    }
    ledger::shift(tx, account, Movement::Commit, finished.size, object, now).await
}

fn replaced_is_gone() -> ServiceError {
    ServiceError::Precondition {
        reason: Reason::FileInTrash,
        message: "The file to replace was deleted meanwhile. Restore it and finish, or cancel the upload."
            .to_owned(),
    }
}
