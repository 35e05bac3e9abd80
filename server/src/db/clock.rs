//! The clock's mark: the latest moment that it showed, and whether somebody was told that it went back (SEC-17).
use domain::time::Timestamp;

use super::{ConnectionTrait, DbErr, one, parsed, sql};

const MARK: &str = "clock.mark";
const ALARM: &str = "clock.alarm";

/// The latest moment that was written down.
pub async fn mark(on: &impl ConnectionTrait) -> Result<Option<Timestamp>, DbErr> {
    let text = "SELECT value FROM setting WHERE name = $1";
    let Some(row) = on.query_one_raw(sql(on, text, [MARK.into()])).await? else { return Ok(None) };
    parsed(&row, "value").map(Timestamp::from_micros).map(Some)
}

/// Raises the mark, which never sinks.
pub async fn raise(on: &impl ConnectionTrait, to: Timestamp) -> Result<bool, DbErr> {
    let text = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2
        WHERE CAST(setting.value AS BIGINT) < CAST($2 AS BIGINT)";
    one(on, text, [MARK.into(), to.micros().to_string().into()]).await
}

/// Begins an alarm; `false` while one lasts.
pub async fn begin_alarm(on: &impl ConnectionTrait, now: Timestamp) -> Result<bool, DbErr> {
    let text = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
    one(on, text, [ALARM.into(), now.micros().to_string().into()]).await
}

/// Ends the alarm; `false` when there is none.
pub async fn end_alarm(on: &impl ConnectionTrait) -> Result<bool, DbErr> {
    one(on, "DELETE FROM setting WHERE name = $1", [ALARM.into()]).await
}
