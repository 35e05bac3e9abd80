//! The audit trail's rows, appended and read, never changed.
use std::collections::BTreeMap;

use domain::id::{AccountId, FileId};
use sea_orm::QueryResult;

use super::{
    ConnectionTrait, DbErr, bytes, damaged, execute, file_activity, instant, lock, sql, text, text_or_none,
};
use crate::trail::{Digest, Entry, Head, Row};

/// Rows of a page of the whole trail.
const PAGE: u32 = 1_000;
const COLUMNS: &str = "sequence, at, actor, session, action, object, outcome, network, prev_hash, hash";

/// Appends rows to the chain, in this order, and notes which file or folder each tells of, where one is named or the
/// row's object leads to one.
pub(super) async fn append(
    on: &impl ConnectionTrait,
    entries: Vec<(Entry, Option<FileId>)>,
) -> Result<(), DbErr> {
    if entries.is_empty() {
        return Ok(());
    }
    // Locked before the head is read: whoever held it has committed, so that nobody appends to a head of yesterday.
    lock::trail(on).await?;
    let mut at = head(on).await?;
    for (entry, file) in entries {
        let next = at.next(&entry);
        file_activity::note(on, next.sequence, &entry, file).await?;
        insert(on, entry, &at, &next).await?;
        at = next;
    }
    Ok(())
}

/// The newest row, or the beginning of the chain.
pub async fn head(on: &impl ConnectionTrait) -> Result<Head, DbErr> {
    let query = "SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1";
    let Some(row) = on.query_one_raw(sql(on, query, [])).await? else { return Ok(Head::BEGINNING) };
    let hash = text(&row, "hash")?;
    let hash = Digest::parse(&hash).ok_or_else(|| damaged("hash", hash))?;
    Ok(Head { sequence: row.try_get("", "sequence")?, hash })
}

async fn insert(on: &impl ConnectionTrait, entry: Entry, before: &Head, at: &Head) -> Result<(), DbErr> {
    let statement =
        "INSERT INTO audit (sequence, at, actor, session, action, object, outcome, network, prev_hash, hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let values = [
        at.sequence.into(),
        entry.at.micros().into(),
        entry.actor.into(),
        entry.session.into(),
        entry.action.into(),
        entry.object.into(),
        entry.outcome.into(),
        entry.network.into(),
        before.hash.to_string().into(),
        at.hash.to_string().into(),
    ];
    execute(on, statement, values).await?;
    Ok(())
}

/// The next rows behind `sequence`, as they stand: whether they are true is for [`crate::trail`] to say.
pub async fn page(on: &impl ConnectionTrait, behind: i64) -> Result<Vec<Row>, DbErr> {
    let query = format!("SELECT {COLUMNS} FROM audit WHERE sequence > $1 ORDER BY sequence LIMIT $2");
    let rows = on.query_all_raw(sql(on, &query, [behind.into(), i64::from(PAGE).into()])).await?;
    rows.iter().map(row).collect()
}

/// The newest rows of an actor, before `before` if that is given.
pub async fn of_actor(
    on: &impl ConnectionTrait,
    actor: AccountId,
    limit: u32,
    before: Option<i64>,
) -> Result<Vec<Row>, DbErr> {
    let query = format!(
        "SELECT {COLUMNS} FROM audit WHERE actor = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3"
    );
    let values = [actor.to_string().into(), before.unwrap_or(i64::MAX).into(), i64::from(limit).into()];
    on.query_all_raw(sql(on, &query, values)).await?.iter().map(row).collect()
}

/// How often what was done.
pub async fn count_by_action(on: &impl ConnectionTrait) -> Result<BTreeMap<String, u64>, DbErr> {
    let query = "SELECT action, COUNT(*) AS n FROM audit GROUP BY action";
    let rows = on.query_all_raw(sql(on, query, [])).await?;
    rows.iter().map(|row| Ok((text(row, "action")?, bytes(row, "n")?))).collect()
}

/// A value that does not read back is somebody's work, and the row is told of without its content.
fn row(row: &QueryResult) -> Result<Row, DbErr> {
    let sequence = row.try_get("", "sequence")?;
    Ok(match content(row) {
        Ok((entry, prev_hash, hash)) => Row { sequence, entry: Some(entry), prev_hash, hash },
        Err(_) => Row { sequence, entry: None, prev_hash: String::new(), hash: String::new() },
    })
}

fn content(row: &QueryResult) -> Result<(Entry, String, String), DbErr> {
    let entry = Entry {
        at: instant(row, "at")?,
        actor: text(row, "actor")?,
        session: text_or_none(row, "session")?,
        action: text(row, "action")?,
        object: text(row, "object")?,
        outcome: text(row, "outcome")?,
        network: text_or_none(row, "network")?,
    };
    Ok((entry, text(row, "prev_hash")?, text(row, "hash")?))
}
