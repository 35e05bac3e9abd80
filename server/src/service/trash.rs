//! The trash: where deleted files wait for 30 days, inside the reservation but not as used.
//!
//! Restoring is quota-neutral, so it cannot fail for space. Purging removes a file's rows and with them its keys:
//! nobody can read its chunks from then on (INV-D6). The chunks' space on the nodes returns with the collection of garbage,
//! see `garbage`.
use domain::{id::FileId, limits::TRASH_LIFE, page::Page, quota::Movement};

use super::{
    ServiceError, audit,
    files::{FileEntry, list_place, not_found},
    ledger, names,
};
use crate::{
    app::App,
    auth::Member,
    db::{self, Constraint, file_list::Place, violates},
};

const ACTOR: &str = "job:trash";

/// A page of the caller's trash, last deleted first, and how many there are in all.
pub async fn list(app: &App, member: &Member, page: Page) -> Result<(Vec<FileEntry>, u64), ServiceError> {
    list_place(app, member.account(), Place::Trash, "", page).await
}

/// Takes a file out of the trash and answers its name: a numbered one when the old name was taken meanwhile.
pub async fn restore(app: &App, member: &Member, id: FileId) -> Result<String, ServiceError> {
    let (account, now) = (member.account(), app.clock.now());
    let tx = app.db.write().await?;
    let old = db::file::find_trashed_name(&tx, account, id).await?.ok_or_else(not_found)?;
    let old = names::stored(&old)?;
    let name = names::free_form(&tx, account, &old).await?;
    match db::file::take_from_trash(&tx, account, id, (name.as_str(), &name.key())).await {
        Ok(true) => {}
        Ok(false) => return Err(not_found()),
        Err(error) if violates(&error, Constraint::FileName) => return Err(names::taken(&name)),
        Err(error) => return Err(error.into()),
    }
    let bytes = db::file::size_of_versions(&tx, id).await?;
    ledger::shift(&tx, account, Movement::Restore, bytes, id.to_string(), now).await?;
    audit::record(&tx, member, "file.restore", id, audit::Outcome::Success, now);
    tx.commit().await?;
    Ok(name.as_str().to_owned())
}

/// Removes files that were deleted 30 days ago or earlier. Answers how many.
pub async fn purge_expired(app: &App) -> Result<usize, ServiceError> {
    let now = app.clock.now();
    let latest = now.minus(TRASH_LIFE);
    let mut purged = 0;
    for (account, id) in db::file::list_due(app.db.read(), latest).await? {
        let tx = app.db.write().await?;
        let bytes = db::file::size_of_versions(&tx, id).await?;
        if db::file::purge(&tx, id, latest).await? {
            ledger::shift(&tx, account, Movement::Purge, bytes, id.to_string(), now).await?;
            audit::record(&tx, ACTOR, "file.purge", id, audit::Outcome::Success, now);
            tx.commit().await?;
            purged += 1;
        }
    }
    Ok(purged)
}
