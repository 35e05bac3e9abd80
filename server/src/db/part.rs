//! The durable parts of open uploads: a row exists once the chunk is durable on the write quorum.
use domain::id::UploadId;

use super::{ConnectionTrait, DbErr, amount, count, execute, one, sql, text};

/// One durable part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number: the offset in parts.
    pub position: u32,
    /// Its chunk, lower-case hex.
    pub chunk: String,
    /// Plain bytes.
    pub plain_bytes: u64,
    /// The digest of the plain bytes ([`domain::part_digest`]), lower-case hex.
    pub plain_digest: String,
    /// What of them is stored: fewer, when they are packed.
    pub stored: u64,
    /// What tells its plain bytes from all others of the account, lower-case hex; empty when nobody compares.
    pub digest: String,
    /// Sealed: where a chunk of another version was sealed, and by which key.
    pub lent: Option<Vec<u8>>,
}

const COLUMNS: &str = "position, chunk_id, plain_bytes, plain_digest, stored, digest, lent";

/// Keeps a part; `false` when the part is kept already or its upload has ended.
pub async fn insert(on: &impl ConnectionTrait, upload: UploadId, row: &Row) -> Result<bool, DbErr> {
    let text = "INSERT INTO upload_part
            (upload_id, position, chunk_id, plain_bytes, plain_digest, stored, digest, lent)
        SELECT id, $2, $3, $4, $5, $6, $7, $8 FROM upload WHERE id = $1 AND completed_at IS NULL
        ON CONFLICT (upload_id, position) DO NOTHING";
    let values = [
        upload.to_string().into(),
        i64::from(row.position).into(),
        row.chunk.clone().into(),
        amount(row.plain_bytes),
        row.plain_digest.clone().into(),
        amount(row.stored),
        row.digest.clone().into(),
        row.lent.clone().into(),
    ];
    one(on, text, values).await
}

/// One part of an upload.
pub async fn find(on: &impl ConnectionTrait, upload: UploadId, position: u32) -> Result<Option<Row>, DbErr> {
    let text = format!("SELECT {COLUMNS} FROM upload_part WHERE upload_id = $1 AND position = $2");
    let statement = sql(on, &text, [upload.to_string().into(), i64::from(position).into()]);
    on.query_one_raw(statement).await?.map(|row| read(&row)).transpose()
}

/// All parts of an upload, in file order.
pub async fn list(on: &impl ConnectionTrait, upload: UploadId) -> Result<Vec<Row>, DbErr> {
    let text = format!("SELECT {COLUMNS} FROM upload_part WHERE upload_id = $1 ORDER BY position");
    let rows = on.query_all_raw(sql(on, &text, [upload.to_string().into()])).await?;
    rows.iter().map(read).collect()
}

/// Forgets the parts of an upload that has ended: its manifest names the chunks now.
pub async fn forget(on: &impl ConnectionTrait, upload: UploadId) -> Result<u64, DbErr> {
    execute(on, "DELETE FROM upload_part WHERE upload_id = $1", [upload.to_string().into()]).await
}

fn read(row: &sea_orm::QueryResult) -> Result<Row, DbErr> {
    Ok(Row {
        position: count(row, "position")?,
        chunk: text(row, "chunk_id")?,
        plain_bytes: super::bytes(row, "plain_bytes")?,
        plain_digest: text(row, "plain_digest")?,
        stored: super::bytes(row, "stored")?,
        digest: text(row, "digest")?,
        lent: row.try_get("", "lent")?,
    })
}
