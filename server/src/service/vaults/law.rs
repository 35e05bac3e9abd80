//! What may be in a vault: files of which every version has the form of age, and folders that are no vaults.
//!
//! Whatever makes a version visible goes through `upload::add_version`, and whatever puts an entry somewhere else through
//! `drive::moving` or `drive::restore`. Each of them asks here, in its transaction and behind what it changed: a door that
//! is made one day has no other way in.
use domain::id::{AccountId, FileId};

use super::within;
use crate::{
    db::{self, ConnectionTrait, vault::Misfit},
    service::{Reason, ServiceError},
};

/// Refuses a version of a file in a vault that has not the form of age: that holds so many bytes under it.
pub async fn expect_sealed(
    on: &impl ConnectionTrait,
    account: AccountId,
    file: FileId,
    plain_size: Option<u64>,
) -> Result<(), ServiceError> {
    match plain_size {
        Some(_) => Ok(()),
        None if db::vault::around(on, account, file).await?.is_none() => Ok(()),
        None => Err(refused("This is not encrypted")),
    }
}

/// Refuses bytes that do not begin so, before the rest of them has come. What does not know yet where it goes is asked at
/// its end.
pub async fn expect_beginning(
    on: &impl ConnectionTrait,
    upload: &db::upload::Row,
    begins_well: bool,
) -> Result<(), ServiceError> {
    let target = if upload.replaces { Some(upload.file) } else { upload.folder };
    match target {
        Some(target) if !begins_well => expect_sealed(on, upload.account, target, None).await,
        _ => Ok(()),
    }
}

/// Refuses what has just come into a folder, if that is in a vault and not all of it may be.
pub async fn expect_fitting(
    on: &impl ConnectionTrait,
    account: AccountId,
    (entry, folder): (FileId, Option<FileId>),
) -> Result<(), ServiceError> {
    let Some(folder) = folder else { return Ok(()) };
    if db::vault::around(on, account, folder).await?.is_none() {
        return Ok(());
    }
    match db::vault::misfit(on, account, entry).await? {
        None => Ok(()),
        Some(Misfit { is_file: false, .. }) => Err(within()),
        Some(Misfit { name, .. }) => {
            Err(refused(&format!("\u{201c}{name}\u{201d} is not encrypted, or was not once")))
        }
    }
}

/// Refuses a folder that is in a vault.
pub async fn expect_no_vault(
    on: &impl ConnectionTrait,
    account: AccountId,
    folder: Option<FileId>,
) -> Result<(), ServiceError> {
    let Some(folder) = folder else { return Ok(()) };
    match db::vault::around(on, account, folder).await? {
        None => Ok(()),
        Some(_) => Err(within()),
    }
}

fn refused(what: &str) -> ServiceError {
    ServiceError::Precondition {
        reason: Reason::VaultRefusesPlaintext,
        message: format!(
            "{what}, and a vault takes only files that are: age files, whole ones. Nothing of it was stored there. Upload it \
             in the page or by skyshard put, which encrypt it first, or encrypt it with age."
        ),
    }
}
