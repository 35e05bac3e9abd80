//! Which name a file gets. A name is taken by a file outside the trash and by an upload that will make one.
use domain::{file_name::FileName, id::AccountId};

use super::{Reason, ServiceError};
use crate::db::{self, ConnectionTrait, Transaction};

/// The last number that is tried: "report (1000).pdf".
const NUMBER_MAX: u32 = 1_000;

/// Reads a name that was stored.
pub fn stored(text: &str) -> Result<FileName, ServiceError> {
    FileName::parse(text).map_err(|error| ServiceError::Internal(error.into()))
}

/// Whether a file or an open upload has the name.
pub async fn is_taken(
    on: &impl ConnectionTrait,
    account: AccountId,
    name: &FileName,
) -> Result<bool, ServiceError> {
    let key = name.key();
    Ok(db::file::find_by_name(on, account, &key).await?.is_some()
        || db::upload::name_taken(on, account, &key).await?)
}

/// The name, or the first of its numbered forms that is free.
pub async fn free_form(
    tx: &Transaction,
    account: AccountId,
    name: &FileName,
) -> Result<FileName, ServiceError> {
    if !is_taken(tx, account, name).await? {
        return Ok(name.clone());
    }
    for number in 2..=NUMBER_MAX {
        let form = name.numbered(number);
        if !is_taken(tx, account, &form).await? {
            return Ok(form);
        }
    }
    Err(taken(name))
}

/// What is answered when a name is not free.
pub fn taken(name: &FileName) -> ServiceError {
    ServiceError::Taken {
        reason: Reason::NameTaken,
        message: format!("There is already a file called {name}, or one is being uploaded."),
    }
}
