//! `skyshard users`: accounts, as an admin sees and changes them through a running server, and those of another system,
//! which are imported while none runs.
mod accounts;
mod import;
mod read;

use anyhow::Result;

use crate::arguments::{UsersAction, UsersArguments};

/// Does what was asked.
pub(crate) async fn users(arguments: &UsersArguments) -> Result<()> {
    match &arguments.action {
        UsersAction::Import(what) => import::import_file(what, arguments.json).await,
        UsersAction::Accounts(what) => accounts::carry_out(what, arguments.json).await,
    }
}
