//! The caller's own account, and what anybody may know of this server.
use domain::{pool::Pool, role::Role, time::Timestamp, username::Username};

use super::{
    ServiceError,
    audit::{self, Outcome},
    credentials, seats, throttle,
};
use crate::{
    app::App,
    auth::{Member, Visitor},
    db,
};

/// Who somebody is.
pub struct Profile {
    /// The name.
    pub username: String,
    /// The address.
    pub email: String,
    /// The role.
    pub role: Role,
    /// Bytes reserved; 0 without storage.
    pub allocated_bytes: u64,
    /// When this session ends however busy it is.
    pub session_ends_at: Timestamp,
    /// The place in line for a seat, counted from 1; 0 outside of the line.
    pub waiting_position: u32,
}

/// What a visitor needs to know before signing in.
pub struct ServerInfo {
    /// Codes are shown instead of mailed.
    pub test_mode: bool,
    /// What may be reserved, and what is.
    pub pool: Pool,
    /// Accounts in line for a seat.
    pub waiting: u64,
    /// Nobody is admin yet.
    pub setup_open: bool,
}

/// Who the caller is.
pub async fn profile(app: &App, member: &Member) -> Result<Profile, ServiceError> {
    let on = app.db.read();
    let gone =
        || ServiceError::Internal(anyhow::anyhow!("the account or session of a checked caller is gone"));
    let account = db::account::find(on, member.account()).await?.ok_or_else(gone)?;
    let session = db::session::find(on, member.session()).await?.ok_or_else(gone)?;
    let balance = db::quota::find(on, member.account()).await?;
    let terms = app.terms(session.keep_signed_in);
    Ok(Profile {
        username: account.username,
        email: account.email,
        role: account.role,
        allocated_bytes: balance.map_or(0, |balance| balance.reservation),
        session_ends_at: terms.absolute_end(session.created_at),
        waiting_position: db::waiting::position(on, member.account()).await?,
    })
}

/// Reserves the caller's allocation; who has one keeps it.
pub async fn reserve_storage(app: &App, member: &Member) -> Result<u64, ServiceError> {
    let now = app.clock.now();
    if let Some(balance) = db::quota::find(app.db.read(), member.account()).await? {
        return Ok(balance.reservation);
    }
    let bytes = app.reservation(member.role());
    let tx = app.db.write().await?;
    let taken = seats::take(app, &tx, member.account(), bytes, now).await;
    if taken.is_ok() {
        audit::record(&tx, member, "storage.reserve", member.account(), Outcome::Success, now);
    }
    // Kept after a refusal too: those who wait may have been served.
    tx.commit().await?;
    app.mailer.wake();
    taken.map(|()| bytes)
}

/// Why a username cannot be had; `None` when it is free.
pub async fn username_refusal(
    app: &App,
    username: &str,
    visitor: &Visitor,
) -> Result<Option<String>, ServiceError> {
    throttle::charge_name(app, visitor).await?;
    let username = match Username::parse(username) {
        Ok(username) => username,
        Err(error) => return Ok(Some(error.to_string())),
    };
    let owner = db::account::find_by_username(app.db.read(), &username.key()).await?;
    Ok(owner.map(|_| credentials::username_taken().to_string()))
}

/// What anybody may know.
pub async fn server_info(app: &App) -> Result<ServerInfo, ServiceError> {
    let on = app.db.read();
    Ok(ServerInfo {
        test_mode: app.mailer.test_mode(),
        pool: db::pool::find(on).await?.unwrap_or_default(),
        waiting: db::waiting::count(on).await?,
        setup_open: !db::account::admin_exists(on).await?,
    })
}
