//! The sessions of an account, as its owner sees and ends them (A20).
use domain::id::{AccountId, SessionId};

use super::{Change, forget, renew};
use crate::{
    app::{App, Shared},
    auth::{Member, Visitor},
    db::{self, Transaction, session::Shown},
    service::{
        ServiceError,
        audit::{self, Actor, Outcome},
        sessions::SignedIn,
    },
};

/// The caller's sessions that are still good, the last used first.
pub async fn list(app: &App, member: &Member) -> Result<Vec<Shown>, ServiceError> {
    open(app, member.account()).await
}

/// The same of any account.
pub(in crate::service) async fn open(app: &App, account: AccountId) -> Result<Vec<Shown>, ServiceError> {
    let now = app.clock.now();
    let mut open = db::session::list_open(app.db.read(), account).await?;
    for session in &mut open {
        // Memory knows better than the row when a session was last used.
        session.last_seen_at = app.sessions.seen_at(session.id).unwrap_or(session.last_seen_at);
    }
    open.retain(|session| {
        let terms = app.terms(session.keep_signed_in);
        !terms.is_over(session.created_at, session.last_seen_at, now)
    });
    open.sort_by_key(|session| std::cmp::Reverse(session.last_seen_at));
    Ok(open)
}

/// Ends one of the caller's sessions; its next call fails. Somebody else's is none.
pub async fn end(app: &Shared, member: &Member, session: SessionId) -> Result<(), ServiceError> {
    let tx = app.db.write().await?;
    end_of(app, tx, member, member.account(), session).await
}

/// Ends a session of `account`, and commits.
pub(in crate::service) async fn end_of(
    app: &App,
    tx: Transaction,
    actor: impl Into<Actor>,
    account: AccountId,
    session: SessionId,
) -> Result<(), ServiceError> {
    let now = app.clock.now();
    let is_theirs = db::session::find(&tx, session).await?.is_some_and(|row| row.account == account);
    if !is_theirs {
        return Err(ServiceError::NotFound("There is no such session.".to_owned()));
    }
    if db::session::end(&tx, session, now).await? {
        audit::record(&tx, actor, "session.end", session, Outcome::Success, now);
    }
    tx.commit().await?;
    app.sessions.forget(session);
    Ok(())
}

/// Ends all others; the caller's goes on as a new one.
pub async fn end_others(app: &App, member: &Member, visitor: &Visitor) -> Result<SignedIn, ServiceError> {
    let tx = app.db.write().await?;
    let signed_in = renew(app, &tx, member, visitor, Change::OthersSignedOut).await?;
    tx.commit().await?;
    forget(app, member.account());
    Ok(signed_in)
}
