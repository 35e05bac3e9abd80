//! One file or folder of the tree: found, made, called otherwise, moved. What concerns all that is below it is in `tree`.
//!
//! A folder is a row of `file` without a version. The top has no row: where a folder is asked for, none is the top.
use domain::{
    id::{AccountId, FileId},
    time::Timestamp,
};
use sea_orm::QueryResult;

use super::{
    ConnectionTrait, DbErr, bytes, flag, instant_or_none, one, parsed, places, sql, text, text_or_none,
};

/// A file or a folder, in the trash or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: FileId,
    /// What it is called.
    pub name: String,
    /// The folder it is in; the top when none.
    pub parent: Option<FileId>,
    /// A file, and no folder.
    pub is_file: bool,
    /// When it was moved to the trash.
    pub trashed_at: Option<Timestamp>,
    /// With what it was moved there.
    pub act: Option<String>,
}

impl Entry {
    /// Outside the trash.
    pub const fn is_live(&self) -> bool {
        self.trashed_at.is_none()
    }
}

const COLUMNS: &str = "id, name, parent_id, is_file, trashed_at, trash_act";

/// How a row names a folder.
pub(super) fn folder_key(folder: Option<FileId>) -> String {
    folder.map_or_else(String::new, |id| id.to_string())
}

/// The folder that a row names.
pub(super) fn folder_of(row: &QueryResult, column: &str) -> Result<Option<FileId>, DbErr> {
    if text(row, column)?.is_empty() { Ok(None) } else { parsed(row, column).map(Some) }
}

/// A file or a folder of an account, in the trash or not.
pub async fn find(on: &impl ConnectionTrait, account: AccountId, id: FileId) -> Result<Option<Entry>, DbErr> {
    let query = format!("SELECT {COLUMNS} FROM file WHERE id = $1 AND account_id = $2");
    let row = on.query_one_raw(sql(on, &query, [id.to_string().into(), account.to_string().into()])).await?;
    row.map(|row| read(&row)).transpose()
}

/// The file or folder outside the trash that has this name in a folder.
pub async fn find_by_name(
    on: &impl ConnectionTrait,
    account: AccountId,
    folder: Option<FileId>,
    name_key: &str,
) -> Result<Option<Entry>, DbErr> {
    let query = format!(
        "SELECT {COLUMNS} FROM file
        WHERE account_id = $1 AND parent_id = $2 AND name_key = $3 AND trashed_at IS NULL"
    );
    let values = [account.to_string().into(), folder_key(folder).into(), name_key.into()];
    on.query_one_raw(sql(on, &query, values)).await?.map(|row| read(&row)).transpose()
}

/// Makes an empty folder.
pub async fn insert(
    on: &impl ConnectionTrait,
    (account, id): (AccountId, FileId),
    (folder, name, name_key): (Option<FileId>, &str, &str),
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text =
        "INSERT INTO file (id, account_id, parent_id, name, name_key, current_version, created_at, is_file, changed_at)
        VALUES ($1, $2, $3, $4, $5, '', $6, 0, $6)";
    let values = [
        id.to_string().into(),
        account.to_string().into(),
        folder_key(folder).into(),
        name.into(),
        name_key.into(),
        now.micros().into(),
    ];
    one(on, text, values).await
}

/// Puts a file or a folder outside the trash into a folder under a name; `false` when it is not there.
pub async fn put(
    on: &impl ConnectionTrait,
    (account, id): (AccountId, FileId),
    (folder, name, name_key): (Option<FileId>, &str, &str),
) -> Result<bool, DbErr> {
    let text = "UPDATE file SET parent_id = $3, name = $4, name_key = $5
        WHERE id = $1 AND account_id = $2 AND trashed_at IS NULL";
    let values = [
        id.to_string().into(),
        account.to_string().into(),
        folder_key(folder).into(),
        name.into(),
        name_key.into(),
    ];
    one(on, text, values).await
}

/// Takes a file or a folder, and nothing of what is below it, out of the trash into a folder under a name; `false` when it
/// is not there.
pub async fn take_from_trash(
    on: &impl ConnectionTrait,
    (account, id): (AccountId, FileId),
    (folder, name, name_key): (Option<FileId>, &str, &str),
) -> Result<bool, DbErr> {
    let text = "UPDATE file SET trashed_at = NULL, trash_act = NULL, parent_id = $3, name = $4, name_key = $5
        WHERE id = $1 AND account_id = $2 AND trashed_at IS NOT NULL";
    let values = [
        id.to_string().into(),
        account.to_string().into(),
        folder_key(folder).into(),
        name.into(),
        name_key.into(),
    ];
    one(on, text, values).await
}

/// How many of these are the account's, outside the trash.
pub async fn count_live(on: &impl ConnectionTrait, account: AccountId, ids: &[FileId]) -> Result<u64, DbErr> {
    let places = places(2, ids.len());
    let query = format!(
        "SELECT COUNT(*) AS n FROM file WHERE account_id = $1 AND trashed_at IS NULL AND id IN ({places})"
    );
    let ids = ids.iter().map(|id| id.to_string().into());
    let values = [account.to_string().into()].into_iter().chain(ids);
    match on.query_one_raw(sql(on, &query, values)).await? {
        Some(row) => bytes(&row, "n"),
        None => Ok(0),
    }
}

/// Makes files and folders outside the trash favourites, or no more; how many there were.
pub async fn set_favourite(
    on: &impl ConnectionTrait,
    account: AccountId,
    ids: &[FileId],
    favourite: bool,
) -> Result<u64, DbErr> {
    let places = places(3, ids.len());
    let text = format!(
        "UPDATE file SET favourite = $2 WHERE account_id = $1 AND trashed_at IS NULL AND id IN ({places})"
    );
    let values = [account.to_string().into(), i64::from(favourite).into()];
    let values = values.into_iter().chain(ids.iter().map(|id| id.to_string().into()));
    Ok(on.execute_raw(sql(on, &text, values)).await?.rows_affected())
}

fn read(row: &QueryResult) -> Result<Entry, DbErr> {
    Ok(Entry {
        id: parsed(row, "id")?,
        name: text(row, "name")?,
        parent: folder_of(row, "parent_id")?,
        is_file: flag(row, "is_file")?,
        trashed_at: instant_or_none(row, "trashed_at")?,
        act: text_or_none(row, "trash_act")?,
    })
}
