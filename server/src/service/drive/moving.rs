//! Calls files and folders otherwise and moves them. Whatever is below a folder stays in it: one row changes.
use cluster::live::crash;
use domain::{
    file_name::FileName,
    id::{AccountId, FileId},
    policy::entry::Act,
    time::Timestamp,
};

use super::{
    Conflict, Row, expect_depth, live, path,
    place::{Place, settle},
};
use crate::{
    app::App,
    auth::Member,
    db::{self, Constraint, Transaction, violates},
    service::{
        Reason, ServiceError,
        audit::{self, Outcome},
        names, shares, vaults,
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

/// Where entries go.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// The folder; the top when none.
    pub folder: Option<FileId>,
    /// What a single one is to be called there; when none, as it is.
    pub name: Option<FileName>,
}

impl From<Option<FileId>> for Target {
    fn from(folder: Option<FileId>) -> Self {
        Self { folder, name: None }
    }
}

/// Moves entries into a folder, all of them or none.
pub async fn move_entries(
    app: &App,
    member: &Member,
    ids: &[FileId],
    target: impl Into<Target>,
    choice: Conflict,
) -> Result<Vec<Moved>, ServiceError> {
    let target = target.into();
    let now = app.clock.now();
    let tx = app.db.write().await?;
    db::lock::tree(&tx, member.account()).await?;
    let mut all = Vec::with_capacity(ids.len());
    for &id in ids {
        let entry = live(&tx, member.account(), id).await?;
        let moved = move_one(&tx, (member, now), (&entry, ids), &target, choice).await?;
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
    Target { folder, name }: &Target,
    choice: Conflict,
) -> Result<Moved, ServiceError> {
    let (account, folder) = (member.account(), *folder);
    // Asked for each one: what was moved before may have moved the target.
    let way = path(tx, account, folder).await?;
    let stays = |name: String| Moved {
        id: entry.id,
        name,
        old_name: entry.name.clone(),
        old_folder: entry.parent,
        skipped: true,
        replaced: None,
    };
    let own = names::stored(&entry.name)?;
    let name = name.clone().unwrap_or_else(|| own.clone());
    let is_there = entry.parent == folder && name.key() == own.key();
    if is_there && name == own {
        return Ok(stays(entry.name.clone()));
    }
    if !entry.is_file {
        if way.iter().any(|step| step.id == entry.id) {
            return Err(below_itself());
        }
        let height = db::tree::height(tx, account, entry.id, None).await?;
        expect_depth(way.len() + height as usize)?;
    }
    // Its own name in another case is free to it.
    let place = match is_there {
        true => Some(Place { name, replaced: None }),
        false => settle(tx, (member, now), (entry, ids), (folder, name), choice).await?,
    };
    let Some(Place { name, replaced }) = place else { return Ok(stays(entry.name.clone())) };
    put(tx, (account, entry.id), (folder, &name)).await?;
    Ok(Moved { skipped: false, replaced, ..stays(name.as_str().to_owned()) })
}

/// The index knows better than what this transaction saw.
async fn put(
    tx: &Transaction,
    ids: (AccountId, FileId),
    (folder, name): (Option<FileId>, &FileName),
) -> Result<(), ServiceError> {
    match db::folder::put(tx, ids, (folder, name.as_str(), &name.key())).await {
        Ok(true) => vaults::expect_fitting(tx, ids.0, (ids.1, folder)).await,
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
