//! Every account and every file, a page at a time in the order of their ids, without anything secret.
use domain::{
    id::{AccountId, FileId, VersionId},
    time::Timestamp,
};
use sea_orm::QueryResult;

use super::{
    ConnectionTrait, DbErr, bytes, count, count_or_none, file, flag, folder::folder_of, instant,
    instant_or_none, parsed, sql, text,
};

/// Rows of a page.
const PAGE: u32 = 200;

/// An account and its balance.
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// As its owner writes it.
    pub username: String,
    /// Where mail goes.
    pub email: String,
    /// What it may do.
    pub role: String,
    /// When its address was proved.
    pub verified_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Bytes reserved for it; none if it has no seat.
    pub reserved_bytes: u64,
    /// Bytes of its files.
    pub used_bytes: u64,
    /// Bytes of its trash.
    pub trash_bytes: u64,
}

/// A version of a file.
pub struct Version {
    /// The file.
    pub file: FileId,
    /// Whose it is.
    pub owner: AccountId,
    /// Its name.
    pub name: String,
    /// The folder it is in; the top when none.
    pub folder: Option<FileId>,
    /// When it was moved to the trash.
    pub trashed_at: Option<Timestamp>,
    /// The version.
    pub id: VersionId,
    /// Its number, from 1.
    pub number: u32,
    /// Whether it is the one shown.
    pub is_current: bool,
    /// Plain bytes.
    pub size: u64,
    /// SHA-256 of the plain bytes, lower-case hex.
    pub sha256: String,
    /// When it was stored.
    pub created_at: Timestamp,
    /// When a part of it was found lost on all nodes.
    pub damaged_at: Option<Timestamp>,
    /// Bytes that it counts in the quota.
    pub charged: u64,
    /// The number of the version whose content it took up.
    pub restored_from: Option<u32>,
    /// Who made it; none for somebody without an account, or whose account is gone.
    pub made_by: Option<AccountId>,
}

/// A page of the accounts behind this one.
pub async fn accounts(on: &impl ConnectionTrait, behind: Option<AccountId>) -> Result<Vec<Account>, DbErr> {
    let query = "SELECT a.id, a.username, a.email, a.role, a.verified_at, a.created_at,
        COALESCE(q.reservation, 0) AS reservation, COALESCE(q.used, 0) AS used, COALESCE(q.trash, 0) AS trash
        FROM account a LEFT JOIN quota q ON q.account_id = a.id WHERE a.id > $1 ORDER BY a.id LIMIT $2";
    let behind = behind.map_or_else(String::new, |id| id.to_string());
    let rows = on.query_all_raw(sql(on, query, [behind.into(), i64::from(PAGE).into()])).await?;
    rows.iter().map(account).collect()
}

fn account(row: &QueryResult) -> Result<Account, DbErr> {
    Ok(Account {
        id: parsed(row, "id")?,
        username: text(row, "username")?,
        email: text(row, "email")?,
        role: text(row, "role")?,
        verified_at: instant_or_none(row, "verified_at")?,
        created_at: instant(row, "created_at")?,
        reserved_bytes: bytes(row, "reservation")?,
        used_bytes: bytes(row, "used")?,
        trash_bytes: bytes(row, "trash")?,
    })
}

/// A page of the versions behind this one.
pub async fn versions(on: &impl ConnectionTrait, behind: Option<VersionId>) -> Result<Vec<Version>, DbErr> {
    let query =
        "SELECT f.id AS file_id, f.account_id, f.name, f.parent_id, f.trashed_at, v.id, v.number, v.size, v.sha256,
        v.created_at, v.damaged_at, v.charged, v.restored_from, v.made_by, CASE WHEN v.id = f.current_version THEN 1 ELSE 0 END AS is_current
        FROM file_version v JOIN file f ON f.id = v.file_id WHERE v.id > $1 ORDER BY v.id LIMIT $2";
    let behind = behind.map_or_else(String::new, |id| id.to_string());
    let rows = on.query_all_raw(sql(on, query, [behind.into(), i64::from(PAGE).into()])).await?;
    rows.iter().map(version).collect()
}

fn version(row: &QueryResult) -> Result<Version, DbErr> {
    Ok(Version {
        file: parsed(row, "file_id")?,
        owner: parsed(row, "account_id")?,
        name: text(row, "name")?,
        folder: folder_of(row, "parent_id")?,
        trashed_at: instant_or_none(row, "trashed_at")?,
        id: parsed(row, "id")?,
        number: count(row, "number")?,
        is_current: flag(row, "is_current")?,
        size: bytes(row, "size")?,
        sha256: text(row, "sha256")?,
        created_at: instant(row, "created_at")?,
        damaged_at: instant_or_none(row, "damaged_at")?,
        charged: bytes(row, "charged")?,
        restored_from: count_or_none(row, "restored_from")?,
        made_by: file::read_maker(row)?,
    })
}

/// A folder, in the trash or not.
pub struct Folder {
    /// Its id.
    pub id: FileId,
    /// Whose it is.
    pub owner: AccountId,
    /// What it is called.
    pub name: String,
    /// The folder it is in; the top when none.
    pub parent: Option<FileId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was moved to the trash.
    pub trashed_at: Option<Timestamp>,
}

/// A page of the folders behind this one.
pub async fn folders(on: &impl ConnectionTrait, behind: Option<FileId>) -> Result<Vec<Folder>, DbErr> {
    let query = "SELECT id, account_id, name, parent_id, created_at, trashed_at FROM file
        WHERE is_file = 0 AND id > $1 ORDER BY id LIMIT $2";
    let behind = behind.map_or_else(String::new, |id| id.to_string());
    let rows = on.query_all_raw(sql(on, query, [behind.into(), i64::from(PAGE).into()])).await?;
    rows.iter().map(folder).collect()
}

fn folder(row: &QueryResult) -> Result<Folder, DbErr> {
    Ok(Folder {
        id: parsed(row, "id")?,
        owner: parsed(row, "account_id")?,
        name: text(row, "name")?,
        parent: folder_of(row, "parent_id")?,
        created_at: instant(row, "created_at")?,
        trashed_at: instant_or_none(row, "trashed_at")?,
    })
}

/// The chunks of a version, in the order of their ids.
pub async fn chunks(on: &impl ConnectionTrait, version: VersionId) -> Result<Vec<String>, DbErr> {
    let query = "SELECT chunk_id FROM file_chunk WHERE version_id = $1 ORDER BY chunk_id";
    let rows = on.query_all_raw(sql(on, query, [version.to_string().into()])).await?;
    rows.iter().map(|row| text(row, "chunk_id")).collect()
}
