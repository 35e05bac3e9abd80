//! The sessions of an account, as an admin sees and ends them (SEC-26).
use domain::{id::SessionId, username::Username};

use super::named;
use crate::{
    app::App,
    auth::Admin,
    db::session::Shown,
    service::{ServiceError, security::devices},
};

/// Those that are still good, the last used first.
pub async fn list(app: &App, _: &Admin, username: &Username) -> Result<Vec<Shown>, ServiceError> {
    let account = named(app.db.read(), username).await?;
    devices::open(app, account.id).await
}

/// Ends one of them; its next call fails.
pub async fn end(
    app: &App,
    admin: &Admin,
    username: &Username,
    session: SessionId,
) -> Result<(), ServiceError> {
    let tx = app.db.write().await?;
    let account = named(&tx, username).await?;
    devices::end_of(app, tx, admin, account.id, session).await
}
