//! Looking at accounts, and letting somebody try again at once.
use domain::{page::Page, username::Username};

use super::named;
use crate::{
    app::App,
    auth::Admin,
    db::{self, account_list::Summary},
    service::{
        ServiceError,
        audit::{self, Outcome},
        throttle::{self, Waits},
    },
};

/// A page of accounts by username, and how many match.
pub async fn list(
    app: &App,
    _: &Admin,
    filter: &str,
    page: Page,
) -> Result<(Vec<Summary>, u64), ServiceError> {
    Ok(db::account_list::list(app.db.read(), filter, page).await?)
}

/// Forgets the wrong passwords that were tried at an account; from how many places.
pub async fn unlock(app: &App, admin: &Admin, username: &Username) -> Result<u64, ServiceError> {
    let tx = app.db.write().await?;
    let account = named(&tx, username).await?;
    let places = throttle::unlock(&tx, account.id).await?;
    audit::record(&tx, admin, "account.unlock", account.id, Outcome::Success, app.clock.now());
    tx.commit().await?;
    Ok(places)
}

/// Who waits before the next try.
pub async fn throttled(app: &App, _: &Admin) -> Result<Vec<Waits>, ServiceError> {
    throttle::waiting(app).await
}
