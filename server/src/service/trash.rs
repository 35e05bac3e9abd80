//! The trash: where deleted files wait for 30 days, inside the reservation but not as used.
//!
//! Restoring is quota-neutral, so it cannot fail for space. Purging removes a file's rows and with them its keys:
//! nobody can read its chunks from then on (INV-D6). The chunks' space on the nodes returns with the collection of garbage,
//! see `garbage`.
use domain::{
    id::{AccountId, FileId},
    limits::TRASH_LIFE,
    page::Page,
    time::Timestamp,
};

use super::{
    ServiceError, audit,
    drive::{self, Conflict},
    files::{FileEntry, list_place, not_found},
    ledger,
};
use crate::{
    app::App,
    auth::Member,
    db::{self, file_list::Place, heirs::Leaving},
};

const ACTOR: &str = "job:trash";

/// A page of the caller's trash, last deleted first, and how many there are in all.
pub async fn list(app: &App, member: &Member, page: Page) -> Result<(Vec<FileEntry>, u64), ServiceError> {
    list_place(app, member.account(), Place::Trash, "", page).await
}

/// Takes a file out of the trash and answers its name: a numbered one when the old name was taken meanwhile.
pub async fn restore(app: &App, member: &Member, id: FileId) -> Result<String, ServiceError> {
    let found = db::folder::find(app.db.read(), member.account(), id).await?;
    if !found.is_some_and(|entry| entry.is_file) {
        return Err(not_found());
    }
    let restored = drive::restore(app, member, &[id], Conflict::KeepBoth).await?;
    restored.into_iter().next().map(|entry| entry.name).ok_or_else(not_found)
}

/// Removes files and folders that were deleted 30 days ago or earlier. Answers how many.
pub async fn purge_expired(app: &App) -> Result<usize, ServiceError> {
    let now = app.clock.now();
    let latest = now.minus(TRASH_LIFE);
    let mut purged = 0;
    loop {
        let mut progress = 0;
        for (account, id, is_file) in db::trash::list_due(app.db.read(), latest).await? {
            progress += usize::from(purge(app, account, (id, is_file), latest).await?);
        }
        purged += progress;
        // A folder goes when nothing is in it any more: those around it may go now.
        if progress == 0 {
            return Ok(purged);
        }
    }
}

async fn purge(
    app: &App,
    account: AccountId,
    (id, is_file): (FileId, bool),
    latest: Timestamp,
) -> Result<bool, ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    db::lock::tree(&tx, account).await?;
    let bytes = db::file::size_of_versions(&tx, id).await?;
    let passed = db::heirs::pass(&tx, Leaving::File(id)).await?;
    if !db::trash::purge_due(&tx, id, latest).await? {
        return Ok(false);
    }
    if is_file {
        ledger::purge(&tx, account, (bytes, passed), &id.to_string(), now).await?;
    }
    let action = if is_file { "file.purge" } else { "folder.purge" };
    audit::record(&tx, ACTOR, action, id, audit::Outcome::Success, now);
    tx.commit().await?;
    Ok(true)
}
