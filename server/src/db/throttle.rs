//! Failures, by account and place and by network.
use std::time::Duration;

use domain::{
    throttle::{Bucket, Ladder},
    time::Timestamp,
};
use sea_orm::QueryResult;

use super::{ConnectionTrait, DbErr, count, execute, instant, one, sql, text, text_or_none};

/// Failures at one account from one place, with the account's name where there is such an account.
pub struct Climbed {
    /// The account's name.
    pub username: Option<String>,
    /// The network or the browser.
    pub place: String,
    /// How often, and when last.
    pub ladder: Ladder,
}

/// At most `limit` ladders, the newest failure first.
pub async fn ladders(on: &impl ConnectionTrait, limit: u32) -> Result<Vec<Climbed>, DbErr> {
    let query = "SELECT a.username, t.place, t.failures, t.last_at
        FROM throttle t LEFT JOIN account a ON a.id = t.subject ORDER BY t.last_at DESC, t.place LIMIT $1";
    let read = |row: &QueryResult| {
        let ladder = Ladder { failures: count(row, "failures")?, last_at: instant(row, "last_at")? };
        Ok(Climbed { username: text_or_none(row, "username")?, place: text(row, "place")?, ladder })
    };
    on.query_all_raw(sql(on, query, [i64::from(limit).into()])).await?.iter().map(read).collect()
}

/// At most `limit` networks by how full they are of something, the fullest first.
pub async fn buckets(
    on: &impl ConnectionTrait,
    what: &str,
    limit: u32,
) -> Result<Vec<(String, Bucket)>, DbErr> {
    let query = "SELECT network, empty_at FROM throttle_network WHERE what = $1
        ORDER BY empty_at DESC, network LIMIT $2";
    let read =
        |row: &QueryResult| Ok((text(row, "network")?, Bucket { empty_at: instant(row, "empty_at")? }));
    let values = [what.into(), i64::from(limit).into()];
    on.query_all_raw(sql(on, query, values)).await?.iter().map(read).collect()
}

/// The failures at one account from one place.
pub async fn find_ladder(
    on: &impl ConnectionTrait,
    subject: &str,
    place: &str,
) -> Result<Option<Ladder>, DbErr> {
    let text = "SELECT failures, last_at FROM throttle WHERE subject = $1 AND place = $2";
    let read = |row: QueryResult| {
        Ok(Ladder { failures: count(&row, "failures")?, last_at: instant(&row, "last_at")? })
    };
    on.query_one_raw(sql(on, text, [subject.into(), place.into()])).await?.map(read).transpose()
}

/// Keeps them.
pub async fn keep_ladder(
    on: &impl ConnectionTrait,
    subject: &str,
    place: &str,
    ladder: Ladder,
) -> Result<bool, DbErr> {
    let text = "INSERT INTO throttle (subject, place, failures, last_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (subject, place) DO UPDATE SET failures = $3, last_at = $4";
    let values =
        [subject.into(), place.into(), i64::from(ladder.failures).into(), ladder.last_at.micros().into()];
    one(on, text, values).await
}

/// Forgets them after a success.
pub async fn forget_ladder(on: &impl ConnectionTrait, subject: &str, place: &str) -> Result<bool, DbErr> {
    one(on, "DELETE FROM throttle WHERE subject = $1 AND place = $2", [subject.into(), place.into()]).await
}

/// Forgets all failures at an account.
pub async fn forget_subject(on: &impl ConnectionTrait, subject: &str) -> Result<u64, DbErr> {
    execute(on, "DELETE FROM throttle WHERE subject = $1", [subject.into()]).await
}

/// How much a network did of something.
pub async fn find_bucket(
    on: &impl ConnectionTrait,
    network: &str,
    what: &str,
) -> Result<Option<Bucket>, DbErr> {
    let text = "SELECT empty_at FROM throttle_network WHERE network = $1 AND what = $2";
    let read = |row: QueryResult| Ok(Bucket { empty_at: instant(&row, "empty_at")? });
    on.query_one_raw(sql(on, text, [network.into(), what.into()])).await?.map(read).transpose()
}

/// Keeps them.
pub async fn keep_bucket(
    on: &impl ConnectionTrait,
    network: &str,
    what: &str,
    bucket: Bucket,
) -> Result<bool, DbErr> {
    let text = "INSERT INTO throttle_network (network, what, empty_at) VALUES ($1, $2, $3)
        ON CONFLICT (network, what) DO UPDATE SET empty_at = $3";
    one(on, text, [network.into(), what.into(), bucket.empty_at.micros().into()]).await
}

/// Gives a network the room of one back.
pub async fn give_back(
    on: &impl ConnectionTrait,
    network: &str,
    what: &str,
    pause: Duration,
) -> Result<bool, DbErr> {
    let text = "UPDATE throttle_network SET empty_at = empty_at - $3 WHERE network = $1 AND what = $2";
    let micros = i64::try_from(pause.as_micros()).unwrap_or(i64::MAX);
    one(on, text, [network.into(), what.into(), micros.into()]).await
}

/// Removes what says nothing any more: ladders without a failure since `then`, buckets that are empty `now`.
pub async fn remove_forgotten(
    on: &impl ConnectionTrait,
    then: Timestamp,
    now: Timestamp,
) -> Result<u64, DbErr> {
    let ladders = execute(on, "DELETE FROM throttle WHERE last_at < $1", [then.micros().into()]).await?;
    let buckets =
        execute(on, "DELETE FROM throttle_network WHERE empty_at < $1", [now.micros().into()]).await?;
    Ok(ladders + buckets)
}
