//! Files and their versions. A version's row is the commit point of an upload.
use domain::{
    id::{AccountId, FileId, VersionId},
    time::Timestamp,
};
use sea_orm::{QueryResult, Value};

use super::{
    ConnectionTrait, DbErr, amount, blob, bytes, bytes_or_none, count, count_or_none, folder::folder_key,
    instant, instant_or_none, one, parsed, sql, text,
};

/// A version, as its upload commits it.
#[derive(Clone, Debug)]
pub struct Version {
    /// Its id.
    pub id: VersionId,
    /// Of which file.
    pub file: FileId,
    /// Counts up from 1.
    pub number: u32,
    /// Plain bytes.
    pub size: u64,
    /// SHA-256 of the plain bytes, lower-case hex.
    pub sha256: String,
    /// Sealed with the file key.
    pub manifest: Vec<u8>,
    /// Digest of the sealed manifest, lower-case hex: an older manifest fails.
    pub manifest_hash: String,
    /// The file key under the account's key.
    pub wrapped_key: Vec<u8>,
    /// Which of the account's keys.
    pub key_version: u32,
    /// The number of the newest master key when the file key was first wrapped.
    pub made_under: u32,
    /// When it was committed.
    pub created_at: Timestamp,
    /// When a part of it was found lost on all nodes.
    pub damaged_at: Option<Timestamp>,
    /// Bytes that it counts in the quota: none while another version counts the chunks that both have.
    pub charged: u64,
    /// The number of the version whose content it took up.
    pub restored_from: Option<u32>,
    /// Who made it; none for somebody without an account, or whose account is gone.
    pub made_by: Option<AccountId>,
    /// Bytes that are encrypted in it, if it has the form of age.
    pub plain_size: Option<u64>,
}

/// A version's columns, as `file` joined with `v` gives them.
pub(super) const VERSION_COLUMNS: &str = "v.id AS version_id, v.file_id, v.number, v.size, v.sha256, v.manifest, \
    v.manifest_hash, v.wrapped_key, v.key_version, v.created_at AS committed_at, \
    v.damaged_at, v.charged, v.restored_from, v.made_by, v.made_under, v.plain_size";

/// What is at hand of the version that a file shows, so that lists need not look for it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The version.
    pub version: VersionId,
    /// Its bytes.
    pub size: u64,
    /// SHA-256 of them, lower-case hex.
    pub sha256: String,
    /// Bytes that are encrypted in it, if it has the form of age.
    pub plain_size: Option<u64>,
    /// When a part of it was found lost on all nodes. (What is found later comes by a trigger.)
    pub damaged_at: Option<Timestamp>,
}

impl Shown {
    /// The values of its columns, in the order of its fields.
    fn values(&self) -> [Value; 5] {
        [
            self.version.to_string().into(),
            amount(self.size),
            self.sha256.clone().into(),
            self.plain_size.map(|bytes| i64::try_from(bytes).unwrap_or(i64::MAX)).into(),
            self.damaged_at.map(Timestamp::micros).into(),
        ]
    }
}

/// Makes a file visible in a folder under a name.
pub async fn insert(
    on: &impl ConnectionTrait,
    (account, id): (AccountId, FileId),
    (folder, name, name_key): (Option<FileId>, &str, &str),
    shown: &Shown,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "INSERT INTO file (id, account_id, parent_id, name, name_key, created_at, changed_at, is_file,
            current_version, size, sha256, plain_size, damaged_at)
        VALUES ($1, $2, $3, $4, $5, $6, $6, 1, $7, $8, $9, $10, $11)";
    let [version, size, sha256, plain_size, damaged_at] = shown.values();
    let values = [
        id.to_string().into(),
        account.to_string().into(),
        folder_key(folder).into(),
        name.into(),
        name_key.into(),
        now.micros().into(),
        version,
        size,
        sha256,
        plain_size,
        damaged_at,
    ];
    one(on, text, values).await
}

/// Shows another version of a file; `false` when the file is gone or in the trash.
pub async fn show_version(
    on: &impl ConnectionTrait,
    file: FileId,
    shown: &Shown,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "UPDATE file SET changed_at = $2, current_version = $3, size = $4, sha256 = $5, plain_size = $6, damaged_at = $7
        WHERE id = $1 AND trashed_at IS NULL";
    let (file, now) = (file.to_string().into(), now.micros().into());
    let [version, size, sha256, plain_size, damaged_at] = shown.values();
    one(on, text, [file, now, version, size, sha256, plain_size, damaged_at]).await
}

/// The number after the newest version's.
pub async fn next_number(on: &impl ConnectionTrait, file: FileId) -> Result<u32, DbErr> {
    let text = "SELECT COALESCE(MAX(number), 0) + 1 AS next FROM file_version WHERE file_id = $1";
    match on.query_one_raw(sql(on, text, [file.to_string().into()])).await? {
        Some(row) => count(&row, "next"),
        None => Ok(1),
    }
}

/// Keeps a version.
pub async fn insert_version(on: &impl ConnectionTrait, version: &Version) -> Result<bool, DbErr> {
    let text =
        "INSERT INTO file_version (id, file_id, number, size, sha256, manifest, manifest_hash, wrapped_key,
        key_version, created_at, damaged_at, charged, restored_from, made_by, made_under, plain_size)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    let values = [
        version.id.to_string().into(),
        version.file.to_string().into(),
        i64::from(version.number).into(),
        amount(version.size),
        version.sha256.clone().into(),
        version.manifest.clone().into(),
        version.manifest_hash.clone().into(),
        version.wrapped_key.clone().into(),
        i64::from(version.key_version).into(),
        version.created_at.micros().into(),
        version.damaged_at.map(Timestamp::micros).into(),
        amount(version.charged),
        version.restored_from.map(i64::from).into(),
        version.made_by.map_or_else(String::new, |account| account.to_string()).into(),
        i64::from(version.made_under).into(),
        version.plain_size.and_then(|size| i64::try_from(size).ok()).into(),
    ];
    one(on, text, values).await
}

/// A version of an account, whether it is shown or not, with its file's name.
pub async fn find_version(
    on: &impl ConnectionTrait,
    account: AccountId,
    id: VersionId,
) -> Result<Option<(String, Version)>, DbErr> {
    let text = format!(
        "SELECT f.name, {VERSION_COLUMNS} FROM file_version v JOIN file f ON f.id = v.file_id
        WHERE v.id = $1 AND f.account_id = $2"
    );
    let row = on.query_one_raw(sql(on, &text, [id.to_string().into(), account.to_string().into()])).await?;
    row.map(|row| Ok((super::text(&row, "name")?, read_version(&row)?))).transpose()
}

/// The shown version of a file outside the trash, with the file's name.
pub async fn find_current(
    on: &impl ConnectionTrait,
    account: AccountId,
    id: FileId,
) -> Result<Option<(String, Version)>, DbErr> {
    let text = format!(
        "SELECT f.name, {VERSION_COLUMNS} FROM file f JOIN file_version v ON v.id = f.current_version
        WHERE f.id = $1 AND f.account_id = $2 AND f.trashed_at IS NULL"
    );
    let row = on.query_one_raw(sql(on, &text, [id.to_string().into(), account.to_string().into()])).await?;
    row.map(|row| Ok((super::text(&row, "name")?, read_version(&row)?))).transpose()
}

/// The name of a file outside the trash.
pub async fn find_name(
    on: &impl ConnectionTrait,
    account: AccountId,
    id: FileId,
) -> Result<Option<(String, String)>, DbErr> {
    let query = "SELECT name, name_key FROM file
        WHERE id = $1 AND account_id = $2 AND is_file = 1 AND trashed_at IS NULL";
    let row = on.query_one_raw(sql(on, query, [id.to_string().into(), account.to_string().into()])).await?;
    row.map(|row| Ok((text(&row, "name")?, text(&row, "name_key")?))).transpose()
}

/// Bytes that all versions of a file count in the quota; chunks that versions share count once.
pub async fn size_of_versions(on: &impl ConnectionTrait, file: FileId) -> Result<u64, DbErr> {
    let text =
        "SELECT CAST(COALESCE(SUM(charged), 0) AS BIGINT) AS size FROM file_version WHERE file_id = $1";
    match on.query_one_raw(sql(on, text, [file.to_string().into()])).await? {
        Some(row) => bytes(&row, "size"),
        None => Ok(0),
    }
}

/// Who made a version; an empty text says nobody who has an account.
pub(super) fn read_maker(row: &QueryResult) -> Result<Option<AccountId>, DbErr> {
    if text(row, "made_by")?.is_empty() { Ok(None) } else { parsed(row, "made_by").map(Some) }
}

/// A version from a row with [`VERSION_COLUMNS`].
pub(super) fn read_version(row: &QueryResult) -> Result<Version, DbErr> {
    Ok(Version {
        id: parsed(row, "version_id")?,
        file: parsed(row, "file_id")?,
        number: count(row, "number")?,
        size: bytes(row, "size")?,
        sha256: text(row, "sha256")?,
        manifest: blob(row, "manifest")?,
        manifest_hash: text(row, "manifest_hash")?,
        wrapped_key: blob(row, "wrapped_key")?,
        key_version: count(row, "key_version")?,
        made_under: count(row, "made_under")?,
        created_at: instant(row, "committed_at")?,
        damaged_at: instant_or_none(row, "damaged_at")?,
        charged: bytes(row, "charged")?,
        restored_from: count_or_none(row, "restored_from")?,
        made_by: read_maker(row)?,
        plain_size: bytes_or_none(row, "plain_size")?,
    })
}
