//! The versions of one file beside each other: listed, taken up again, removed.
use domain::{
    id::{AccountId, FileId, VersionId},
    page::Page,
    time::Timestamp,
    versions::Kept,
};
use sea_orm::QueryResult;

use super::{
    ConnectionTrait, DbErr, bytes, count, count_or_none, execute, file,
    file::{VERSION_COLUMNS, Version},
    flag, instant, instant_or_none, one, parsed, sql, text,
};

/// A version in the list of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Counts up from 1; versions that are gone leave gaps.
    pub number: u32,
    /// Plain bytes.
    pub size: u64,
    /// SHA-256 of the plain bytes, lower-case hex.
    pub sha256: String,
    /// When it was committed.
    pub created_at: Timestamp,
    /// The name of whoever made it; none for somebody without an account, or whose account is gone.
    pub made_by: Option<String>,
    /// It is the one that is shown.
    pub is_current: bool,
    /// The number of the version whose content it took up.
    pub restored_from: Option<u32>,
    /// Bytes that removing it gives back: those of the chunks that no other version shares.
    pub frees: u64,
    /// A part of it was found lost on all nodes.
    pub is_damaged: bool,
}

/// One page of a file's versions, newest first.
pub async fn list(on: &impl ConnectionTrait, id: FileId, page: Page) -> Result<Vec<Listed>, DbErr> {
    let query = "SELECT v.number, v.size, v.sha256, v.created_at, v.restored_from, v.damaged_at, a.username,
            CASE WHEN v.id = f.current_version THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS is_current,
            (SELECT CAST(COALESCE(SUM(c.bytes), 0) AS BIGINT) FROM file_chunk c WHERE c.version_id = v.id
                AND NOT EXISTS (SELECT 1 FROM file_chunk other
                    WHERE other.chunk_id = c.chunk_id AND other.version_id <> v.id)) AS frees
        FROM file_version v JOIN file f ON f.id = v.file_id LEFT JOIN account a ON a.id = v.made_by
        WHERE v.file_id = $1 ORDER BY v.number DESC LIMIT $2 OFFSET $3";
    let values = [id.to_string().into(), i64::from(page.limit()).into(), i64::from(page.offset()).into()];
    on.query_all_raw(sql(on, query, values)).await?.iter().map(listed).collect()
}

fn listed(row: &QueryResult) -> Result<Listed, DbErr> {
    Ok(Listed {
        number: count(row, "number")?,
        size: bytes(row, "size")?,
        sha256: text(row, "sha256")?,
        created_at: instant(row, "created_at")?,
        made_by: row.try_get("", "username")?,
        is_current: flag(row, "is_current")?,
        restored_from: count_or_none(row, "restored_from")?,
        frees: bytes(row, "frees")?,
        is_damaged: instant_or_none(row, "damaged_at")?.is_some(),
    })
}

/// How many versions a file has.
pub async fn count_of(on: &impl ConnectionTrait, id: FileId) -> Result<u64, DbErr> {
    let query = "SELECT COUNT(*) AS n FROM file_version WHERE file_id = $1";
    match on.query_one_raw(sql(on, query, [id.to_string().into()])).await? {
        Some(row) => bytes(&row, "n"),
        None => Ok(0),
    }
}

/// A version of a file outside the trash by its number, with the file's name and whether it is the one shown.
pub async fn find(
    on: &impl ConnectionTrait,
    account: AccountId,
    id: FileId,
    number: u32,
) -> Result<Option<(String, Version, bool)>, DbErr> {
    let query = format!(
        "SELECT f.name, {VERSION_COLUMNS},
            CASE WHEN v.id = f.current_version THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS is_current
        FROM file f JOIN file_version v ON v.file_id = f.id
        WHERE f.id = $1 AND f.account_id = $2 AND v.number = $3 AND f.trashed_at IS NULL"
    );
    let values = [id.to_string().into(), account.to_string().into(), i64::from(number).into()];
    let row = on.query_one_raw(sql(on, &query, values)).await?;
    row.map(|row| Ok((text(&row, "name")?, file::read_version(&row)?, flag(&row, "is_current")?))).transpose()
}

/// Bytes that a version counts in the quota.
pub async fn charged(on: &impl ConnectionTrait, id: VersionId) -> Result<u64, DbErr> {
    let query = "SELECT charged FROM file_version WHERE id = $1";
    match on.query_one_raw(sql(on, query, [id.to_string().into()])).await? {
        Some(row) => bytes(&row, "charged"),
        None => Ok(0),
    }
}

/// Says of no version any more that this account made it.
pub async fn forget_maker(on: &impl ConnectionTrait, account: AccountId) -> Result<u64, DbErr> {
    let text = "UPDATE file_version SET made_by = '' WHERE made_by = $1";
    execute(on, text, [account.to_string().into()]).await
}

/// Removes a version with its key and its list of chunks; `false` when it is gone, or is the one that is shown.
pub async fn remove(on: &impl ConnectionTrait, id: VersionId) -> Result<bool, DbErr> {
    let text = "DELETE FROM file_version WHERE id = $1
        AND NOT EXISTS (SELECT 1 FROM file f WHERE f.id = file_version.file_id AND f.current_version = $1)";
    one(on, text, [id.to_string().into()]).await
}

/// At most `limit` files outside the trash behind this one that were ever replaced, with their owners.
pub async fn replaced(
    on: &impl ConnectionTrait,
    behind: Option<FileId>,
    limit: u32,
) -> Result<Vec<(AccountId, FileId)>, DbErr> {
    let query = "SELECT f.account_id, f.id FROM file f WHERE f.id > $1 AND f.trashed_at IS NULL
            AND f.id IN (SELECT file_id FROM file_version WHERE number > 1 AND file_id > $1)
        ORDER BY f.id LIMIT $2";
    let behind = behind.map_or_else(String::new, |id| id.to_string());
    let rows = on.query_all_raw(sql(on, query, [behind.into(), i64::from(limit).into()])).await?;
    rows.iter().map(|row| Ok((parsed(row, "account_id")?, parsed(row, "id")?))).collect()
}

/// A version as thinning looks at it.
#[derive(Clone, Copy, Debug)]
pub struct Aged {
    /// Its id.
    pub id: VersionId,
    /// Its number and its time.
    pub kept: Kept,
}

/// All versions of a file outside the trash.
pub async fn ages(on: &impl ConnectionTrait, id: FileId) -> Result<Vec<Aged>, DbErr> {
    let query = "SELECT v.id, v.number, v.created_at FROM file_version v JOIN file f ON f.id = v.file_id
        WHERE v.file_id = $1 AND f.trashed_at IS NULL";
    let rows = on.query_all_raw(sql(on, query, [id.to_string().into()])).await?;
    let read = |row: &QueryResult| {
        let kept = Kept { number: count(row, "number")?, at: instant(row, "created_at")? };
        Ok(Aged { id: parsed(row, "id")?, kept })
    };
    rows.iter().map(read).collect()
}
