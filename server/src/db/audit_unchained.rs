//! Rows of the audit trail from before it was a chain, until they are appended to it.
use super::{ConnectionTrait, Db, DbErr, execute, instant, sql, text};
use crate::trail::Entry;

/// Rows that are read at a time.
const PAGE: u32 = 1_000;

/// Appends them to the chain, oldest first, in one transaction; there are some at the first start of this version alone.
pub(super) async fn adopt(db: &Db) -> Result<(), DbErr> {
    if page(db.read(), "").await?.is_empty() {
        return Ok(());
    }
    let tx = db.write().await?;
    let mut behind = String::new();
    loop {
        let rows = page(&tx, &behind).await?;
        let Some((last, _)) = rows.last() else { break };
        behind.clone_from(last);
        rows.into_iter().for_each(|(_, entry)| tx.tell(entry));
    }
    execute(&tx, "DELETE FROM audit_unchained", []).await?;
    tx.commit().await
}

/// The next rows in the order of their times, each with its place in that order.
async fn page(on: &impl ConnectionTrait, behind: &str) -> Result<Vec<(String, Entry)>, DbErr> {
    let (at, id) = behind.split_once(' ').unwrap_or_default();
    let at: i64 = at.parse().unwrap_or(i64::MIN);
    let query = "SELECT id, at, actor, action, object, outcome FROM audit_unchained
        WHERE at > $1 OR (at = $1 AND id > $2) ORDER BY at, id LIMIT $3";
    let rows = on.query_all_raw(sql(on, query, [at.into(), id.into(), i64::from(PAGE).into()])).await?;
    let read = |row: &sea_orm::QueryResult| {
        let entry = Entry {
            at: instant(row, "at")?,
            actor: text(row, "actor")?,
            session: None,
            action: text(row, "action")?,
            object: text(row, "object")?,
            outcome: text(row, "outcome")?,
            network: None,
        };
        Ok((format!("{} {}", entry.at.micros(), text(row, "id")?), entry))
    };
    rows.iter().map(read).collect()
}
