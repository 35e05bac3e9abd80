//! Takes files and folders out of the trash, to where they were.
//!
//! A folder that is in the trash itself is taken out without the rest of what is in it, or, when there is another one of its
//! name by now, that one is used. Restoring is quota-neutral, so it cannot fail for space.
use domain::{
    id::{AccountId, FileId},
    quota::Movement,
};

use super::{Row, expect_depth, not_found};
use crate::{
    app::App,
    auth::Member,
    db::{self, Constraint, Transaction, violates},
    service::{
        ServiceError,
        audit::{self, Outcome},
        ledger, names,
    },
};

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The entry.
    pub id: FileId,
    /// What it is called now.
    pub name: String,
    /// The folder it is in; the top when none.
    pub folder: Option<FileId>,
}

/// Takes entries out of the trash, all of them or none.
pub async fn restore(app: &App, member: &Member, ids: &[FileId]) -> Result<Vec<Restored>, ServiceError> {
    let tx = app.db.write().await?;
    db::lock::tree(&tx, member.account()).await?;
    let mut all: Vec<Restored> = Vec::with_capacity(ids.len());
    let mut acts: Vec<String> = Vec::new();
    for &id in ids {
        let entry = db::folder::find(&tx, member.account(), id).await?.ok_or_else(not_found)?;
        match &entry.act {
            Some(act) => {
                acts.push(act.clone());
                all.push(restore_one(app, &tx, member, &entry).await?);
            }
            // It came back with a folder that was named before it, or was never gone.
            None if !acts.is_empty() => all.push(Restored { id, name: entry.name, folder: entry.parent }),
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
    entry: &Row,
) -> Result<Restored, ServiceError> {
    let (account, now, act) = (member.account(), app.clock.now(), entry.act.as_deref());
    let folder = home(app, tx, member, entry.parent).await?;
    if !entry.is_file {
        let height = db::tree::height(tx, account, entry.id, act).await?;
        expect_depth(depth(tx, account, folder).await? + height as usize)?;
    }
    let extent = db::tree::extent(tx, account, entry.id, act).await?;
    let name = take_out(tx, account, entry, folder).await?;
    if let Some(act) = act.filter(|_| !entry.is_file) {
        db::tree::take_from_trash(tx, account, entry.id, act).await?;
    }
    ledger::shift(tx, account, Movement::Restore, extent.bytes, entry.id.to_string(), now).await?;
    let action = if entry.is_file { "file.restore" } else { "folder.restore" };
    audit::record(tx, member, action, entry.id, Outcome::Success, now);
    Ok(Restored { id: entry.id, name, folder })
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
        take_out(tx, account, &folder, home).await?;
        audit::record(tx, member, "folder.restore", folder.id, Outcome::Success, app.clock.now());
        home = Some(folder.id);
    }
    Ok(home)
}

async fn depth(tx: &Transaction, account: AccountId, folder: Option<FileId>) -> Result<usize, ServiceError> {
    Ok(super::path(tx, account, folder).await?.len())
}

/// Takes the entry itself out; answers its name there.
async fn take_out(
    tx: &Transaction,
    account: AccountId,
    entry: &Row,
    folder: Option<FileId>,
) -> Result<String, ServiceError> {
    let name = names::free_form(tx, account, folder, &names::stored(&entry.name)?).await?;
    let put = (folder, name.as_str(), name.key());
    match db::folder::take_from_trash(tx, (account, entry.id), (put.0, put.1, &put.2)).await {
        Ok(true) => Ok(name.as_str().to_owned()),
        Ok(false) => Err(not_found()),
        Err(error) if violates(&error, Constraint::FileName) => Err(names::taken(&name)),
        Err(error) => Err(error.into()),
    }
}
