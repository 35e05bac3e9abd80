//! Failures, by account and place and by network.
use std::time::Duration;

use domain::{
    throttle::{Bucket, Ladder},
    time::Timestamp,
};
use sea_orm::QueryResult;

use super::{ConnectionTrait, DbErr, count, execute, instant, one, sql};

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
