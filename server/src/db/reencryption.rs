//! Which versions are to be encrypted again, and their change from one file key to another (SEC-61).
use domain::id::{AccountId, VersionId};

use super::{
    ConnectionTrait, DbErr, bytes, file,
    file::{VERSION_COLUMNS, Version},
    one, parsed, sql,
};

/// The mark that it is asked for: the number of a master key. File keys that were made under older ones are replaced.
const ASKED: &str = "files.reencrypt_below";

/// Below which master key it is asked for, if it is.
pub async fn asked(on: &impl ConnectionTrait) -> Result<Option<u32>, DbErr> {
    let text = "SELECT value FROM setting WHERE name = $1";
    let Some(row) = on.query_one_raw(sql(on, text, [ASKED.into()])).await? else { return Ok(None) };
    parsed(&row, "value").map(Some)
}

/// Asks for it.
pub async fn ask(on: &impl ConnectionTrait, below: u32) -> Result<bool, DbErr> {
    let text =
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2";
    one(on, text, [ASKED.into(), below.to_string().into()]).await
}

/// Asks for it no longer; `false` when nobody did.
pub async fn stop(on: &impl ConnectionTrait) -> Result<bool, DbErr> {
    one(on, "DELETE FROM setting WHERE name = $1", [ASKED.into()]).await
}

/// Versions of all accounts, in the trash too, whose file key is older than this master key, and their bytes; those
/// that share chunks count once.
pub async fn left(on: &impl ConnectionTrait, below: u32) -> Result<(u64, u64), DbErr> {
    let text = "SELECT COUNT(*) AS versions, CAST(COALESCE(SUM(charged), 0) AS BIGINT) AS charged
        FROM file_version WHERE made_under < $1";
    match on.query_one_raw(sql(on, text, [i64::from(below).into()])).await? {
        Some(row) => Ok((bytes(&row, "versions")?, bytes(&row, "charged")?)),
        None => Ok((0, 0)),
    }
}

/// Whether an upload that has not ended has such a key, and will become such a version.
pub async fn is_awaited(on: &impl ConnectionTrait, below: u32) -> Result<bool, DbErr> {
    let text = "SELECT id FROM upload WHERE completed_at IS NULL AND made_under < $1 LIMIT 1";
    Ok(on.query_one_raw(sql(on, text, [i64::from(below).into()])).await?.is_some())
}

/// The next of them behind this one in the order of their ids, with its owner.
pub async fn next(
    on: &impl ConnectionTrait,
    below: u32,
    behind: Option<VersionId>,
) -> Result<Option<(AccountId, Version)>, DbErr> {
    let query = format!(
        "SELECT f.account_id, {VERSION_COLUMNS} FROM file_version v JOIN file f ON f.id = v.file_id
        WHERE v.made_under < $1 AND v.id > $2 ORDER BY v.id LIMIT 1"
    );
    let behind = behind.map_or_else(String::new, |id| id.to_string());
    let row = on.query_one_raw(sql(on, &query, [i64::from(below).into(), behind.into()])).await?;
    row.map(|row| Ok((parsed(&row, "account_id")?, file::read_version(&row)?))).transpose()
}

/// The other versions that refer to chunks of this one, as they are now, in the order of their ids.
pub async fn sharing(on: &impl ConnectionTrait, version: VersionId) -> Result<Vec<Version>, DbErr> {
    let query = format!(
        "SELECT {VERSION_COLUMNS} FROM file_version v WHERE v.id <> $1 AND v.id IN (
            SELECT other.version_id FROM file_chunk c JOIN file_chunk other ON other.chunk_id = c.chunk_id
            WHERE c.version_id = $1)
        ORDER BY v.id"
    );
    on.query_all_raw(sql(on, &query, [version.to_string().into()]))
        .await?
        .iter()
        .map(file::read_version)
        .collect()
}

/// Gives a version another manifest, and the key that it is sealed with; `false` when its manifest is not the one of this
/// hash any more.
pub async fn replace(on: &impl ConnectionTrait, new: &Version, manifest_before: &str) -> Result<bool, DbErr> {
    let text =
        "UPDATE file_version SET manifest = $1, manifest_hash = $2, wrapped_key = $3, key_version = $4,
        made_under = $5 WHERE id = $6 AND manifest_hash = $7";
    let values = [
        new.manifest.clone().into(),
        new.manifest_hash.clone().into(),
        new.wrapped_key.clone().into(),
        i64::from(new.key_version).into(),
        i64::from(new.made_under).into(),
        new.id.to_string().into(),
        manifest_before.into(),
    ];
    one(on, text, values).await
}
