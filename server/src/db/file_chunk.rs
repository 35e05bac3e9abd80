//! Which chunks each version refers to. Rows are written with their version and deleted with it.
use domain::{
    id::{AccountId, VersionId},
    time::Timestamp,
};
use sea_orm::{DbBackend, Statement, Value};
use serde::Deserialize;

use super::{
    ConnectionTrait, DbErr, amount, execute, file::VERSION_COLUMNS, many, one, parsed, places, sql, text,
};

/// Rows of one statement: engines bound the number of values.
const ROWS_MAX: usize = 500;
/// Versions of one page.
const PAGE: u32 = 100;

/// A chunk in the list of its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Lower-case hex.
    pub chunk: String,
    /// Plain bytes.
    pub bytes: u64,
    /// What of them is stored: fewer, when they are packed.
    pub stored: u64,
    /// Whether this version counts it in the quota: no two do.
    pub is_counted: bool,
    /// What tells its plain bytes from all others of the account, lower-case hex; empty when nobody compares.
    pub digest: String,
}

/// Writes down all chunks of a version. Those that are listed already, without a digest, get what is known of them now.
pub async fn list(on: &impl ConnectionTrait, version: VersionId, chunks: &[Row]) -> Result<bool, DbErr> {
    for chunks in chunks.chunks(ROWS_MAX) {
        let row = |number: usize| {
            let [chunk, bytes, stored, counted, digest] = std::array::from_fn(|value| 2 + 5 * number + value);
            format!("($1, ${chunk}, ${bytes}, ${stored}, ${counted}, ${digest})")
        };
        let rows = (0..chunks.len()).map(row).collect::<Vec<_>>().join(", ");
        let text = format!(
            "INSERT INTO file_chunk (version_id, chunk_id, bytes, stored, counted, digest) VALUES {rows}
            ON CONFLICT (version_id, chunk_id)
            DO UPDATE SET bytes = excluded.bytes, stored = excluded.stored, counted = excluded.counted"
        );
        let mut values = vec![Value::from(version.to_string())];
        for row in chunks {
            values.push(row.chunk.clone().into());
            values.extend([amount(row.bytes), amount(row.stored), i64::from(row.is_counted).into()]);
            values.push(row.digest.clone().into());
        }
        on.execute_raw(Statement::from_sql_and_values(on.get_database_backend(), text, values)).await?;
    }
    let text = "UPDATE file_version SET chunks_listed = 1 WHERE id = $1";
    one(on, text, [version.to_string().into()]).await
}

/// Lets a version refer to what another one refers to, and count none of it.
pub async fn share(on: &impl ConnectionTrait, version: VersionId, of: VersionId) -> Result<u64, DbErr> {
    let text = "INSERT INTO file_chunk (version_id, chunk_id, bytes, stored, counted, digest)
        SELECT CAST($1 AS TEXT), chunk_id, bytes, stored, 0, digest FROM file_chunk WHERE version_id = $2";
    execute(on, text, [version.to_string().into(), of.to_string().into()]).await
}

/// A chunk that a version refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Same {
    /// Lower-case hex.
    pub chunk: String,
    /// What of its plain bytes is stored.
    pub stored: u64,
    /// The version.
    pub version: VersionId,
}

/// A chunk with the plain bytes of this digest, which is of no other account, and a version that refers to it: one that is
/// whole, and whose keys are as new as this master key.
pub async fn same(on: &impl ConnectionTrait, digest: &str, made_under: u32) -> Result<Option<Same>, DbErr> {
    let query = "SELECT c.chunk_id, c.stored, c.version_id FROM file_chunk c JOIN file_version v ON v.id = c.version_id
        WHERE c.digest = $1 AND c.digest <> '' AND v.made_under >= $2 AND v.damaged_at IS NULL LIMIT 1";
    let row = on.query_one_raw(sql(on, query, [digest.into(), i64::from(made_under).into()])).await?;
    let read = |row| {
        let (chunk, stored) = (text(&row, "chunk_id")?, super::bytes(&row, "stored")?);
        Ok(Same { chunk, stored, version: parsed(&row, "version_id")? })
    };
    row.map(read).transpose()
}

/// Puts another chunk in the place of one, wherever a version refers to it: the same bytes, sealed anew. Answers how many
/// versions that were.
pub async fn replace(on: &impl ConnectionTrait, old: &str, new: &str, stored: u64) -> Result<u64, DbErr> {
    let text = "UPDATE file_chunk SET chunk_id = $2, stored = $3 WHERE chunk_id = $1";
    execute(on, text, [old.into(), new.into(), amount(stored)]).await
}

/// Those of the chunks that a version refers to.
pub async fn of_some_version(on: &impl ConnectionTrait, chunks: &[String]) -> Result<Vec<String>, DbErr> {
    let mut found = Vec::new();
    for chunks in chunks.chunks(ROWS_MAX) {
        let places = places(1, chunks.len());
        let query = format!("SELECT DISTINCT chunk_id FROM file_chunk WHERE chunk_id IN ({places})");
        let values = chunks.iter().cloned().map(Value::from);
        let statement = Statement::from_sql_and_values(on.get_database_backend(), query, values);
        for row in on.query_all_raw(statement).await? {
            found.push(text(&row, "chunk_id")?);
        }
    }
    Ok(found)
}

/// That a version refers to a chunk.
#[derive(Deserialize)]
pub struct Reference {
    /// The version: its place among those that were asked about.
    pub version: usize,
    /// The chunk's id.
    #[serde(deserialize_with = "many::digest")]
    pub chunk: [u8; 32],
}

/// Which chunks these versions refer to, in no order.
pub async fn of_versions(on: &impl ConnectionTrait, versions: &[VersionId]) -> Result<Vec<Reference>, DbErr> {
    let (place, asked) = match on.get_database_backend() {
        DbBackend::Postgres => (
            "asked.place - 1",
            "json_array_elements_text(CAST($1 AS JSON)) WITH ORDINALITY AS asked (value, place)",
        ),
        _ => ("asked.key", "json_each($1) asked"),
    };
    // SQLite would go through all chunks for each version otherwise.
    let source = format!("FROM {asked} CROSS JOIN file_chunk c WHERE c.version_id = asked.value");
    many::gather(on, &format!("{place}, c.chunk_id"), &source, [many::ids(versions)]).await
}

/// Those of the chunks that a committed version, in the trash or not, or an upload that has not ended refers to. One
/// statement, so that it sees one moment: a commit moves references from the upload to the version between two.
pub async fn referenced(on: &impl ConnectionTrait, chunks: &[String]) -> Result<Vec<String>, DbErr> {
    let mut found = Vec::new();
    for chunks in chunks.chunks(ROWS_MAX) {
        let places = places(1, chunks.len());
        let query = format!(
            "SELECT chunk_id FROM file_chunk WHERE chunk_id IN ({places})
            UNION SELECT chunk_id FROM upload_part WHERE chunk_id IN ({places})"
        );
        let values = chunks.iter().cloned().map(Value::from);
        let statement = Statement::from_sql_and_values(on.get_database_backend(), query, values);
        for row in on.query_all_raw(statement).await? {
            found.push(text(&row, "chunk_id")?);
        }
    }
    Ok(found)
}

/// A page of the versions whose chunks are not listed, behind this one in the order of their ids, with their owners.
pub async fn unlisted(
    on: &impl ConnectionTrait,
    behind: Option<VersionId>,
) -> Result<Vec<(AccountId, super::file::Version)>, DbErr> {
    let query = format!(
        "SELECT f.account_id, {VERSION_COLUMNS} FROM file_version v JOIN file f ON f.id = v.file_id
        WHERE v.chunks_listed = 0 AND v.id > $1 ORDER BY v.id LIMIT $2"
    );
    let behind = behind.map_or_else(String::new, |id| id.to_string());
    let rows = on.query_all_raw(sql(on, &query, [behind.into(), i64::from(PAGE).into()])).await?;
    rows.iter().map(|row| Ok((parsed(row, "account_id")?, super::file::read_version(row)?))).collect()
}

/// Marks the versions that refer to a chunk damaged; answers those that were not before.
pub async fn mark_damaged(
    on: &impl ConnectionTrait,
    chunk: &str,
    now: Timestamp,
) -> Result<Vec<VersionId>, DbErr> {
    let text = "UPDATE file_version SET damaged_at = $2 WHERE damaged_at IS NULL
        AND id IN (SELECT version_id FROM file_chunk WHERE chunk_id = $1) RETURNING id";
    let rows = on.query_all_raw(sql(on, text, [chunk.into(), now.micros().into()])).await?;
    rows.iter().map(|row| parsed(row, "id")).collect()
}

/// Marks one version damaged; `false` when it was before.
pub async fn mark_version_damaged(
    on: &impl ConnectionTrait,
    version: VersionId,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "UPDATE file_version SET damaged_at = $2 WHERE id = $1 AND damaged_at IS NULL";
    one(on, text, [version.to_string().into(), now.micros().into()]).await
}

/// Takes the mark back; `false` when there was none.
pub async fn mark_whole(on: &impl ConnectionTrait, version: VersionId) -> Result<bool, DbErr> {
    let text = "UPDATE file_version SET damaged_at = NULL WHERE id = $1 AND damaged_at IS NOT NULL";
    one(on, text, [version.to_string().into()]).await
}
