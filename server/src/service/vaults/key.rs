//! What opens a vault. Whoever reaches something in it may have it: without the passphrase it opens nothing.
use domain::{id::FileId, policy::entry::Act, vault::SealedIdentity};

use crate::{
    app::App,
    auth::Member,
    db,
    service::{
        ServiceError,
        audit::{self, Outcome},
        shares,
    },
};

/// The key of a vault.
pub type Key = db::vault::Row;

/// The key of the vault that an entry is or is in.
pub async fn find(app: &App, member: &Member, entry: FileId) -> Result<Key, ServiceError> {
    let owner = shares::reach(app, member, entry, Act::Look).await?.owner;
    db::vault::around(app.db.read(), owner, entry).await?.ok_or_else(no_vault)
}

/// Keeps the identity of one of the caller's vaults under another passphrase. That it is the same identity, only its
/// owner's program can see.
pub async fn change_passphrase(
    app: &App,
    member: &Member,
    vault: FileId,
    identity: &SealedIdentity,
) -> Result<(), ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    shares::enter(&tx, member, Some(vault), Act::Own, now).await?;
    if !db::vault::change_identity(&tx, vault, identity.as_bytes(), now).await? {
        return Err(no_vault());
    }
    audit::record(&tx, member, "vault.passphrase", vault, Outcome::Success, now);
    Ok(tx.commit().await?)
}

fn no_vault() -> ServiceError {
    ServiceError::NotFound("This is no vault, and in none.".to_owned())
}
