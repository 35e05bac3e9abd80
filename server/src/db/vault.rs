//! Vaults, what is in one, and what may not be.
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use domain::{
    id::{AccountId, FileId},
    limits::FOLDER_DEPTH_MAX,
    time::Timestamp,
};
use sea_orm::QueryResult;

use super::{ConnectionTrait, DbErr, damaged, flag, instant, one, parsed, sql, text};

/// The key of a vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The folder that is the vault.
    pub folder: FileId,
    /// Whom its files are for.
    pub recipient: String,
    /// What opens them, as an age file that a passphrase opens.
    pub sealed_identity: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it got the passphrase that it has.
    pub changed_at: Timestamp,
}

/// Makes a folder a vault.
pub async fn insert(on: &impl ConnectionTrait, row: &Row) -> Result<bool, DbErr> {
    let text = "INSERT INTO vault (folder_id, recipient, sealed_identity, created_at, changed_at)
        VALUES ($1, $2, $3, $4, $5)";
    let values = [
        row.folder.to_string().into(),
        row.recipient.clone().into(),
        BASE64.encode(&row.sealed_identity).into(),
        row.created_at.micros().into(),
        row.changed_at.micros().into(),
    ];
    one(on, text, values).await
}

/// Keeps the identity under another passphrase; `false` when the folder is no vault.
pub async fn change_identity(
    on: &impl ConnectionTrait,
    folder: FileId,
    sealed_identity: &[u8],
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "UPDATE vault SET sealed_identity = $2, changed_at = $3 WHERE folder_id = $1";
    one(on, text, [folder.to_string().into(), BASE64.encode(sealed_identity).into(), now.micros().into()])
        .await
}

/// The key of this folder; none when it is no vault.
pub async fn find(on: &impl ConnectionTrait, folder: FileId) -> Result<Option<Row>, DbErr> {
    let query = "SELECT folder_id, recipient, sealed_identity, created_at, changed_at FROM vault WHERE folder_id = $1";
    on.query_one_raw(sql(on, query, [folder.to_string().into()])).await?.map(|row| read(&row)).transpose()
}

/// The vault that an entry is or is in, whether or not it is in the trash.
pub async fn around(on: &impl ConnectionTrait, account: AccountId, id: FileId) -> Result<Option<Row>, DbErr> {
    let query = "WITH RECURSIVE above (id, parent_id, depth) AS (
            SELECT id, parent_id, CAST(0 AS BIGINT) FROM file WHERE id = $1 AND account_id = $2
            UNION ALL
            SELECT f.id, f.parent_id, a.depth + 1 FROM above a JOIN file f ON f.id = a.parent_id
            WHERE f.account_id = $2 AND a.depth <= $3
        ) SELECT w.folder_id, w.recipient, w.sealed_identity, w.created_at, w.changed_at
        FROM above a JOIN vault w ON w.folder_id = a.id ORDER BY a.depth LIMIT 1";
    let bound = i64::from(FOLDER_DEPTH_MAX);
    let values = [id.to_string().into(), account.to_string().into(), bound.into()];
    on.query_one_raw(sql(on, query, values)).await?.map(|row| read(&row)).transpose()
}

/// What no vault takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// What it is called.
    pub name: String,
    /// A file with a version that has not the form of age, and no vault.
    pub is_file: bool,
}

/// The first of an entry and of all below it outside the trash that may be in no vault.
pub async fn misfit(
    on: &impl ConnectionTrait,
    account: AccountId,
    id: FileId,
) -> Result<Option<Misfit>, DbErr> {
    let query = "WITH RECURSIVE below (id, name, is_file, depth) AS (
            SELECT id, name, is_file, CAST(0 AS BIGINT) FROM file WHERE id = $1 AND account_id = $2
            UNION ALL
            SELECT f.id, f.name, f.is_file, b.depth + 1 FROM below b CROSS JOIN file f
            WHERE f.account_id = $2 AND f.parent_id = b.id AND f.trashed_at IS NULL AND b.depth <= $3
        ) SELECT b.name, b.is_file FROM below b
        WHERE EXISTS (SELECT 1 FROM vault w WHERE w.folder_id = b.id)
            OR EXISTS (SELECT 1 FROM file_version v WHERE v.file_id = b.id AND v.plain_size IS NULL)
        ORDER BY b.depth, b.name LIMIT 1";
    let bound = i64::from(FOLDER_DEPTH_MAX);
    let values = [id.to_string().into(), account.to_string().into(), bound.into()];
    let row = on.query_one_raw(sql(on, query, values)).await?;
    row.map(|row| Ok(Misfit { name: text(&row, "name")?, is_file: flag(&row, "is_file")? })).transpose()
}

fn read(row: &QueryResult) -> Result<Row, DbErr> {
    Ok(Row {
        folder: parsed(row, "folder_id")?,
        recipient: text(row, "recipient")?,
        sealed_identity: identity(&text(row, "sealed_identity")?)?,
        created_at: instant(row, "created_at")?,
        changed_at: instant(row, "changed_at")?,
    })
}

fn identity(text: &str) -> Result<Vec<u8>, DbErr> {
    BASE64.decode(text).map_err(|_| damaged("sealed_identity", text.len()))
}
