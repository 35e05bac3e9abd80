//! Keeping an account out for a while. What it stores stays, and so does its seat.
use domain::username::Username;

use super::{changed, forget, named, require_another_admin};
use crate::{app::App, auth::Admin, db, service::ServiceError};

/// Keeps an account out; asked again, it stays out.
pub async fn suspend(app: &App, admin: &Admin, username: &Username) -> Result<(), ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    db::lock::seats(&tx).await?;
    let account = named(&tx, username).await?;
    if account.suspended_at.is_some() {
        return Ok(());
    }
    require_another_admin(&tx, &account).await?;
    db::account::suspend(&tx, account.id, Some(now)).await?;
    let words = "It was suspended: nobody can sign in to it, and what it stores is kept";
    changed(app, &tx, admin, &account, ("account.suspend", words), now).await?;
    tx.commit().await?;
    forget(app, account.id);
    Ok(())
}

/// Lets it in again; asked again, it stays in.
pub async fn resume(app: &App, admin: &Admin, username: &Username) -> Result<(), ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    let account = named(&tx, username).await?;
    if account.suspended_at.is_none() {
        return Ok(());
    }
    db::account::suspend(&tx, account.id, None).await?;
    changed(app, &tx, admin, &account, ("account.resume", "It can be used again"), now).await?;
    tx.commit().await?;
    forget(app, account.id);
    Ok(())
}
