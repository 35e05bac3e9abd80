//! What takes the space of an account: sums over its files, and over what moved.
use domain::{
    file_kind::FileKind,
    id::{AccountId, FileId},
    limits::FOLDER_DEPTH_MAX,
    saved::Saved,
    time::Timestamp,
};

use super::{
    ConnectionTrait, DbErr, bytes, file_list::ends_with_one_of, folder::folder_key, parsed, sql, text,
};

/// Files of one sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many.
    pub files: u64,
    /// Bytes of all their versions; chunks that versions share count once.
    pub bytes: u64,
}

/// A folder with all below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderSum {
    /// Which.
    pub id: FileId,
    /// What it is called.
    pub name: String,
    /// What is in it.
    pub sum: Sum,
}

/// What moved from one place of the books to another on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The day: how many began since the epoch.
    pub day: u64,
    /// The place the bytes left.
    pub source: String,
    /// The place they went to.
    pub target: String,
    /// How many.
    pub bytes: u64,
}

/// What sharing and packing save.
pub async fn saved(on: &impl ConnectionTrait, account: AccountId) -> Result<Saved, DbErr> {
    let query = "SELECT CAST(COALESCE(SUM(v.size), 0) AS BIGINT) AS kept,
            CAST(COALESCE(SUM(v.charged), 0) AS BIGINT) AS counted,
            CAST(COALESCE(SUM((SELECT SUM(c.stored) FROM file_chunk c
                WHERE c.version_id = v.id AND c.counted = 1)), 0) AS BIGINT) AS stored
        FROM file f JOIN file_version v ON v.file_id = f.id WHERE f.account_id = $1";
    match on.query_one_raw(sql(on, query, [account.to_string().into()])).await? {
        Some(row) => Ok(Saved {
            kept: bytes(&row, "kept")?,
            counted: bytes(&row, "counted")?,
            stored: bytes(&row, "stored")?,
        }),
        None => Ok(Saved::default()),
    }
}

/// The files outside the trash by what they seem to be, the largest sum first.
pub async fn by_kind(on: &impl ConnectionTrait, account: AccountId) -> Result<Vec<(FileKind, Sum)>, DbErr> {
    let known = FileKind::KNOWN.map(|kind| {
        let word = kind.word();
        format!("WHEN {} THEN '{word}'", ends_with_one_of(kind.endings()))
    });
    let kind = format!("CASE {} ELSE '' END", known.join(" "));
    let query = format!(
        "SELECT {kind} AS kind, COUNT(DISTINCT f.id) AS files, CAST(SUM(v.charged) AS BIGINT) AS bytes
        FROM file f JOIN file_version v ON v.file_id = f.id
        WHERE f.account_id = $1 AND f.is_file = 1 AND f.trashed_at IS NULL GROUP BY 1 ORDER BY 3 DESC, 1"
    );
    let rows = on.query_all_raw(sql(on, &query, [account.to_string().into()])).await?;
    let read = |row: &sea_orm::QueryResult| {
        let kind = FileKind::called(&text(row, "kind")?).unwrap_or(FileKind::Other);
        Ok((kind, Sum { files: bytes(row, "files")?, bytes: bytes(row, "bytes")? }))
    };
    rows.iter().map(read).collect()
}

/// The folders in a folder outside the trash, each with all below it, the largest first.
pub async fn by_folder(
    on: &impl ConnectionTrait,
    account: AccountId,
    folder: Option<FileId>,
    most: u32,
) -> Result<Vec<FolderSum>, DbErr> {
    let query = "WITH RECURSIVE below (id, top, depth) AS (
            SELECT id, id, CAST(1 AS BIGINT) FROM file
            WHERE account_id = $1 AND parent_id = $2 AND is_file = 0 AND trashed_at IS NULL
            UNION ALL
            SELECT f.id, b.top, b.depth + 1 FROM below b CROSS JOIN file f
            WHERE f.account_id = $1 AND f.parent_id = b.id AND f.is_file = 0 AND f.trashed_at IS NULL AND b.depth <= $3
        ), sums (top, files, bytes) AS (
            SELECT b.top, COUNT(DISTINCT f.id), CAST(SUM(v.charged) AS BIGINT)
            FROM below b CROSS JOIN file f CROSS JOIN file_version v
            WHERE f.account_id = $1 AND f.parent_id = b.id AND f.is_file = 1 AND f.trashed_at IS NULL
                AND v.file_id = f.id
            GROUP BY b.top
        ) SELECT t.id, t.name, s.files, s.bytes FROM sums s JOIN file t ON t.id = s.top
        ORDER BY s.bytes DESC, t.name_key LIMIT $4";
    let values = [
        account.to_string().into(),
        folder_key(folder).into(),
        i64::from(FOLDER_DEPTH_MAX).into(),
        i64::from(most).into(),
    ];
    let rows = on.query_all_raw(sql(on, query, values)).await?;
    let read = |row: &sea_orm::QueryResult| {
        let sum = Sum { files: bytes(row, "files")?, bytes: bytes(row, "bytes")? };
        Ok(FolderSum { id: parsed(row, "id")?, name: text(row, "name")?, sum })
    };
    rows.iter().map(read).collect()
}

/// The files in a folder itself, outside the trash.
pub async fn within(
    on: &impl ConnectionTrait,
    account: AccountId,
    folder: Option<FileId>,
) -> Result<Sum, DbErr> {
    let query = "SELECT COUNT(DISTINCT f.id) AS files, CAST(COALESCE(SUM(v.charged), 0) AS BIGINT) AS bytes
        FROM file f JOIN file_version v ON v.file_id = f.id
        WHERE f.account_id = $1 AND f.parent_id = $2 AND f.is_file = 1 AND f.trashed_at IS NULL";
    let values = [account.to_string().into(), folder_key(folder).into()];
    match on.query_one_raw(sql(on, query, values)).await? {
        Some(row) => Ok(Sum { files: bytes(&row, "files")?, bytes: bytes(&row, "bytes")? }),
        None => Ok(Sum::default()),
    }
}

/// What moved since then, by day.
pub async fn moved(
    on: &impl ConnectionTrait,
    account: AccountId,
    since: Timestamp,
) -> Result<Vec<Moved>, DbErr> {
    let query =
        "SELECT at / 86400000000 AS day, source, target, CAST(SUM(bytes) AS BIGINT) AS bytes FROM ledger
        WHERE account_id = $1 AND at >= $2 GROUP BY 1, source, target";
    let rows = on.query_all_raw(sql(on, query, [account.to_string().into(), since.micros().into()])).await?;
    let read = |row: &sea_orm::QueryResult| {
        Ok(Moved {
            day: bytes(row, "day")?,
            source: text(row, "source")?,
            target: text(row, "target")?,
            bytes: bytes(row, "bytes")?,
        })
    };
    rows.iter().map(read).collect()
}
