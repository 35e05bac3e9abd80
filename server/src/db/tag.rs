//! The words that people put on their files and folders. Whose a tag is says whose the entries are that have it.
use std::collections::HashMap;

use domain::id::{AccountId, FileId, TagId};
use serde::Deserialize;

use super::{ConnectionTrait, DbErr, bytes, execute, many, one, parsed, places, sql, text};

/// The tag of this key; none when the account has no such.
pub async fn find(on: &impl ConnectionTrait, account: AccountId, key: &str) -> Result<Option<TagId>, DbErr> {
    let query = "SELECT id FROM tag WHERE account_id = $1 AND name_key = $2";
    let row = on.query_one_raw(sql(on, query, [account.to_string().into(), key.into()])).await?;
    row.map(|row| parsed(&row, "id")).transpose()
}

/// How many an account has.
pub async fn count(on: &impl ConnectionTrait, account: AccountId) -> Result<u64, DbErr> {
    let query = "SELECT COUNT(*) AS n FROM tag WHERE account_id = $1";
    number(on, query, [account.to_string().into()]).await
}

/// Makes one. Under the lock of the account's tree, which decides about its key.
pub async fn insert(
    on: &impl ConnectionTrait,
    (account, id): (AccountId, TagId),
    (name, key): (&str, &str),
) -> Result<bool, DbErr> {
    let text = "INSERT INTO tag (id, account_id, name, name_key) VALUES ($1, $2, $3, $4)";
    one(on, text, [id.to_string().into(), account.to_string().into(), name.into(), key.into()]).await
}

/// Puts a tag on entries; those that have it keep it.
pub async fn put(on: &impl ConnectionTrait, tag: TagId, ids: &[FileId]) -> Result<u64, DbErr> {
    let places = places(2, ids.len());
    let query = format!(
        "INSERT INTO file_tag (tag_id, file_id) SELECT $1, f.id FROM file f WHERE f.id IN ({places})
        ON CONFLICT DO NOTHING"
    );
    Ok(on.execute_raw(sql(on, &query, tag_and(tag, ids))).await?.rows_affected())
}

/// Takes a tag off entries.
pub async fn take(on: &impl ConnectionTrait, tag: TagId, ids: &[FileId]) -> Result<u64, DbErr> {
    let places = places(2, ids.len());
    let query = format!("DELETE FROM file_tag WHERE tag_id = $1 AND file_id IN ({places})");
    Ok(on.execute_raw(sql(on, &query, tag_and(tag, ids))).await?.rows_affected())
}

/// Forgets the tags of an account that nothing has any more.
pub async fn forget_unused(on: &impl ConnectionTrait, account: AccountId) -> Result<u64, DbErr> {
    let text = "DELETE FROM tag WHERE account_id = $1
        AND NOT EXISTS (SELECT 1 FROM file_tag t WHERE t.tag_id = tag.id)";
    execute(on, text, [account.to_string().into()]).await
}

/// How many tags the entry among these has that has most.
pub async fn most(on: &impl ConnectionTrait, ids: &[FileId]) -> Result<u64, DbErr> {
    let places = places(1, ids.len());
    let query = format!(
        "SELECT COALESCE(MAX(tags), 0) AS n FROM (
            SELECT COUNT(*) AS tags FROM file_tag WHERE file_id IN ({places}) GROUP BY file_id
        ) counted"
    );
    number(on, &query, ids.iter().map(|id| id.to_string().into())).await
}

/// An account's tags with how many entries outside the trash have each; those that none has are left out.
pub async fn list(on: &impl ConnectionTrait, account: AccountId) -> Result<Vec<(String, u64)>, DbErr> {
    let query = "SELECT g.name, COUNT(*) AS n FROM tag g JOIN file_tag t ON t.tag_id = g.id
        JOIN file f ON f.id = t.file_id AND f.trashed_at IS NULL
        WHERE g.account_id = $1 GROUP BY g.id, g.name";
    let rows = on.query_all_raw(sql(on, query, [account.to_string().into()])).await?;
    rows.iter().map(|row| Ok((text(row, "name")?, bytes(row, "n")?))).collect()
}

#[derive(Deserialize)]
struct Tagged {
    #[serde(deserialize_with = "many::parsed")]
    entry: FileId,
    name: String,
}

/// The tags of these entries of an account.
pub async fn of(
    on: &impl ConnectionTrait,
    account: AccountId,
    ids: &[FileId],
) -> Result<HashMap<FileId, Vec<String>>, DbErr> {
    // Most accounts have none, and nothing is asked about a thousand rows for them.
    if ids.is_empty() || count(on, account).await? == 0 {
        return Ok(HashMap::new());
    }
    let places = places(2, ids.len());
    let source = format!(
        "FROM file_tag t JOIN tag g ON g.id = t.tag_id WHERE g.account_id = $1 AND t.file_id IN ({places})"
    );
    let ids = ids.iter().map(|id| id.to_string().into());
    let values = [account.to_string().into()].into_iter().chain(ids);
    let mut found: HashMap<FileId, Vec<String>> = HashMap::new();
    for Tagged { entry, name } in many::gather(on, "t.file_id, g.name", &source, values).await? {
        found.entry(entry).or_default().push(name);
    }
    Ok(found)
}

fn tag_and(tag: TagId, ids: &[FileId]) -> impl Iterator<Item = sea_orm::Value> {
    [tag.to_string().into()].into_iter().chain(ids.iter().map(|id| id.to_string().into()))
}

async fn number(
    on: &impl ConnectionTrait,
    query: &str,
    values: impl IntoIterator<Item = sea_orm::Value>,
) -> Result<u64, DbErr> {
    match on.query_one_raw(sql(on, query, values)).await? {
        Some(row) => bytes(&row, "n"),
        None => Ok(0),
    }
}
