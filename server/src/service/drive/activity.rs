//! What happened to one file or folder, as who may see it is told.
//!
//! Its owner is told everything, and by whom. Who was given it is told what became of its content since then, and no names
//! but the owner's and his own: who else has it is the owner's to know. An address to which something was given is never
//! turned into a name, so whoever opened or left what was given to one is called by it.
use domain::{
    id::{AccountId, FileId},
    policy::entry::Act,
    time::Timestamp,
};

use crate::{
    app::App,
    auth::Member,
    db::{self, file_activity::Happening},
    service::{ServiceError, shares},
};

/// Who did something, as far as it may be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doer {
    /// Whoever asks.
    Caller,
    /// An account: by its name, or without one when it is gone or its name is not the caller's to know.
    Account(Option<String>),
    /// Somebody without an account, by a link.
    Visitor,
    /// A part of the server by itself.
    Server,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its number in the audit trail.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// What was done, as the trail calls it.
    pub action: String,
    /// Who did it.
    pub doer: Doer,
    /// To whom it was given, while that stands.
    pub given_to: Option<String>,
}

/// What happened to a file or folder before the row `before`, the newest first, at most `limit` of it; and the row before
/// which there is more, if there is.
pub async fn activity(
    app: &App,
    member: &Member,
    id: FileId,
    (before, limit): (Option<i64>, u32),
) -> Result<(Vec<Event>, Option<i64>), ServiceError> {
    let access = shares::reach(app, member, id, Act::Look).await?;
    let (on, through) = (app.db.read(), access.given.map(|given| given.share));
    let before = before.unwrap_or(i64::MAX);
    let mut found = db::file_activity::list(on, id, through, before, limit + 1).await?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().map(|last| last.sequence).filter(|_| more);
    // The owner's alone among the names of others, where the owner is another.
    let known = through.map(|_| access.owner);
    let events = found.into_iter().map(|happening| event(happening, member.account(), known)).collect();
    Ok((events, next))
}

fn event(happening: Happening, caller: AccountId, known: Option<AccountId>) -> Event {
    let Happening { sequence, at, actor, username, action, given_to } = happening;
    let doer = match actor.parse::<AccountId>() {
        Ok(account) if account == caller => Doer::Caller,
        Ok(account) if known.is_some_and(|known| known != account) => Doer::Account(None),
        Ok(_) if matches!(action.as_str(), "share.open" | "share.leave") => Doer::Account(given_to.clone()),
        Ok(_) => Doer::Account(username),
        Err(_) if actor == "stranger" => Doer::Visitor,
        Err(_) => Doer::Server,
    };
    Event { sequence, at, action, doer, given_to }
}
