//! Asking the admins for more space: a member's side of it. The role is the reservation (K6), so more space is a larger
//! role, and an admin gives it (`service/admin/space_requests`).
use domain::{
    id::SpaceRequestId, limits::SPACE_REQUEST_NOTE_CHARS_MAX, role::Role, skillshare::text::Prose,
    time::Timestamp,
};

use super::{
    Reason, ServiceError,
    audit::{self, Outcome},
    ledger,
};
use crate::{
    app::App,
    auth::Member,
    clock::random,
    db::{self, space_request},
};

/// What somebody writes who asks.
pub type Note = Prose<SPACE_REQUEST_NOTE_CHARS_MAX>;

/// How the caller's last request stands.
pub struct Standing {
    /// It, if there was one.
    pub request: Option<space_request::SpaceRequest>,
    /// The role that can be asked for.
    pub larger: Option<Role>,
}

/// How the caller's last request stands.
pub async fn standing(app: &App, member: &Member) -> Result<Standing, ServiceError> {
    let on = app.db.read();
    let has_seat = db::quota::find(on, member.account()).await?.is_some();
    let larger = member.role().larger().filter(|_| has_seat);
    Ok(Standing { request: space_request::newest(on, member.account()).await?, larger })
}

/// Asks for the next larger role; answers since when.
pub async fn ask(app: &App, member: &Member, note: &Note) -> Result<Timestamp, ServiceError> {
    let role = member.role().larger().ok_or_else(nothing_larger)?;
    let (account, now) = (member.account(), app.clock.now());
    let tx = app.db.write().await?;
    if db::quota::find(&tx, account).await?.is_none() {
        return Err(ledger::no_storage());
    }
    let id = SpaceRequestId::from_random(random());
    space_request::open(&tx, id, account, (role, note.as_str()), now).await?;
    let since = space_request::newest(&tx, account).await?.map_or(now, |request| request.created_at);
    audit::record(&tx, member, "space.request", account, Outcome::Success, now);
    tx.commit().await?;
    Ok(since)
}

/// Takes the open request back, if there is one.
pub async fn withdraw(app: &App, member: &Member) -> Result<(), ServiceError> {
    let (account, now) = (member.account(), app.clock.now());
    let tx = app.db.write().await?;
    if space_request::decide_of(&tx, account, space_request::Outcome::Withdrawn, now).await? {
        audit::record(&tx, member, "space.withdraw", account, Outcome::Success, now);
    }
    Ok(tx.commit().await?)
}

fn nothing_larger() -> ServiceError {
    let message =
        "There is no larger role than yours. Delete what you no longer need to make room.".to_owned();
    ServiceError::Precondition { reason: Reason::NothingLarger, message }
}
