//! Which chunks each version refers to. Rows are written with their version and deleted with it.
use domain::{
    id::{AccountId, VersionId},
    time::Timestamp,
};
use sea_orm::{DbBackend, Statement, Value};
use serde::Deserialize;

use super::{ConnectionTrait, DbErr, file::VERSION_COLUMNS, many, one, parsed, places, sql, text};

/// Rows of one statement: engines bound the number of values.
const ROWS_MAX: usize = 500;
/// Versions of one page.
const PAGE: u32 = 100;

/// Writes down all chunks of a version, as lower-case hex.
pub async fn list(on: &impl ConnectionTrait, version: VersionId, chunks: &[String]) -> Result<bool, DbErr> {
    for chunks in chunks.chunks(ROWS_MAX) {
        let rows: Vec<String> = (2..chunks.len() + 2).map(|place| format!("($1, ${place})")).collect();
        let rows = rows.join(", ");
        let text = format!(
            "INSERT INTO file_chunk (version_id, chunk_id) VALUES {rows} ON CONFLICT (version_id, chunk_id) DO NOTHING"
        );
        let values = [version.to_string()].into_iter().chain(chunks.iter().cloned()).map(Value::from);
        on.execute_raw(Statement::from_sql_and_values(on.get_database_backend(), text, values)).await?;
    }
    let text = "UPDATE file_version SET chunks_listed = 1 WHERE id = $1";
    one(on, text, [version.to_string().into()]).await
}

/// That a version refers to a chunk.
#[derive(Deserialize)]
pub struct Reference {
    /// The version.
    #[serde(deserialize_with = "many::parsed")]
    pub version: VersionId,
    /// The chunk's id.
    #[serde(deserialize_with = "many::digest")]
    pub chunk: [u8; 32],
}

/// Which chunks these versions refer to, in no order.
pub async fn of_versions(on: &impl ConnectionTrait, versions: &[VersionId]) -> Result<Vec<Reference>, DbErr> {
    let source = match on.get_database_backend() {
        DbBackend::Postgres => {
            "FROM file_chunk WHERE version_id IN (SELECT json_array_elements_text(CAST($1 AS JSON)))"
        }
        _ => "FROM file_chunk WHERE version_id IN (SELECT value FROM json_each($1))",
    };
    // Ids are hexadecimal: nothing in them has to be escaped.
    let ids: Vec<String> = versions.iter().map(|version| format!("\"{version}\"")).collect();
    many::gather(on, "version_id, chunk_id", source, [format!("[{}]", ids.join(",")).into()]).await
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
