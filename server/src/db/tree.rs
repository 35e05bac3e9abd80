//! What concerns a folder with all that is above or below it.
//!
//! A tree is at most [`FOLDER_DEPTH_MAX`] folders deep, and no folder is below itself; the bound in the statements only keeps
//! one that somebody wrote by hand from running for ever. `CROSS JOIN` tells SQLite to begin with the folders that were
//! found, as PostgreSQL does by itself: it would go through the whole account for each of them otherwise.
use domain::{
    id::{AccountId, FileId},
    limits::FOLDER_DEPTH_MAX,
    time::Timestamp,
};

use super::{
    ConnectionTrait, DbErr, bytes, count, execute, flag, folder::folder_key, instant, instant_or_none,
    parsed, sql, text,
};

/// A folder on a way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its id.
    pub id: FileId,
    /// What it is called.
    pub name: String,
}

/// What a folder and all below it come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Files.
    pub files: u64,
    /// Folders, the one itself included.
    pub folders: u64,
    /// Bytes of all versions; chunks that versions share count once.
    pub bytes: u64,
}

/// The way from the top to a folder or file and to itself, whether or not they are in the trash.
pub async fn path(on: &impl ConnectionTrait, account: AccountId, id: FileId) -> Result<Vec<Step>, DbErr> {
    let query = "WITH RECURSIVE above (id, parent_id, name, depth) AS (
            SELECT id, parent_id, name, CAST(0 AS BIGINT) FROM file WHERE id = $1 AND account_id = $2
            UNION ALL
            SELECT f.id, f.parent_id, f.name, a.depth + 1 FROM above a JOIN file f ON f.id = a.parent_id
            WHERE f.account_id = $2 AND a.depth <= $3
        ) SELECT id, name FROM above ORDER BY depth DESC";
    let bound = i64::from(FOLDER_DEPTH_MAX);
    let values = [id.to_string().into(), account.to_string().into(), bound.into()];
    let rows = on.query_all_raw(sql(on, query, values)).await?;
    rows.iter().map(|row| Ok(Step { id: parsed(row, "id")?, name: text(row, "name")? })).collect()
}

/// How many folders lie on the longest way down from a folder, itself included. `act` is what it is in the trash with; none
/// for one outside.
pub async fn height(
    on: &impl ConnectionTrait,
    account: AccountId,
    id: FileId,
    act: Option<&str>,
) -> Result<u32, DbErr> {
    let query = "WITH RECURSIVE below (id, depth) AS (
            SELECT id, CAST(1 AS BIGINT) FROM file WHERE id = $1 AND account_id = $2
            UNION ALL
            SELECT f.id, b.depth + 1 FROM below b CROSS JOIN file f
            WHERE f.account_id = $2 AND f.parent_id = b.id AND f.is_file = 0
                AND COALESCE(f.trash_act, '') = $3 AND b.depth <= $4
        ) SELECT MAX(depth) AS height FROM below";
    let (act, bound) = (act.unwrap_or_default().into(), i64::from(FOLDER_DEPTH_MAX));
    let values = [id.to_string().into(), account.to_string().into(), act, bound.into()];
    match on.query_one_raw(sql(on, query, values)).await? {
        Some(row) => count(&row, "height"),
        None => Ok(0),
    }
}

/// What is to be counted of a folder: all that went to the trash with it, or, outside, all that is not there.
pub async fn extent(
    on: &impl ConnectionTrait,
    account: AccountId,
    id: FileId,
    act: Option<&str>,
) -> Result<Extent, DbErr> {
    let query = "WITH RECURSIVE below (id, is_file) AS (
            SELECT id, is_file FROM file WHERE id = $1 AND account_id = $2
            UNION
            SELECT f.id, f.is_file FROM below b CROSS JOIN file f
            WHERE f.account_id = $2 AND f.parent_id = b.id AND COALESCE(f.trash_act, '') = $3
        ) SELECT CAST(COALESCE(SUM(is_file), 0) AS BIGINT) AS files,
            CAST(COALESCE(SUM(1 - is_file), 0) AS BIGINT) AS folders,
            CAST(COALESCE(SUM((SELECT SUM(v.charged) FROM file_version v WHERE v.file_id = below.id)), 0) AS BIGINT) AS size
        FROM below";
    let act = act.unwrap_or_default().into();
    match on.query_one_raw(sql(on, query, [id.to_string().into(), account.to_string().into(), act])).await? {
        Some(row) => Ok(Extent {
            files: bytes(&row, "files")?,
            folders: bytes(&row, "folders")?,
            bytes: bytes(&row, "size")?,
        }),
        None => Ok(Extent::default()),
    }
}

/// Moves a file or a folder with all below it to the trash, as one act; how many rows that were.
pub async fn move_to_trash(
    on: &impl ConnectionTrait,
    account: AccountId,
    id: FileId,
    act: &str,
    now: Timestamp,
) -> Result<u64, DbErr> {
    let text = "WITH RECURSIVE below (id) AS (
            SELECT id FROM file WHERE id = $1 AND account_id = $2 AND trashed_at IS NULL
            UNION
            SELECT f.id FROM below b CROSS JOIN file f
            WHERE f.account_id = $2 AND f.parent_id = b.id AND f.trashed_at IS NULL
        ) UPDATE file SET trashed_at = $3, trash_act = $4 WHERE id IN (SELECT id FROM below)";
    let values = [id.to_string().into(), account.to_string().into(), now.micros().into(), act.into()];
    execute(on, text, values).await
}

/// Takes everything that went to the trash with a folder and is below it out of there; the folder itself is out already.
pub async fn take_from_trash(
    on: &impl ConnectionTrait,
    account: AccountId,
    id: FileId,
    act: &str,
) -> Result<u64, DbErr> {
    let text = "WITH RECURSIVE below (id) AS (
            SELECT id FROM file WHERE account_id = $2 AND parent_id = $1 AND trash_act = $3
            UNION
            SELECT f.id FROM below b CROSS JOIN file f
            WHERE f.account_id = $2 AND f.parent_id = b.id AND COALESCE(f.trash_act, '') = $3
        ) UPDATE file SET trashed_at = NULL, trash_act = NULL WHERE id IN (SELECT id FROM below)";
    execute(on, text, [id.to_string().into(), account.to_string().into(), act.into()]).await
}

/// A file or a folder somewhere below another one.
pub struct Below {
    /// Its id.
    pub id: FileId,
    /// Its name.
    pub name: String,
    /// The folder it is in.
    pub parent: FileId,
    /// A file, and no folder.
    pub is_file: bool,
    /// When its shown version was committed, or the folder made.
    pub at: Timestamp,
    /// A part of its shown version was found lost on all nodes.
    pub is_damaged: bool,
}

/// At most `limit` of what is below a folder outside the trash: folders before what is in them.
pub async fn below(
    on: &impl ConnectionTrait,
    account: AccountId,
    folder: FileId,
    limit: u32,
) -> Result<Vec<Below>, DbErr> {
    let query = "WITH RECURSIVE below (id, depth) AS (
            SELECT id, CAST(1 AS BIGINT) FROM file WHERE account_id = $1 AND parent_id = $2 AND trashed_at IS NULL
            UNION ALL
            SELECT f.id, b.depth + 1 FROM below b CROSS JOIN file f
            WHERE f.account_id = $1 AND f.parent_id = b.id AND f.trashed_at IS NULL AND b.depth <= $3
        ) SELECT f.id, f.name, f.parent_id, f.is_file, COALESCE(v.created_at, f.created_at) AS at, v.damaged_at
        FROM below b CROSS JOIN file f LEFT JOIN file_version v ON v.id = f.current_version
        WHERE f.id = b.id ORDER BY b.depth, f.is_file, f.name_key, f.id LIMIT $4";
    let bound = i64::from(FOLDER_DEPTH_MAX);
    let values =
        [account.to_string().into(), folder_key(Some(folder)).into(), bound.into(), i64::from(limit).into()];
    let rows = on.query_all_raw(sql(on, query, values)).await?;
    rows.iter()
        .map(|row| {
            Ok(Below {
                id: parsed(row, "id")?,
                name: text(row, "name")?,
                parent: parsed(row, "parent_id")?,
                is_file: flag(row, "is_file")?,
                at: instant(row, "at")?,
                is_damaged: instant_or_none(row, "damaged_at")?.is_some(),
            })
        })
        .collect()
}

/// Bytes of the shown versions of a file, or of all files below a folder, outside the trash.
pub async fn current_bytes(on: &impl ConnectionTrait, account: AccountId, id: FileId) -> Result<u64, DbErr> {
    let query = "WITH RECURSIVE below (id, current_version) AS (
            SELECT id, current_version FROM file WHERE id = $1 AND account_id = $2 AND trashed_at IS NULL
            UNION
            SELECT f.id, f.current_version FROM below b CROSS JOIN file f
            WHERE f.account_id = $2 AND f.parent_id = b.id AND f.trashed_at IS NULL
        ) SELECT CAST(COALESCE(SUM(v.size), 0) AS BIGINT) AS size
        FROM below b JOIN file_version v ON v.id = b.current_version";
    match on.query_one_raw(sql(on, query, [id.to_string().into(), account.to_string().into()])).await? {
        Some(row) => bytes(&row, "size"),
        None => Ok(0),
    }
}
