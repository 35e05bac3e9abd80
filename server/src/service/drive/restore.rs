//! Takes files and folders out of the trash, to where they were.
//!
//! A folder that is in the trash itself is taken out without the rest of what is in it, or, when there is another one of its
//! name by now, that one is used. What becomes of a name that was taken meanwhile, says who asks; of the folders on the way,
//! a number does. Restoring is quota-neutral, so it cannot fail for space.
use domain::{
    file_name::FileName,
    id::{AccountId, FileId},
    quota::Movement,
};

use super::{
    Conflict, Row, expect_depth, not_found,
    place::{Place, settle},
};
use crate::{
    app::App,
    auth::Member,
    db::{self, Constraint, Transaction, violates},
    service::{
        ServiceError,
        audit::{self, Outcome},
        ledger, names, vaults,
    },
};

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The entry.
    pub id: FileId,
    /// What it is called now.
    pub name: String,
    /// The folder it is in; the top when none. Of what was left in the trash, the folder where its name is taken.
    pub folder: Option<FileId>,
    /// It was left in the trash, because its name is taken.
    pub skipped: bool,
    /// The file in whose place it is, which went to the trash.
    pub replaced: Option<FileId>,
}

/// Takes entries out of the trash, all of them or none, but for those that are to be left there when their names are taken.
pub async fn restore(
    app: &App,
    member: &Member,
    ids: &[FileId],
    choice: Conflict,
) -> Result<Vec<Restored>, ServiceError> {
    let tx = app.db.write().await?;
    db::lock::tree(&tx, member.account()).await?;
    let mut all: Vec<Restored> = Vec::with_capacity(ids.len());
    let mut acts: Vec<String> = Vec::new();
    for &id in ids {
        let entry = db::folder::find(&tx, member.account(), id).await?.ok_or_else(not_found)?;
        match &entry.act {
            Some(act) => {
                acts.push(act.clone());
                all.push(restore_one(app, &tx, member, (&entry, ids), choice).await?);
            }
            // It came back with a folder that was named before it, or was never gone.
            None if !acts.is_empty() => all.push(Restored {
                id,
                name: entry.name,
                folder: entry.parent,
                skipped: false,
                replaced: None,
            }),
            None => return Err(not_found()),
        }
    }
    tx.commit().await?;
    Ok(all)
}

async fn restore_one(
    app: &App,
    tx: &Transaction,
    member: &Member,
    (entry, ids): (&Row, &[FileId]),
    choice: Conflict,
) -> Result<Restored, ServiceError> {
    let (account, now, act) = (member.account(), app.clock.now(), entry.act.as_deref());
    let folder = home(app, tx, member, entry.parent).await?;
    if !entry.is_file {
        let height = db::tree::height(tx, account, entry.id, act).await?;
        expect_depth(depth(tx, account, folder).await? + height as usize)?;
    }
    let skipped = Restored { id: entry.id, name: entry.name.clone(), folder, skipped: true, replaced: None };
    let to = (folder, names::stored(&entry.name)?);
    let Some(Place { name, replaced }) = settle(tx, (member, now), (entry, ids), to, choice).await? else {
        return Ok(skipped);
    };
    let extent = db::tree::extent(tx, account, entry.id, act).await?;
    take_out(tx, account, entry, (folder, &name)).await?;
    if let Some(act) = act.filter(|_| !entry.is_file) {
        db::tree::take_from_trash(tx, account, entry.id, act).await?;
    }
    vaults::expect_fitting(tx, account, (entry.id, folder)).await?;
    ledger::shift(tx, account, Movement::Restore, extent.bytes, entry.id.to_string(), now).await?;
    let action = if entry.is_file { "file.restore" } else { "folder.restore" };
    audit::record(tx, member, action, entry.id, Outcome::Success, now);
    Ok(Restored { name: name.as_str().to_owned(), skipped: false, replaced, ..skipped })
}

/// The folder outside the trash that stands for one that an entry was in. A folder that is gone for good leaves the top.
async fn home(
    app: &App,
    tx: &Transaction,
    member: &Member,
    parent: Option<FileId>,
) -> Result<Option<FileId>, ServiceError> {
    let account = member.account();
    let (mut next, mut trashed) = (parent, Vec::new());
    while let Some(id) = next {
        match db::folder::find(tx, account, id).await? {
            Some(folder) if !folder.is_live() => {
                next = folder.parent;
                trashed.push(folder);
            }
            Some(_) => break,
            None => next = None,
        }
    }
    let mut home = next;
    for folder in trashed.into_iter().rev() {
        let name = names::stored(&folder.name)?;
        let same = db::folder::find_by_name(tx, account, home, &name.key()).await?;
        if let Some(other) = same.filter(|other| !other.is_file) {
            home = Some(other.id);
            continue;
        }
        expect_depth(depth(tx, account, home).await? + 1)?;
        let free = names::free_form(tx, account, home, &name).await?;
        take_out(tx, account, &folder, (home, &free)).await?;
        vaults::expect_fitting(tx, account, (folder.id, home)).await?;
        audit::record(tx, member, "folder.restore", folder.id, Outcome::Success, app.clock.now());
        home = Some(folder.id);
    }
    Ok(home)
}

async fn depth(tx: &Transaction, account: AccountId, folder: Option<FileId>) -> Result<usize, ServiceError> {
    Ok(super::path(tx, account, folder).await?.len())
}

/// Takes the entry itself out.
async fn take_out(
    tx: &Transaction,
    account: AccountId,
    entry: &Row,
    (folder, name): (Option<FileId>, &FileName),
) -> Result<(), ServiceError> {
    match db::folder::take_from_trash(tx, (account, entry.id), (folder, name.as_str(), &name.key())).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(not_found()),
        Err(error) if violates(&error, Constraint::FileName) => Err(names::taken(name)),
        Err(error) => Err(error.into()),
    }
}
