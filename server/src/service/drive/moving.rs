//! Calls files and folders otherwise and moves them. Whatever is below a folder stays in it: one row changes.
//!
//! Chunks are sealed for their file, so a file that is moved onto another one cannot become its version: it takes its place,
//! and the other one goes to the trash in the same transaction.
use cluster::live::crash;
use domain::{
    file_name::FileName,
    id::{AccountId, FileId},
    policy::entry::Act,
    time::Timestamp,
};

use super::{Conflict, Row, expect_depth, live, path, trash::put_away};
use crate::{
    app::App,
    auth::Member,
    db::{self, Constraint, Transaction, violates},
    service::{
        Reason, ServiceError,
        audit::{self, Outcome},
        names, shares,
    },
};

/// What became of an entry that was to be moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The entry.
    pub id: FileId,
    /// What it is called now.
    pub name: String,
    /// What it was called.
    pub old_name: String,
    /// The folder it was in; the top when none.
    pub old_folder: Option<FileId>,
    /// It was left where it was.
    pub skipped: bool,
    /// The file in whose place it is, which went to the trash.
    pub replaced: Option<FileId>,
}

/// Gives a file or a folder another name; answers that and the old one.
pub async fn rename(
    app: &App,
    member: &Member,
    id: FileId,
    name: &FileName,
) -> Result<(String, String), ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    let account = shares::enter(&tx, member, Some(id), Act::Arrange, now).await?.owner;
    let entry = live(&tx, account, id).await?;
    // Its own name in another case is free to it.
    let is_same = names::stored(&entry.name)?.key() == name.key();
    if !is_same && names::is_taken(&tx, account, entry.parent, name).await? {
        return Err(names::taken(name));
    }
    put(&tx, (account, id), (entry.parent, name)).await?;
    let action = if entry.is_file { "file.rename" } else { "folder.rename" };
    audit::record(&tx, member, action, id, Outcome::Success, now);
    tx.commit().await?;
    Ok((name.as_str().to_owned(), entry.name))
}

/// Keeps entries at hand, or no longer, all of them or none. It says nothing about the files, so no record is made of it.
pub async fn set_favourites(
    app: &App,
    member: &Member,
    ids: &[FileId],
    favourite: bool,
) -> Result<(), ServiceError> {
    let tx = app.db.write().await?;
    let set = db::folder::set_favourite(&tx, member.account(), ids, favourite).await?;
    if set != ids.len() as u64 {
        return Err(super::not_found());
    }
    Ok(tx.commit().await?)
}

/// Moves entries into a folder, all of them or none.
pub async fn move_entries(
    app: &App,
    member: &Member,
    ids: &[FileId],
    target: Option<FileId>,
    choice: Conflict,
) -> Result<Vec<Moved>, ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    db::lock::tree(&tx, member.account()).await?;
    let mut all = Vec::with_capacity(ids.len());
    for &id in ids {
        let entry = live(&tx, member.account(), id).await?;
        let moved = move_one(&tx, (member, now), (&entry, ids), target, choice).await?;
        if !moved.skipped {
            let action = if entry.is_file { "file.move" } else { "folder.move" };
            audit::record(&tx, member, action, id, Outcome::Success, now);
        }
        all.push(moved);
    }
    crash::point("move.before_commit");
    tx.commit().await?;
    crash::point("move.after_commit");
    Ok(all)
}

async fn move_one(
    tx: &Transaction,
    (member, now): (&Member, Timestamp),
    (entry, ids): (&Row, &[FileId]),
    target: Option<FileId>,
    choice: Conflict,
) -> Result<Moved, ServiceError> {
    let account = member.account();
    // Asked for each one: what was moved before may have moved the target.
    let way = path(tx, account, target).await?;
    let stays = |name: String| Moved {
        id: entry.id,
        name,
        old_name: entry.name.clone(),
        old_folder: entry.parent,
        skipped: true,
        replaced: None,
    };
    if entry.parent == target {
        return Ok(stays(entry.name.clone()));
    }
    if !entry.is_file {
        if way.iter().any(|step| step.id == entry.id) {
            return Err(below_itself());
        }
        let height = db::tree::height(tx, account, entry.id, None).await?;
        expect_depth(way.len() + height as usize)?;
    }
    let (mut name, mut replaced) = (names::stored(&entry.name)?, None);
    if names::is_taken(tx, account, target, &name).await? {
        match choice {
            Conflict::Refuse => return Err(names::taken(&name)),
            Conflict::Skip => return Ok(stays(entry.name.clone())),
            Conflict::KeepBoth => name = names::free_form(tx, account, target, &name).await?,
            Conflict::Replace => match db::folder::find_by_name(tx, account, target, &name.key()).await? {
                // What is moved by the same call replaces nothing of it.
                Some(other) if ids.contains(&other.id) => {
                    name = names::free_form(tx, account, target, &name).await?;
                }
                Some(other) if other.is_file && entry.is_file => {
                    put_away(tx, member, (account, &other), now).await?;
                    replaced = Some(other.id);
                }
                // What is in a folder would be gone with one word; and what an upload will make is not there yet.
                _ => return Err(names::taken(&name)),
            },
        }
    }
    put(tx, (account, entry.id), (target, &name)).await?;
    Ok(Moved { skipped: false, replaced, ..stays(name.as_str().to_owned()) })
}

/// The index knows better than what this transaction saw.
async fn put(
    tx: &Transaction,
    ids: (AccountId, FileId),
    (folder, name): (Option<FileId>, &FileName),
) -> Result<(), ServiceError> {
    match db::folder::put(tx, ids, (folder, name.as_str(), &name.key())).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(super::not_found()),
        Err(error) if violates(&error, Constraint::FileName) => Err(names::taken(name)),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn below_itself() -> ServiceError {
    ServiceError::Precondition {
        reason: Reason::BelowItself,
        message: "A folder cannot be put into itself or into a folder below it. Nothing was changed."
            .to_owned(),
    }
}
