//! Searching the whole trail and taking a copy of what was found along: an admin's deed.
use domain::{csv, time::Timestamp, username::Username};
use serde_json::json;

use crate::{
    app::App,
    auth::Admin,
    db::{
        self,
        audit_list::{Filter, Record},
    },
    service::{
        ServiceError, audit,
        audit_log::{self, Verdict},
    },
};

/// Records of one part of an export: some 250 bytes each, a megabyte in all.
const PART: u32 = 4_000;
/// The columns, as a table names them.
const HEADER: [&str; 10] = [
    "sequence",
    "time",
    "actor",
    "actor_username",
    "session",
    "action",
    "object",
    "object_username",
    "outcome",
    "network",
];

/// What is looked for, as somebody typed it.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// A username, a part of the server, or the id of an account that is no more.
    pub user: String,
    /// Part of the action.
    pub action: String,
    /// Part of the object.
    pub object: String,
    /// From then on.
    pub from: Option<Timestamp>,
    /// Before then.
    pub until: Option<Timestamp>,
}

/// How a copy is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A table for a spreadsheet.
    Csv,
    /// A JSON object a line.
    JsonLines,
}

/// Some records, and where the next ones begin.
pub struct Found<T> {
    /// The newest first.
    pub found: T,
    /// The number behind which the next ones stand; none after the last.
    pub next: Option<i64>,
}

/// At most `limit` records before the number `before`, the newest first.
pub async fn search(
    app: &App,
    _: &Admin,
    wanted: &Wanted,
    (before, limit): (Option<i64>, u32),
) -> Result<Found<Vec<Record>>, ServiceError> {
    find(app, wanted, before, limit).await
}

/// The same as text, a part at a time. That somebody took it along stands in the trail once, with the first part.
pub async fn export(
    app: &App,
    admin: &Admin,
    wanted: &Wanted,
    format: Format,
    before: Option<i64>,
) -> Result<Found<String>, ServiceError> {
    let Found { found, next } = find(app, wanted, before, PART).await?;
    let mut text = String::new();
    if before.is_none() {
        audit::record_deed(app, admin, "audit.export", "audit").await?;
        if format == Format::Csv {
            text = csv::line(HEADER);
        }
    }
    for record in &found {
        text.push_str(&match format {
            Format::Csv => table_line(record),
            Format::JsonLines => json_line(record),
        });
    }
    Ok(Found { found: text, next })
}

/// Walks the whole trail.
pub async fn verify(app: &App, _: &Admin) -> Result<Verdict, ServiceError> {
    audit_log::verify(app).await
}

async fn find(
    app: &App,
    wanted: &Wanted,
    before: Option<i64>,
    limit: u32,
) -> Result<Found<Vec<Record>>, ServiceError> {
    let on = app.db.read();
    let filter = Filter {
        who: who(app, wanted.user.trim()).await?,
        action: wanted.action.trim().to_lowercase(),
        object: wanted.object.trim().to_owned(),
        from: wanted.from,
        until: wanted.until,
    };
    // One more than asked for says whether there is another page.
    let mut found = db::audit_list::list(on, &filter, before.unwrap_or(i64::MAX), limit + 1).await?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().map(|last| last.sequence).filter(|_| more);
    Ok(Found { found, next })
}

/// The id behind a username; anything else is an actor as it stands in the rows.
async fn who(app: &App, user: &str) -> Result<Option<String>, ServiceError> {
    if user.is_empty() {
        return Ok(None);
    }
    if let Ok(username) = Username::parse(user)
        && let Some(account) = db::account::find_by_username(app.db.read(), &username.key()).await?
    {
        return Ok(Some(account.id.to_string()));
    }
    Ok(Some(user.to_owned()))
}

fn table_line(record: &Record) -> String {
    csv::line([
        record.sequence.to_string().as_str(),
        &written(record.at),
        &record.actor,
        record.actor_username.as_deref().unwrap_or_default(),
        record.session.as_deref().unwrap_or_default(),
        &record.action,
        &record.object,
        record.object_username.as_deref().unwrap_or_default(),
        &record.outcome,
        record.network.as_deref().unwrap_or_default(),
    ])
}

fn json_line(record: &Record) -> String {
    let mut line = json!({
        "sequence": record.sequence,
        "time": written(record.at),
        "actor": record.actor,
        "actor_username": record.actor_username,
        "session": record.session,
        "action": record.action,
        "object": record.object,
        "object_username": record.object_username,
        "outcome": record.outcome,
        "network": record.network,
    })
    .to_string();
    line.push('\n');
    line
}

/// RFC 3339 in UTC.
fn written(at: Timestamp) -> String {
    jiff::Timestamp::from_microsecond(at.micros())
        .map_or_else(|_| at.micros().to_string(), |at| at.to_string())
}
