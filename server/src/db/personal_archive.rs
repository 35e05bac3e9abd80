//! Links to archives of everything about an account.
use domain::{
    id::{AccountId, FileId, VersionId},
    time::Timestamp,
};

use super::{
    ConnectionTrait, DbErr, bytes, execute,
    file::{VERSION_COLUMNS, Version, read_version},
    flag,
    folder::folder_of,
    instant_or_none, one, sql, text,
};

/// Keeps a link.
pub async fn insert(
    on: &impl ConnectionTrait,
    digest: &str,
    account: AccountId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<bool, DbErr> {
    let text =
        "INSERT INTO personal_archive (digest, account_id, created_at, expires_at) VALUES ($1, $2, $3, $4)";
    let values = [digest.into(), account.to_string().into(), now.micros().into(), expires_at.micros().into()];
    one(on, text, values).await
}

/// When the account's newest link was made.
pub async fn newest(on: &impl ConnectionTrait, account: AccountId) -> Result<Option<Timestamp>, DbErr> {
    let text = "SELECT MAX(created_at) AS newest FROM personal_archive WHERE account_id = $1";
    match on.query_one_raw(sql(on, text, [account.to_string().into()])).await? {
        Some(row) => instant_or_none(&row, "newest"),
        None => Ok(None),
    }
}

/// Whether this is a link of the account's that still works.
pub async fn is_good(
    on: &impl ConnectionTrait,
    digest: &str,
    account: AccountId,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text =
        "SELECT digest FROM personal_archive WHERE digest = $1 AND account_id = $2 AND expires_at > $3";
    let values = [digest.into(), account.to_string().into(), now.micros().into()];
    Ok(on.query_one_raw(sql(on, text, values)).await?.is_some())
}

/// Removes links that work no more.
pub async fn remove_expired(on: &impl ConnectionTrait, now: Timestamp) -> Result<u64, DbErr> {
    execute(on, "DELETE FROM personal_archive WHERE expires_at <= $1", [now.micros().into()]).await
}

/// The account's versions that can be read, counted, and their bytes.
pub async fn extent(on: &impl ConnectionTrait, account: AccountId) -> Result<(u64, u64), DbErr> {
    let text = "SELECT COUNT(*) AS files, CAST(COALESCE(SUM(v.size), 0) AS BIGINT) AS size
        FROM file_version v JOIN file f ON f.id = v.file_id WHERE f.account_id = $1 AND v.damaged_at IS NULL";
    match on.query_one_raw(sql(on, text, [account.to_string().into()])).await? {
        Some(row) => Ok((bytes(&row, "files")?, bytes(&row, "size")?)),
        None => Ok((0, 0)),
    }
}

/// A version, and where its file is.
pub struct Stored {
    /// The file's name.
    pub name: String,
    /// The folder it is in; the top when none.
    pub folder: Option<FileId>,
    /// Whether the file is in the trash.
    pub is_trashed: bool,
    /// Whether it is the version that is shown.
    pub is_current: bool,
    /// The version.
    pub version: Version,
}

/// The account's version behind this one, in the order of their ids. One at a time, because manifests may be long.
pub async fn next_version(
    on: &impl ConnectionTrait,
    account: AccountId,
    behind: Option<VersionId>,
) -> Result<Option<Stored>, DbErr> {
    let query = format!(
        "SELECT f.name, f.parent_id, f.trashed_at, {VERSION_COLUMNS},
            CASE WHEN v.id = f.current_version THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS is_current
        FROM file_version v JOIN file f ON f.id = v.file_id WHERE f.account_id = $1 AND v.id > $2
        ORDER BY v.id LIMIT 1"
    );
    let behind = behind.map_or_else(String::new, |id| id.to_string());
    let Some(row) = on.query_one_raw(sql(on, &query, [account.to_string().into(), behind.into()])).await?
    else {
        return Ok(None);
    };
    Ok(Some(Stored {
        name: text(&row, "name")?,
        folder: folder_of(&row, "parent_id")?,
        is_trashed: instant_or_none(&row, "trashed_at")?.is_some(),
        is_current: flag(&row, "is_current")?,
        version: read_version(&row)?,
    }))
}
