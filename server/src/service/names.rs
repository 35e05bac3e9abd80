//! Which name a file or a folder gets. A name of a folder is taken by a file or folder in it that is outside the trash, and
//! by an upload that will make a file in it.
use domain::{
    file_name::FileName,
    id::{AccountId, FileId},
};

use super::{Reason, ServiceError};
use crate::db::{self, ConnectionTrait};

/// The last number that is tried: "report (1000).pdf".
const NUMBER_MAX: u32 = 1_000;

/// Reads a name that was stored.
pub fn stored(text: &str) -> Result<FileName, ServiceError> {
    FileName::parse(text).map_err(|error| ServiceError::Internal(error.into()))
}

/// Whether a file, a folder or an open upload has the name in a folder; none is the top.
pub async fn is_taken(
    on: &impl ConnectionTrait,
    account: AccountId,
    folder: Option<FileId>,
    name: &FileName,
) -> Result<bool, ServiceError> {
    let key = name.key();
    Ok(db::folder::find_by_name(on, account, folder, &key).await?.is_some()
        || db::upload::name_taken(on, account, folder, &key).await?)
}

/// The name, or the first of its numbered forms that is free in the folder.
pub async fn free_form(
    on: &impl ConnectionTrait,
    account: AccountId,
    folder: Option<FileId>,
    name: &FileName,
) -> Result<FileName, ServiceError> {
    if !is_taken(on, account, folder, name).await? {
        return Ok(name.clone());
    }
    for number in 2..=NUMBER_MAX {
        let form = name.numbered(number);
        if !is_taken(on, account, folder, &form).await? {
            return Ok(form);
        }
    }
    Err(taken(name))
}

/// What is answered when a name is not free.
pub fn taken(name: &FileName) -> ServiceError {
    ServiceError::Taken {
        reason: Reason::NameTaken,
        message: format!("There is already something called {name}, or it is being uploaded."),
    }
}
