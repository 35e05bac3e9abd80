//! What a member did, newest first.
use domain::time::Timestamp;

use crate::{app::App, auth::Member, db, service::ServiceError};

/// Rows of one answer.
const LIMIT_MAX: u32 = 200;

/// One row of one's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// Its number, for the next page.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// Through which session, where one acted.
    pub session: Option<String>,
    /// What was done.
    pub action: String,
    /// To what.
    pub object: String,
    /// How it ended.
    pub outcome: String,
}

/// The caller's own rows, newest first: at most `limit`, of those before the row `before` if that is given.
pub async fn activity(
    app: &App,
    member: &Member,
    limit: u32,
    before: Option<i64>,
) -> Result<Vec<Activity>, ServiceError> {
    let rows = db::audit::of_actor(app.db.read(), member.account(), limit.min(LIMIT_MAX), before).await?;
    let shown = rows.into_iter().filter_map(|row| {
        let entry = row.entry?;
        Some(Activity {
            sequence: row.sequence,
            at: entry.at,
            session: entry.session,
            action: entry.action,
            object: entry.object,
            outcome: entry.outcome,
        })
    });
    Ok(shown.collect())
}
