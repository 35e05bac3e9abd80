//! Uploads that have not ended. A completed one keeps its row until it expires.
use domain::{
    id::{AccountId, FileId, UploadId, VersionId},
    time::Timestamp,
};
use sea_orm::QueryResult;

use super::{
    ConnectionTrait, DbErr, amount, blob, bytes, execute, flag,
    folder::{folder_key, folder_of},
    instant, instant_or_none, one, parsed, sql, text, text_or_none,
};

/// How the bytes arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// In idempotent parts, over days if need be.
    Parts,
    /// In one stream, which ends with its connection.
    Stream,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Parts => "parts",
            Self::Stream => "stream",
        }
    }
}

/// One upload.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its id.
    pub id: UploadId,
    /// Whose: for whom it is stored and counted.
    pub account: AccountId,
    /// Who sends it.
    pub uploader: AccountId,
    /// The file to be made, or to be given a version.
    pub file: FileId,
    /// The version to be made.
    pub version: VersionId,
    /// How the bytes arrive.
    pub kind: Kind,
    /// Whether `file` exists and gets a new version.
    pub replaces: bool,
    /// The folder the file will be in; the top when none.
    pub folder: Option<FileId>,
    /// The name the file will have.
    pub name: String,
    /// What names are compared by.
    pub name_key: String,
    /// Bytes of the file; what was declared, or 0, while a stream runs.
    pub size: u64,
    /// Bytes it holds of the quota.
    pub reserved: u64,
    /// The declared digest, lower-case hex.
    pub sha256: Option<String>,
    /// Bytes of a part, and of a chunk.
    pub part_bytes: u64,
    /// The file key under the account's key.
    pub wrapped_key: Vec<u8>,
    /// Which of the account's keys.
    pub key_version: u32,
    /// The number of the newest master key when the file key was first wrapped.
    pub made_under: u32,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// When its file became visible.
    pub completed_at: Option<Timestamp>,
}

impl Row {
    /// Whose, of which file, which version: where its chunks belong.
    pub fn place(&self) -> (AccountId, FileId, VersionId) {
        (self.account, self.file, self.version)
    }
}

const COLUMNS: &str = "id, account_id, file_id, version_id, kind, replaces, name, name_key, size, reserved, sha256, \
    part_bytes, wrapped_key, key_version, created_at, expires_at, completed_at, folder_id, uploader_id, made_under";

/// Begins an upload.
pub async fn insert(on: &impl ConnectionTrait, row: &Row) -> Result<bool, DbErr> {
    let text = format!(
        "INSERT INTO upload ({COLUMNS})
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)"
    );
    let values = [
        row.id.to_string().into(),
        row.account.to_string().into(),
        row.file.to_string().into(),
        row.version.to_string().into(),
        row.kind.name().into(),
        i64::from(row.replaces).into(),
        row.name.clone().into(),
        row.name_key.clone().into(),
        amount(row.size),
        amount(row.reserved),
        row.sha256.clone().into(),
        amount(row.part_bytes),
        row.wrapped_key.clone().into(),
        i64::from(row.key_version).into(),
        row.created_at.micros().into(),
        row.expires_at.micros().into(),
        row.completed_at.map(Timestamp::micros).into(),
        folder_key(row.folder).into(),
        row.uploader.to_string().into(),
        i64::from(row.made_under).into(),
    ];
    one(on, &text, values).await
}

/// Somebody's upload, completed ones included, expired ones not.
pub async fn find(
    on: &impl ConnectionTrait,
    uploader: AccountId,
    id: UploadId,
    now: Timestamp,
) -> Result<Option<Row>, DbErr> {
    let text = format!("SELECT {COLUMNS} FROM upload WHERE id = $1 AND uploader_id = $2 AND expires_at > $3");
    let statement = sql(on, &text, [id.to_string().into(), uploader.to_string().into(), now.micros().into()]);
    on.query_one_raw(statement).await?.map(|row| read(&row)).transpose()
}

/// Somebody's resumable uploads that have not ended, oldest first.
pub async fn list_open(
    on: &impl ConnectionTrait,
    uploader: AccountId,
    now: Timestamp,
) -> Result<Vec<Row>, DbErr> {
    let text = format!(
        "SELECT {COLUMNS} FROM upload
        WHERE uploader_id = $1 AND completed_at IS NULL AND expires_at > $2 AND kind = 'parts'
        ORDER BY created_at, id"
    );
    let rows = on.query_all_raw(sql(on, &text, [uploader.to_string().into(), now.micros().into()])).await?;
    rows.iter().map(read).collect()
}

/// What others send into an account's files and have not ended.
pub async fn list_of_others(on: &impl ConnectionTrait, account: AccountId) -> Result<Vec<Row>, DbErr> {
    let text = format!(
        "SELECT {COLUMNS} FROM upload WHERE account_id = $1 AND uploader_id <> $1 AND completed_at IS NULL"
    );
    on.query_all_raw(sql(on, &text, [account.to_string().into()])).await?.iter().map(read).collect()
}

/// What somebody sends into the files of others and has not ended, with their owners.
pub async fn list_to_others(
    on: &impl ConnectionTrait,
    uploader: AccountId,
) -> Result<Vec<(AccountId, UploadId)>, DbErr> {
    let text = "SELECT account_id, id FROM upload
        WHERE uploader_id = $1 AND account_id <> $1 AND completed_at IS NULL";
    let rows = on.query_all_raw(sql(on, text, [uploader.to_string().into()])).await?;
    rows.iter().map(|row| Ok((parsed(row, "account_id")?, parsed(row, "id")?))).collect()
}

/// Forgets what somebody has sent into the files of others: the files stay.
pub async fn forget_to_others(on: &impl ConnectionTrait, uploader: AccountId) -> Result<u64, DbErr> {
    let text = "DELETE FROM upload WHERE uploader_id = $1 AND account_id <> $1";
    execute(on, text, [uploader.to_string().into()]).await
}

/// How many uploads of an account have not ended.
pub async fn count_open(on: &impl ConnectionTrait, account: AccountId) -> Result<u64, DbErr> {
    let text = "SELECT COUNT(*) AS n FROM upload WHERE account_id = $1 AND completed_at IS NULL";
    match on.query_one_raw(sql(on, text, [account.to_string().into()])).await? {
        Some(row) => bytes(&row, "n"),
        None => Ok(0),
    }
}

/// Files and folders of an account, those in the trash and those that open uploads will make included.
pub async fn count_files(on: &impl ConnectionTrait, account: AccountId) -> Result<u64, DbErr> {
    let text = "SELECT (SELECT COUNT(*) FROM file WHERE account_id = $1)
        + (SELECT COUNT(*) FROM upload WHERE account_id = $1 AND completed_at IS NULL AND replaces = 0) AS n";
    match on.query_one_raw(sql(on, text, [account.to_string().into()])).await? {
        Some(row) => bytes(&row, "n"),
        None => Ok(0),
    }
}

/// Whether an open upload is going to take this name in a folder.
pub async fn name_taken(
    on: &impl ConnectionTrait,
    account: AccountId,
    folder: Option<FileId>,
    name_key: &str,
) -> Result<bool, DbErr> {
    let text = "SELECT 1 FROM upload WHERE account_id = $1 AND folder_id = $2 AND name_key = $3
        AND completed_at IS NULL AND replaces = 0";
    let values = [account.to_string().into(), folder_key(folder).into(), name_key.into()];
    Ok(on.query_one_raw(sql(on, text, values)).await?.is_some())
}

/// Notes that a running stream holds `more` bytes of the quota; `false` when it has ended.
pub async fn hold(on: &impl ConnectionTrait, id: UploadId, more: u64) -> Result<bool, DbErr> {
    let text = "UPDATE upload SET reserved = reserved + $2 WHERE id = $1 AND completed_at IS NULL";
    one(on, text, [id.to_string().into(), amount(more)]).await
}

/// Marks an upload completed with its final size; `false` when it was, or has ended.
pub async fn complete(
    on: &impl ConnectionTrait,
    id: UploadId,
    size: u64,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text =
        "UPDATE upload SET completed_at = $3, size = $2, reserved = 0 WHERE id = $1 AND completed_at IS NULL";
    one(on, text, [id.to_string().into(), amount(size), now.micros().into()]).await
}

/// Ends an upload without a file and answers what it held of the quota; none when it has ended.
pub async fn abort(
    on: &impl ConnectionTrait,
    account: AccountId,
    id: UploadId,
) -> Result<Option<u64>, DbErr> {
    let text =
        "DELETE FROM upload WHERE id = $1 AND account_id = $2 AND completed_at IS NULL RETURNING reserved";
    let row = on.query_one_raw(sql(on, text, [id.to_string().into(), account.to_string().into()])).await?;
    row.map(|row| bytes(&row, "reserved")).transpose()
}

/// Uploads whose time is over, with their owners.
pub async fn list_expired(
    on: &impl ConnectionTrait,
    now: Timestamp,
) -> Result<Vec<(AccountId, UploadId)>, DbErr> {
    let text = "SELECT account_id, id FROM upload WHERE completed_at IS NULL AND expires_at <= $1 ORDER BY expires_at";
    let rows = on.query_all_raw(sql(on, text, [now.micros().into()])).await?;
    rows.iter().map(|row| Ok((parsed(row, "account_id")?, parsed(row, "id")?))).collect()
}

/// Streams that have not ended, with their owners: after a start they have no connection any more.
pub async fn list_streams(on: &impl ConnectionTrait) -> Result<Vec<(AccountId, UploadId)>, DbErr> {
    let text = "SELECT account_id, id FROM upload WHERE completed_at IS NULL AND kind = 'stream'";
    let rows = on.query_all_raw(sql(on, text, [])).await?;
    rows.iter().map(|row| Ok((parsed(row, "account_id")?, parsed(row, "id")?))).collect()
}

/// Forgets completed uploads whose time is over.
pub async fn forget_completed(on: &impl ConnectionTrait, now: Timestamp) -> Result<u64, DbErr> {
    let text = "DELETE FROM upload WHERE completed_at IS NOT NULL AND expires_at <= $1";
    execute(on, text, [now.micros().into()]).await
}

fn read(row: &QueryResult) -> Result<Row, DbErr> {
    let kind = text(row, "kind")?;
    Ok(Row {
        id: parsed(row, "id")?,
        account: parsed(row, "account_id")?,
        file: parsed(row, "file_id")?,
        version: parsed(row, "version_id")?,
        kind: if kind == Kind::Stream.name() { Kind::Stream } else { Kind::Parts },
        replaces: flag(row, "replaces")?,
        name: text(row, "name")?,
        name_key: text(row, "name_key")?,
        size: bytes(row, "size")?,
        reserved: bytes(row, "reserved")?,
        sha256: text_or_none(row, "sha256")?,
        part_bytes: bytes(row, "part_bytes")?,
        wrapped_key: blob(row, "wrapped_key")?,
        key_version: super::count(row, "key_version")?,
        made_under: super::count(row, "made_under")?,
        created_at: instant(row, "created_at")?,
        expires_at: instant(row, "expires_at")?,
        completed_at: instant_or_none(row, "completed_at")?,
        folder: folder_of(row, "folder_id")?,
        uploader: parsed(row, "uploader_id")?,
    })
}
