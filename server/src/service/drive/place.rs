//! The name that an entry gets in the folder it goes to, by a move or out of the trash, and what goes to the trash for it.
//!
//! Chunks are sealed for their file, so a file that is put onto another one cannot become its version: it takes its place,
//! and the other one goes to the trash in the same transaction.
use domain::{file_name::FileName, id::FileId, time::Timestamp};

use super::{Conflict, Row, trash::put_away};
use crate::{
    auth::Member,
    db::{self, Transaction},
    service::{ServiceError, names},
};

/// What was decided for an entry.
pub(super) struct Place {
    /// Its name there.
    pub(super) name: FileName,
    /// The file in whose place it comes, which is in the trash now.
    pub(super) replaced: Option<FileId>,
}

/// Decides it for one of the entries that go by the same call, which is to be called so; none when it is to be left where it
/// is.
pub(super) async fn settle(
    tx: &Transaction,
    (member, now): (&Member, Timestamp),
    (entry, ids): (&Row, &[FileId]),
    (folder, name): (Option<FileId>, FileName),
    choice: Conflict,
) -> Result<Option<Place>, ServiceError> {
    let account = member.account();
    let alone = |name| Ok(Some(Place { name, replaced: None }));
    if !names::is_taken(tx, account, folder, &name).await? {
        return alone(name);
    }
    match choice {
        Conflict::Refuse => Err(names::taken(&name)),
        Conflict::Skip => Ok(None),
        Conflict::KeepBoth => alone(names::free_form(tx, account, folder, &name).await?),
        Conflict::Replace => match db::folder::find_by_name(tx, account, folder, &name.key()).await? {
            // What goes by the same call replaces nothing of it.
            Some(other) if ids.contains(&other.id) => {
                alone(names::free_form(tx, account, folder, &name).await?)
            }
            Some(other) if other.is_file && entry.is_file => {
                put_away(tx, member, (account, &other), now).await?;
                Ok(Some(Place { name, replaced: Some(other.id) }))
            }
            // What is in a folder would be gone with one word; and what an upload will make is not there yet.
            _ => Err(names::taken(&name)),
        },
    }
}
