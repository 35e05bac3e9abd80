//! A member's space.
use domain::quota::Balance;

use super::ServiceError;
use crate::{app::App, auth::Member, db};

/// The caller's balance; all zeros for an account without storage.
pub async fn status(app: &App, member: &Member) -> Result<Balance, ServiceError> {
    Ok(db::quota::find(app.db.read(), member.account()).await?.unwrap_or_default())
}
