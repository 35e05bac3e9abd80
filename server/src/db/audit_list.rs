//! The audit trail as an admin searches it.
use domain::time::Timestamp;
use sea_orm::QueryResult;

use super::{ConnectionTrait, DbErr, instant, like::containing, sql, text, text_or_none};

/// Which records are wanted; what is missing does not narrow them down.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Whose id acted or was acted upon.
    pub who: Option<String>,
    /// Part of the action.
    pub action: String,
    /// Part of the object.
    pub object: String,
    /// From then on.
    pub from: Option<Timestamp>,
    /// Before then.
    pub until: Option<Timestamp>,
}

/// A record with the names of the accounts in it.
pub struct Record {
    /// Its number.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// Who acted.
    pub actor: String,
    /// The actor's name, where it is an account that is still there.
    pub actor_username: Option<String>,
    /// Through which session, where one acted.
    pub session: Option<String>,
    /// What was done.
    pub action: String,
    /// To what.
    pub object: String,
    /// The object's name, where it is an account that is still there.
    pub object_username: Option<String>,
    /// How it ended.
    pub outcome: String,
    /// From which network, as a keyed digest, where that is known.
    pub network: Option<String>,
}

/// At most `limit` records that match and are older than the one of the number `before`, the newest first.
pub async fn list(
    on: &impl ConnectionTrait,
    filter: &Filter,
    before: i64,
    limit: u32,
) -> Result<Vec<Record>, DbErr> {
    let query = "SELECT t.sequence, t.at, t.actor, t.session, t.action, t.object, t.outcome, t.network,
            who.username AS actor_username, what.username AS object_username
        FROM audit t LEFT JOIN account who ON who.id = t.actor LEFT JOIN account what ON what.id = t.object
        WHERE t.sequence < $1 AND ($2 = '' OR t.actor = $2 OR t.object = $2)
            AND t.action LIKE $3 ESCAPE '!' AND t.object LIKE $4 ESCAPE '!' AND t.at >= $5 AND t.at < $6
        ORDER BY t.sequence DESC LIMIT $7";
    let values = [
        before.into(),
        filter.who.clone().unwrap_or_default().into(),
        containing(&filter.action).into(),
        containing(&filter.object).into(),
        filter.from.map_or(i64::MIN, Timestamp::micros).into(),
        filter.until.map_or(i64::MAX, Timestamp::micros).into(),
        i64::from(limit).into(),
    ];
    on.query_all_raw(sql(on, query, values)).await?.iter().map(read).collect()
}

fn read(row: &QueryResult) -> Result<Record, DbErr> {
    Ok(Record {
        sequence: row.try_get("", "sequence")?,
        at: instant(row, "at")?,
        actor: text(row, "actor")?,
        actor_username: text_or_none(row, "actor_username")?,
        session: text_or_none(row, "session")?,
        action: text(row, "action")?,
        object: text(row, "object")?,
        object_username: text_or_none(row, "object_username")?,
        outcome: text(row, "outcome")?,
        network: text_or_none(row, "network")?,
    })
}
