//! Makes folders.
use domain::{
    file_name::FileName,
    id::{AccountId, FileId},
    policy::entry::Act,
    time::Timestamp,
};

use super::{FolderEntry, expect_depth, expect_place, path};
use crate::{
    app::App,
    auth::Member,
    clock::random,
    db::{self, Constraint, Transaction, violates},
    service::{
        ServiceError,
        audit::{self, Actor, Outcome},
        names, shares,
    },
};

/// Makes an empty folder.
pub async fn create(
    app: &App,
    member: &Member,
    parent: Option<FileId>,
    name: &FileName,
) -> Result<FolderEntry, ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    let account = shares::enter(&tx, member, parent, Act::Fill, now).await?.owner;
    let made = make(app, &tx, (account, member.into()), (parent, name), now).await?;
    tx.commit().await?;
    Ok(made)
}

/// The same inside of a transaction, under the lock of the tree.
pub(in crate::service) async fn make(
    app: &App,
    tx: &Transaction,
    whose: (AccountId, Actor),
    (parent, name): (Option<FileId>, &FileName),
    now: Timestamp,
) -> Result<FolderEntry, ServiceError> {
    expect_depth(path(tx, whose.0, parent).await?.len() + 1)?;
    if names::is_taken(tx, whose.0, parent, name).await? {
        return Err(names::taken(name));
    }
    let id = insert(app, tx, whose, (parent, name), now).await?;
    let (name, created_at) = (name.as_str().to_owned(), now);
    Ok(FolderEntry { id, name, parent, created_at, files: 0, folders: 0, favourite: false, is_vault: false })
}

/// Follows the names from a folder down and makes those that are missing; the folder at the end. Inside the transaction
/// and under the lock of whoever wants to put something there.
pub(in crate::service) async fn way(
    app: &App,
    tx: &Transaction,
    (account, actor): (AccountId, Actor),
    (parent, names): (Option<FileId>, &[FileName]),
    now: Timestamp,
) -> Result<Option<FileId>, ServiceError> {
    expect_depth(path(tx, account, parent).await?.len() + names.len())?;
    let mut folder = parent;
    for name in names {
        folder = Some(match db::folder::find_by_name(tx, account, folder, &name.key()).await? {
            Some(entry) if !entry.is_file => entry.id,
            Some(_) => return Err(names::taken(name)),
            None if names::is_taken(tx, account, folder, name).await? => return Err(names::taken(name)),
            None => insert(app, tx, (account, actor.clone()), (folder, name), now).await?,
        });
    }
    Ok(folder)
}

/// Makes the folder, whose name is free as far as this transaction sees.
async fn insert(
    app: &App,
    tx: &Transaction,
    (account, actor): (AccountId, Actor),
    (parent, name): (Option<FileId>, &FileName),
    now: Timestamp,
) -> Result<FileId, ServiceError> {
    expect_place(tx, account, app.settings.files_max).await?;
    let id = FileId::from_random(random());
    match db::folder::insert(tx, (account, id), (parent, name.as_str(), &name.key()), now).await {
        Ok(_) => {}
        Err(error) if violates(&error, Constraint::FileName) => return Err(names::taken(name)),
        Err(error) => return Err(error.into()),
    }
    audit::record(tx, actor, "folder.create", id, Outcome::Success, now);
    Ok(id)
}
