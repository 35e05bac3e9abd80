//! From a request to a [`Member`]: the token that counts at this door, its signature, its session, and whether the
//! policy allows what he wants to do (SEC-46).
use domain::{
    id::SessionId,
    policy::{self, Action, Denial, Need, Subject},
    time::Timestamp,
};
use http::Extensions;

use super::{Admin, Claims, Door, Live, Member, Network, Presence, Secret, TokenError, visitor::Source};
use crate::{
    app::App,
    db,
    layers::{self, Layer},
    service::{Reason, ServiceError, sessions::Proof},
};

/// Who looks on, if he may: the same, and no use of the session, however long he does.
pub async fn onlooker(app: &App, request: &Extensions, action: Action) -> Result<Member, ServiceError> {
    check(app, request, "", action, Presence::Unattended).await
}

/// Who calls, if he may do this. `body_token` is the message's own token field; it counts only without metadata and
/// cookie (K13).
pub async fn member(
    app: &App,
    request: &Extensions,
    body_token: &str,
    action: Action,
) -> Result<Member, ServiceError> {
    check(app, request, body_token, action, Presence::noted(request)).await
}

async fn check(
    app: &App,
    request: &Extensions,
    body_token: &str,
    action: Action,
    presence: Presence,
) -> Result<Member, ServiceError> {
    layers::enter(request, Layer::Session);
    let token = access_token(request, body_token).ok_or_else(missing)?;
    let now = app.clock.now();
    let claims = app.tokens.read(token, now).map_err(refused)?;
    let source = request.get::<Network>().map(|network| network.source(app));
    let (member, subject) = check_session(app, &claims, source, presence, now).await?;
    policy::allow(Some(&subject), action, now).map_err(denied)?;
    layers::enter(request, Layer::UseCase);
    Ok(member)
}

/// Whoever calls, where the policy asks for no session: that layer is passed unasked.
pub fn anyone(request: &Extensions) {
    layers::enter(request, Layer::UseCase);
}

/// Who calls, where a call is allowed without a session: a token that is there must be good all the same.
pub async fn member_if_any(app: &App, request: &Extensions) -> Result<Option<Member>, ServiceError> {
    if access_token(request, "").is_none() {
        anyone(request);
        return Ok(None);
    }
    member(app, request, "", Action::Enter).await.map(Some)
}

/// An admin who may do this, which is for admins only.
pub async fn admin(app: &App, request: &Extensions, action: Action) -> Result<Admin, ServiceError> {
    let member = member(app, request, "", action).await?;
    if !matches!(action.need(), Need::Admin | Need::AdminAndFreshProof) {
        return Err(denied(Denial::Role));
    }
    if Presence::noted(request) == Presence::Attended {
        app.sessions.note_admin_use(member.session(), app.clock.now());
    }
    Ok(Admin::new(member))
}

/// The refresh token: the browser's cookie, or the message's field.
pub fn refresh_token<'a>(request: &'a Extensions, body_token: &'a str) -> &'a str {
    match request.get::<Door>() {
        Some(Door::Browser { refresh: Some(cookie), .. }) => cookie,
        _ => body_token,
    }
}

/// Whether the caller is a browser, and which: the outer `None` is the native door, the inner one a browser that was
/// given no binding yet.
pub fn browser(request: &Extensions) -> Option<Option<Secret>> {
    match request.get::<Door>() {
        Some(Door::Browser { browser, .. }) => Some(browser.as_deref().and_then(Secret::presented)),
        _ => None,
    }
}

fn access_token<'a>(request: &'a Extensions, body_token: &'a str) -> Option<&'a str> {
    let presented = match request.get::<Door>() {
        Some(Door::Browser { access, .. }) => access.as_deref(),
        Some(Door::Native { bearer }) => bearer.as_deref(),
        None => None,
    };
    presented.or(Some(body_token)).filter(|token| !token.is_empty())
}

async fn check_session(
    app: &App,
    claims: &Claims,
    source: Option<Source>,
    presence: Presence,
    now: Timestamp,
) -> Result<(Member, Subject), ServiceError> {
    let pick = |live: &Live, used| grant(claims, live, source.clone(), used);
    in_session(app, claims.session, presence, now, pick).await?
}

/// What `pick` reads of a session that is open and of when it last acted as admin; notes a use where somebody is there.
pub(super) async fn in_session<T>(
    app: &App,
    session: SessionId,
    presence: Presence,
    now: Timestamp,
    pick: impl Fn(&Live, Timestamp) -> T,
) -> Result<T, ServiceError> {
    if let Some(held) = app.sessions.touch(session, now, presence, &pick) {
        return held.ok_or_else(ended);
    }
    let generation = app.sessions.generation();
    let row = db::session::find(app.db.read(), session).await?.ok_or_else(ended)?;
    let live = Live {
        account: row.account,
        security_version: row.security_version,
        role: row.role,
        strong: Proof::is_strong(&row.methods),
        proved_at: row.proved_at,
        proofs: row.proofs,
        terms: app.terms(row.keep_signed_in),
        started_at: row.created_at,
        seen_at: row.last_seen_at,
    };
    if row.ended_at.is_some() || !row.is_current || live.is_over(row.last_seen_at, now) {
        return Err(ended());
    }
    let picked = pick(&live, live.proved_at);
    app.sessions.keep(session, live, generation);
    app.sessions.touch(session, now, presence, |_, _| ());
    Ok(picked)
}

/// The proof, when the session is the claimed account's and nothing changed that ends older tokens.
fn grant(
    claims: &Claims,
    live: &Live,
    source: Option<Source>,
    admin_used_at: Timestamp,
) -> Result<(Member, Subject), ServiceError> {
    if live.account != claims.account || live.security_version != claims.security_version {
        return Err(ended());
    }
    if live.proofs != claims.proofs {
        return Err(replaced());
    }
    let member = Member::new(live.account, claims.session, live.role, source);
    Ok((member, live.subject(admin_used_at)))
}

fn denied(denial: Denial) -> ServiceError {
    match denial {
        Denial::SignIn => missing(),
        Denial::Role => ServiceError::Forbidden("This is for admins.".to_owned()),
        Denial::WeakFactor => ServiceError::Precondition {
            reason: Reason::StrongFactorNeeded,
            message:
                "What is for admins needs an authenticator app or a passkey: add one on the page Security."
                    .to_owned(),
        },
        Denial::Proof => ServiceError::Precondition {
            reason: Reason::StepUpNeeded,
            message: "Prove once more that it is you: this needs your password and a code.".to_owned(),
        },
    }
}

fn missing() -> ServiceError {
    unauthenticated(Reason::TokenInvalid, "Sign in to do this.")
}

fn refused(error: TokenError) -> ServiceError {
    match error {
        TokenError::Invalid => {
            unauthenticated(Reason::TokenInvalid, "This token is not valid. Sign in again.")
        }
        TokenError::Expired => unauthenticated(Reason::TokenExpired, "This token has expired."),
    }
}

/// The session is over: refreshing cannot help, so the reason is not TOKEN_EXPIRED.
fn ended() -> ServiceError {
    unauthenticated(Reason::TokenInvalid, "This session has ended. Sign in again.")
}

/// The session goes on with newer tokens since its owner proved himself again. Refreshing helps who has its refresh
/// token, as another tab of the same browser.
fn replaced() -> ServiceError {
    unauthenticated(Reason::TokenExpired, "This token was replaced by a newer one.")
}

fn unauthenticated(reason: Reason, message: &str) -> ServiceError {
    ServiceError::Unauthenticated { reason, message: message.to_owned() }
}
