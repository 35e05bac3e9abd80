//! Sessions: begun after proof, prolonged by refresh tokens that work once, ended by their owner or by a token that
//! comes back (SEC-22, SEC-23). Whoever proves himself again trades the session's token too, and its access tokens of
//! before end at once (SEC-26).
//!
//! ```text
//! begin ─→ R1 ─refresh─→ R2 ─refresh─→ R3 …          each trade marks the old one as used
//!           └── R1 again within 10 s from the same device: R2 once more   two tabs refreshed at the same time
//!           └── R1 again otherwise: the session ends                      one of the two holders is a thief
//! ```
use std::sync::Arc;

use domain::{
    id::{AccountId, SessionId},
    time::Timestamp,
    token::{SessionTerms, is_within_grace},
};

use super::{
    Reason, ServiceError,
    audit::{self, Actor, Outcome},
    privacy::request,
    to_the_end,
};
use crate::{
    app::{App, Shared},
    auth::{Access, Claims, Member, Presence, Secret, Visitor, open, seal},
    clock::random,
    db::{self, Transaction, account::Account, refresh_token::RefreshToken, session::Session},
    mail::{Letter, outbox},
};

/// What a session was proved by, for the token's `amr`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// A password and a mailed code.
    PasswordAndCode,
    /// A password and a code of an authenticator.
    PasswordAndTotp,
    /// A password and a backup code.
    PasswordAndBackupCode,
    /// A mailed code.
    Code,
    /// A passkey.
    Passkey,
    /// A password set with the setup link.
    Password,
}

impl Proof {
    /// As rows and tokens say it.
    pub const fn methods(self) -> &'static str {
        match self {
            Self::PasswordAndCode => "pwd otp",
            Self::PasswordAndTotp => "pwd totp",
            Self::PasswordAndBackupCode => "pwd backup",
            Self::Code => "otp",
            Self::Passkey => "passkey",
            Self::Password => "pwd",
        }
    }

    /// Whether what a row says is more than a mailed code or a password alone.
    pub fn is_strong(methods: &str) -> bool {
        let strong = [Self::PasswordAndTotp, Self::PasswordAndBackupCode, Self::Passkey];
        strong.iter().any(|proof| proof.methods() == methods)
    }

    /// As people read what a row says.
    pub fn words(methods: &str) -> &'static str {
        match methods {
            "pwd otp" => "password and mailed code",
            "pwd totp" => "password and authenticator",
            "pwd backup" => "password and backup code",
            "otp" => "mailed code",
            "passkey" => "passkey",
            "pwd" => "setup link",
            _ => "unknown",
        }
    }
}

/// What somebody gets who signed in.
pub struct SignedIn {
    /// Whose session it is.
    pub account: AccountId,
    /// The session.
    pub session: SessionId,
    /// The access token.
    pub access: Access,
    /// The refresh token.
    pub refresh: Secret,
    /// When the session ends however busy it is.
    pub ends_at: Timestamp,
}

/// Begins a session for an account that proved itself, and writes that down.
pub(super) async fn begin(
    app: &App,
    tx: &Transaction,
    account: &Account,
    methods: &str,
    terms: SessionTerms,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<SignedIn, ServiceError> {
    let signed_in = start(app, tx, account, methods, terms, visitor, now).await?;
    let actor = Actor::visiting(app, account.id, visitor);
    audit::record(tx, actor, "session.begin", signed_in.session, Outcome::Success, now);
    Ok(signed_in)
}

/// Starts a session without a row of its own in the audit trail: whoever calls writes down why.
pub(super) async fn start(
    app: &App,
    tx: &Transaction,
    account: &Account,
    methods: &str,
    terms: SessionTerms,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<SignedIn, ServiceError> {
    if account.suspended_at.is_some() {
        return Err(suspended());
    }
    request::refuse_if_pending(tx, account.id).await?;
    let session = SessionId::from_random(random());
    let ends_at = terms.absolute_end(now);
    let new = db::session::NewSession {
        id: session,
        account: account.id,
        methods,
        keep_signed_in: terms.keep_signed_in,
        security_version: account.security_version,
        device: &visitor.device,
        network: &visitor.network,
        created_at: now,
        expires_at: ends_at,
    };
    db::session::insert(tx, new).await?;
    let refresh = Secret::fresh();
    db::refresh_token::insert(tx, &refresh.digest(), session, now).await?;
    let claims =
        Claims { account: account.id, session, security_version: account.security_version, proofs: 0 };
    let access = issue(app, &claims, methods, ends_at, now);
    Ok(SignedIn { account: account.id, session, access, refresh, ends_at })
}

/// Ends everything that was begun before an account was changed: its tokens, its sessions, and the challenges by which
/// somebody is about to sign in with what held until now (SEC-24). Whoever calls commits, and has the sessions forgotten.
pub(super) async fn end_every(
    tx: &Transaction,
    account: AccountId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    db::account::raise_security_version(tx, account).await?;
    db::session::end_all(tx, account, now).await?;
    db::challenge::void_all(tx, account, now).await?;
    Ok(())
}

/// A fresh access token for the caller's own session.
pub async fn access(app: &App, member: &Member) -> Result<Access, ServiceError> {
    let row = db::session::find(app.db.read(), member.session()).await?.ok_or_else(over)?;
    Ok(access_of(app, member.session(), &row, app.clock.now()))
}

/// Trades a refresh token for the next one. That is no use of the session: the call that it was traded for is.
pub async fn refresh(app: &Shared, token: &str, visitor: &Visitor) -> Result<SignedIn, ServiceError> {
    let token = Secret::presented(token).ok_or_else(not_ours)?;
    let (app, visitor) = (Arc::clone(app), visitor.clone());
    to_the_end(async move { trade(&app, &token, &visitor).await }).await
}

/// Ends the caller's session.
pub async fn end(app: &Shared, member: &Member) -> Result<(), ServiceError> {
    let (app, member, session) = (Arc::clone(app), member.clone(), member.session());
    to_the_end(async move {
        let now = app.clock.now();
        let tx = app.db.write().await?;
        db::session::end(&tx, session, now).await?;
        audit::record(&tx, &member, "session.end", session, Outcome::Success, now);
        tx.commit().await?;
        app.sessions.forget(session);
        Ok(())
    })
    .await
}

async fn trade(app: &App, token: &Secret, visitor: &Visitor) -> Result<SignedIn, ServiceError> {
    let now = app.clock.now();
    let digest = token.digest();
    let tx = app.db.write().await?;
    let known = db::refresh_token::find(&tx, &digest).await?.ok_or_else(not_ours)?;
    let session = db::session::find(&tx, known.session).await?.ok_or_else(over)?;
    if is_over(app, known.session, &session, now) {
        return Err(over());
    }
    let next = Secret::fresh();
    // Nobody but the same device opens it again.
    let context = context(&digest, &visitor.face(app, session.account));
    let sealed = seal(&app.keyring.newest().mail, &context, next.as_str().as_bytes());
    if !db::refresh_token::use_up(&tx, &digest, sealed, now).await? {
        // Read again: on PostgreSQL the other trade may have been committed since.
        let used = db::refresh_token::find(&tx, &digest).await?.ok_or_else(not_ours)?;
        return match same_successor(app, &context, &used, now) {
            Some(next) => Ok(signed_in(app, used.session, &session, next, now)),
            None => end_family(app, tx, (used.session, &session), visitor, now).await,
        };
    }
    db::refresh_token::insert(&tx, &next.digest(), known.session, now).await?;
    tx.commit().await?;
    Ok(signed_in(app, known.session, &session, next, now))
}

/// Both factors were proved once more: the session goes on with new tokens, and the old ones end (SEC-26). What is under
/// way in it goes on too, and a tab that refreshes at this moment is answered the same successor. Whoever calls commits
/// and then lets memory forget the session.
pub(super) async fn prove_again(
    app: &App,
    tx: &Transaction,
    member: &Member,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<SignedIn, ServiceError> {
    let id = member.session();
    db::session::note_proof(tx, id, now).await?;
    let open =
        db::session::find(tx, id).await?.filter(|session| session.ended_at.is_none() && session.is_current);
    let session = open.ok_or_else(over)?;
    let next = Secret::fresh();
    // Once more where a trade came between on PostgreSQL.
    while let Some(digest) = db::refresh_token::unused(tx, id).await? {
        let context = context(&digest, &visitor.face(app, session.account));
        let sealed = seal(&app.keyring.newest().mail, &context, next.as_str().as_bytes());
        if db::refresh_token::use_up(tx, &digest, sealed, now).await? {
            break;
        }
    }
    db::refresh_token::insert(tx, &next.digest(), id, now).await?;
    audit::record(tx, member, "session.step_up", id, Outcome::Success, now);
    Ok(signed_in(app, id, &session, next, now))
}

/// A token came back: nobody knows which of its two holders is the owner, so both are out.
async fn end_family(
    app: &App,
    tx: Transaction,
    (id, session): (SessionId, &Session),
    visitor: &Visitor,
    now: Timestamp,
) -> Result<SignedIn, ServiceError> {
    db::session::end(&tx, id, now).await?;
    let actor = Actor::visiting(app, session.account, visitor);
    audit::record(&tx, actor, "session.reuse", id, Outcome::Refusal, now);
    if let Some(account) = db::account::find(&tx, session.account).await? {
        outbox::post(app, &tx, &account.email, &Letter::session_ended(&account.username), now).await?;
    }
    tx.commit().await?;
    app.sessions.forget(id);
    app.mailer.wake();
    Err(over())
}

/// The successor of a token that was traded in a moment ago, for the tab that came second.
fn same_successor(app: &App, context: &str, used: &RefreshToken, now: Timestamp) -> Option<Secret> {
    let recent = used.used_at.is_some_and(|used_at| is_within_grace(used_at, now));
    let sealed = used.successor.as_deref().filter(|_| recent)?;
    let ring = app.keyring.ring();
    let plain = ring.keys().iter().find_map(|keys| open(&keys.mail, context, sealed))?;
    Secret::presented(std::str::from_utf8(&plain).ok()?)
}

fn context(digest: &str, face: &str) -> String {
    format!("refresh/v2 {digest} {face}")
}

/// Memory knows better than the row when a session was last used.
fn is_over(app: &App, id: SessionId, session: &Session, now: Timestamp) -> bool {
    let terms = app.terms(session.keep_signed_in);
    let in_use = app.sessions.touch(id, now, Presence::Unattended, |_, _| ()).flatten().is_some();
    session.ended_at.is_some()
        || !session.is_current
        || !in_use && terms.is_over(session.created_at, session.last_seen_at, now)
}

fn signed_in(app: &App, id: SessionId, session: &Session, refresh: Secret, now: Timestamp) -> SignedIn {
    let terms = app.terms(session.keep_signed_in);
    SignedIn {
        account: session.account,
        session: id,
        access: access_of(app, id, session, now),
        refresh,
        ends_at: terms.absolute_end(session.created_at),
    }
}

fn access_of(app: &App, id: SessionId, session: &Session, now: Timestamp) -> Access {
    let terms = app.terms(session.keep_signed_in);
    let claims = Claims {
        account: session.account,
        session: id,
        security_version: session.security_version,
        proofs: session.proofs,
    };
    issue(app, &claims, &session.methods, terms.absolute_end(session.created_at), now)
}

fn issue(app: &App, claims: &Claims, methods: &str, ends_at: Timestamp, now: Timestamp) -> Access {
    let methods: Vec<&str> = methods.split(' ').collect();
    app.tokens.issue(claims, &methods, ends_at, now)
}

fn not_ours() -> ServiceError {
    refused("This refresh token is not valid. Sign in again.")
}

/// The session is over.
pub(super) fn over() -> ServiceError {
    refused("This session has ended. Sign in again.")
}

fn suspended() -> ServiceError {
    ServiceError::Precondition {
        reason: Reason::Suspended,
        message: "This account is suspended. What it stores is safe. Ask whoever runs the server.".to_owned(),
    }
}

fn refused(message: &str) -> ServiceError {
    ServiceError::Unauthenticated { reason: Reason::TokenInvalid, message: message.to_owned() }
}
