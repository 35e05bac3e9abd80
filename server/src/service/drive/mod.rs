//! Folders, and what is done to several files and folders at once.
//!
//! A folder is an entry that holds others; it has no bytes. Entries are named by their ids, so that a folder of any size is
//! moved or called otherwise by changing one row. Laws, each decided inside the one transaction that could break it, under
//! the account's `lock::tree`:
//!
//! - two entries of a folder outside the trash have two names (the database's `file_name_unique` decides at last)
//! - no folder is below itself
//! - what is outside the trash is in folders outside the trash: a folder takes all below it along, as one act
//! - no way from the top is longer than `FOLDER_DEPTH_MAX` folders
//!
//! | Module | For |
//! |---|---|
//! | `list` | what is in a folder, what is in the trash |
//! | `search`, `similar` | what is called so, what is called almost as it was typed |
//! | `make` | folders, and the missing ones of a way |
//! | `moving` | another name, another folder |
//! | `place` | the name that something gets where it goes, and what it takes the place of |
//! | `trash`, `restore`, `purge` | the way to the trash, back, and out for good |
//! | `tags` | the words that its owner puts on them |
//! | `copy` | the same bytes once more |
//! | `zip` | a folder as a download |
//! | `ways` | the folders above others |
//! | `usage` | what takes the space |
//! | `activity` | what happened to one of them |
mod activity;
mod copy;
mod list;
mod make;
mod moving;
mod place;
mod purge;
mod restore;
mod search;
mod similar;
mod tags;
mod trash;
mod usage;
mod ways;
mod zip;

use domain::{
    id::{AccountId, FileId},
    limits::FOLDER_DEPTH_MAX,
    upload::OnConflict,
};

pub use activity::{Doer, Event, activity};
pub use copy::{Copied, Copy, copy};
pub use list::{Entry, FolderEntry, Lent, Listing, Trashed, list, list_trash};
pub use make::create;
pub(super) use make::{make, way};
pub use moving::{Moved, Target, move_entries, rename, set_favourites};
pub use purge::purge;
pub use restore::{Restored, restore};
pub use search::{Found, Results, Search, search};
pub use tags::{Tagging, Tags, list_tags, set_tags};
pub use trash::{Gone, trash};
pub use usage::{Day, Usage, usage};
pub use zip::FolderZip;

use super::{Reason, ServiceError};
use crate::db::{self, ConnectionTrait, folder::Entry as Row};

/// What to do with an entry whose name is taken where it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// Refuse everything.
    Refuse,
    /// Give it a number.
    KeepBoth,
    /// Leave it where it is.
    Skip,
    /// Put it in the place of the other one, if both are files.
    Replace,
}

impl From<Conflict> for OnConflict {
    /// As an upload knows it; who wants to skip has looked before, and refuses what came meanwhile.
    fn from(choice: Conflict) -> Self {
        match choice {
            Conflict::KeepBoth => Self::KeepBoth,
            Conflict::Refuse | Conflict::Skip => Self::Refuse,
            Conflict::Replace => Self::Replace,
        }
    }
}

/// An entry of the account's outside the trash.
pub(super) async fn live(
    on: &impl ConnectionTrait,
    account: AccountId,
    id: FileId,
) -> Result<Row, ServiceError> {
    db::folder::find(on, account, id).await?.filter(Row::is_live).ok_or_else(not_found)
}

/// The way to a folder outside the trash, itself included; nothing for the top.
pub(super) async fn path(
    on: &impl ConnectionTrait,
    account: AccountId,
    folder: Option<FileId>,
) -> Result<Vec<db::tree::Step>, ServiceError> {
    let Some(id) = folder else { return Ok(Vec::new()) };
    let found = db::folder::find(on, account, id).await?;
    if !found.is_some_and(|entry| entry.is_live() && !entry.is_file) {
        return Err(no_folder());
    }
    Ok(db::tree::path(on, account, id).await?)
}

/// Refuses a way that is longer than folders may be deep.
fn expect_depth(folders: usize) -> Result<(), ServiceError> {
    if u32::try_from(folders).is_ok_and(|folders| folders <= FOLDER_DEPTH_MAX) {
        return Ok(());
    }
    Err(ServiceError::Precondition {
        reason: Reason::TooDeep,
        message: format!(
            "Folders are at most {FOLDER_DEPTH_MAX} deep, and this would be deeper. Nothing was changed."
        ),
    })
}

/// Refuses another entry when the account has as many as it may.
pub(super) async fn expect_place(
    on: &impl ConnectionTrait,
    account: AccountId,
    files_max: u32,
) -> Result<(), ServiceError> {
    if db::upload::count_files(on, account).await? < u64::from(files_max) {
        return Ok(());
    }
    Err(super::upload::too_many_files(files_max))
}

/// No such file or folder, somebody else's, or not where it was looked for: the caller learns no more (K39).
pub(super) fn not_found() -> ServiceError {
    ServiceError::NotFound("There is no such file or folder.".to_owned())
}

/// The same of a folder to put something into.
pub(super) fn no_folder() -> ServiceError {
    ServiceError::NotFound("There is no such folder.".to_owned())
}
