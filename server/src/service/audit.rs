//! The audit trail: each acknowledged mutation has exactly one row, in the same transaction (INV-A4).
use std::fmt::Display;

use domain::{
    id::{AccountId, FileId, SessionId},
    time::Timestamp,
};

use super::ServiceError;
use crate::{
    app::App,
    auth::{Admin, Member, Visitor},
    db::Transaction,
    trail::{Entry, Origin},
};

/// How an audited action ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Success,
    /// Refused.
    Refusal,
    /// It was wrong: a password, a code.
    Failure,
}

impl Outcome {
    const fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Refusal => "refusal",
            Self::Failure => "failure",
        }
    }
}

/// Who acted: somebody signed in, an account before it has a session, a stranger, or a part of the server by itself. All
/// but the last came from somewhere.
#[derive(Clone)]
pub struct Actor {
    name: String,
    session: Option<SessionId>,
    origin: Option<Origin>,
}

impl Actor {
    /// An account before it has a session, or whoever says that he is its owner.
    pub fn visiting(app: &App, account: AccountId, visitor: &Visitor) -> Self {
        Self { name: account.to_string(), session: None, origin: visitor.origin(app) }
    }

    /// Somebody who named no account that there is.
    pub fn stranger(app: &App, visitor: &Visitor) -> Self {
        Self { name: "stranger".to_owned(), session: None, origin: visitor.origin(app) }
    }
}

impl Actor {
    /// The account, if it was one.
    pub(super) fn account(&self) -> Option<AccountId> {
        self.name.parse().ok()
    }
}

impl From<&Member> for Actor {
    fn from(member: &Member) -> Self {
        let (session, origin) = (Some(member.session()), member.origin());
        Self { name: member.account().to_string(), session, origin }
    }
}

impl From<&Admin> for Actor {
    fn from(admin: &Admin) -> Self {
        admin.member().into()
    }
}

impl From<&'static str> for Actor {
    fn from(part: &'static str) -> Self {
        Self { name: part.to_owned(), session: None, origin: None }
    }
}

/// Writes that an admin did `action` to something whose truth is not in the database: nodes, disks, layouts, copies. So
/// its row has a transaction of its own, behind the deed.
pub async fn record_deed(
    app: &App,
    admin: &Admin,
    action: &'static str,
    object: impl Display,
) -> Result<(), ServiceError> {
    let tx = app.db.write().await?;
    record(&tx, admin, action, object, Outcome::Success, app.clock.now());
    Ok(tx.commit().await?)
}

/// Writes that `actor` did `action` to `object`, when the transaction commits.
pub fn record(
    tx: &Transaction,
    actor: impl Into<Actor>,
    action: &'static str,
    object: impl Display,
    outcome: Outcome,
    now: Timestamp,
) {
    tx.tell(entry(actor.into(), action, &object, outcome, now));
}

/// The same of something that is gone with this transaction, so that no row leads from it to the file or folder it was of:
/// it stands in that one's activity too.
pub fn record_of(
    tx: &Transaction,
    actor: impl Into<Actor>,
    action: &'static str,
    (object, file): (impl Display, FileId),
    outcome: Outcome,
    now: Timestamp,
) {
    tx.tell_of(entry(actor.into(), action, &object, outcome, now), file);
}

fn entry(
    actor: Actor,
    action: &'static str,
    object: &dyn Display,
    outcome: Outcome,
    now: Timestamp,
) -> Entry {
    Entry {
        at: now,
        actor: actor.name,
        session: actor.session.map(|session| session.to_string()),
        action: action.to_owned(),
        object: object.to_string(),
        outcome: outcome.name().to_owned(),
        network: actor.origin.map(|origin| origin.to_string()),
    }
}
