//! Wrong passwords in a row, by account and place. A place of nobody's is the empty text.
use domain::{
    throttle::{WRONG_PASSWORDS_MAX, WrongPasswords},
    time::Timestamp,
};
use sea_orm::QueryResult;

use super::{ConnectionTrait, DbErr, count, execute, instant, one, sql};

/// The wrong passwords at one account from one place.
pub async fn find(
    on: &impl ConnectionTrait,
    subject: &str,
    place: &str,
) -> Result<Option<WrongPasswords>, DbErr> {
    let text = "SELECT in_a_row, last_at FROM wrong_password WHERE subject = $1 AND place = $2";
    let read = |row: QueryResult| {
        Ok(WrongPasswords { in_a_row: count(&row, "in_a_row")?, last_at: instant(&row, "last_at")? })
    };
    on.query_one_raw(sql(on, text, [subject.into(), place.into()])).await?.map(read).transpose()
}

/// Keeps them.
pub async fn keep(
    on: &impl ConnectionTrait,
    subject: &str,
    place: &str,
    wrong: WrongPasswords,
) -> Result<bool, DbErr> {
    let text = "INSERT INTO wrong_password (subject, place, in_a_row, last_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (subject, place) DO UPDATE SET in_a_row = $3, last_at = $4";
    let values =
        [subject.into(), place.into(), i64::from(wrong.in_a_row).into(), wrong.last_at.micros().into()];
    one(on, text, values).await
}

/// Marks the end of a count; `false` when there is none, or it was marked before.
pub async fn close(
    on: &impl ConnectionTrait,
    subject: &str,
    place: &str,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "UPDATE wrong_password SET closed_at = $3
        WHERE subject = $1 AND place = $2 AND in_a_row >= $4 AND closed_at IS NULL";
    let values = [subject.into(), place.into(), now.micros().into(), i64::from(WRONG_PASSWORDS_MAX).into()];
    one(on, text, values).await
}

/// Forgets them after a right one.
pub async fn forget(on: &impl ConnectionTrait, subject: &str, place: &str) -> Result<bool, DbErr> {
    let text = "DELETE FROM wrong_password WHERE subject = $1 AND place = $2";
    one(on, text, [subject.into(), place.into()]).await
}

/// Forgets all at an account; how many counts had come to their end.
pub async fn forget_subject(on: &impl ConnectionTrait, subject: &str) -> Result<u64, DbErr> {
    let ended = "DELETE FROM wrong_password WHERE subject = $1 AND in_a_row >= $2";
    let ended = execute(on, ended, [subject.into(), i64::from(WRONG_PASSWORDS_MAX).into()]).await?;
    execute(on, "DELETE FROM wrong_password WHERE subject = $1", [subject.into()]).await?;
    Ok(ended)
}

/// Removes counts without a wrong password since `then` that did not come to their end.
pub async fn remove_forgotten(on: &impl ConnectionTrait, then: Timestamp) -> Result<u64, DbErr> {
    let text = "DELETE FROM wrong_password WHERE last_at < $1 AND in_a_row < $2";
    execute(on, text, [then.micros().into(), i64::from(WRONG_PASSWORDS_MAX).into()]).await
}
