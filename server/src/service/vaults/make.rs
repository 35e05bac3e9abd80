//! Makes vaults: empty, so that nothing in one was ever plain.
use domain::{
    file_name::FileName,
    id::{AccountId, FileId},
    policy::entry::Act,
    vault::{Recipient, SealedIdentity},
};

use super::expect_no_vault;
use crate::{
    app::App,
    auth::Member,
    db,
    service::{
        ServiceError,
        audit::{self, Outcome},
        drive::{self, FolderEntry},
        shares,
    },
};

/// A vault that somebody wants.
pub struct NewVault {
    /// The folder to make it in; the top when none.
    pub parent: Option<FileId>,
    /// What it is called.
    pub name: FileName,
    /// Whom its files will be for.
    pub recipient: Recipient,
    /// What will open them.
    pub identity: SealedIdentity,
}

/// Makes an empty vault.
pub async fn create(app: &App, member: &Member, new: NewVault) -> Result<FolderEntry, ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    let account = shares::enter(&tx, member, new.parent, Act::Fill, now).await?.owner;
    expect_no_vault(&tx, account, new.parent).await?;
    let folder = drive::make(app, &tx, (account, member.into()), (new.parent, &new.name), now).await?;
    let row = db::vault::Row {
        folder: folder.id,
        recipient: new.recipient.to_string(),
        sealed_identity: new.identity.into_bytes(),
        created_at: now,
        changed_at: now,
    };
    db::vault::insert(&tx, &row).await?;
    audit::record(&tx, member, "vault.create", folder.id, Outcome::Success, now);
    tx.commit().await?;
    Ok(FolderEntry { is_vault: true, ..folder })
}

/// Gives an empty copy of a folder its key, if the folder is a vault.
pub async fn copy(app: &App, account: AccountId, (from, to): (FileId, FileId)) -> Result<(), ServiceError> {
    let Some(key) = db::vault::find(app.db.read(), from).await? else { return Ok(()) };
    let tx = app.db.write().await?;
    db::lock::tree(&tx, account).await?;
    expect_no_vault(&tx, account, Some(to)).await?;
    db::vault::insert(&tx, &db::vault::Row { folder: to, ..key }).await?;
    Ok(tx.commit().await?)
}
