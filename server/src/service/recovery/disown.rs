//! "It was not me": the owner of an account, told of a sign-in by mail, says that it was somebody else. All sessions end,
//! the password no longer opens the account, and a link to choose another one is mailed. What is stored stays.
use super::{account_of, link_invalid, mail_reset_link};
use crate::{
    app::App,
    auth::{Secret, Visitor},
    db::{
        self,
        recovery_link::{self, Kind},
    },
    service::{
        ServiceError,
        audit::{self, Outcome},
        throttle,
    },
};

/// Takes the link of the mail.
pub async fn disown(app: &App, secret: &str, visitor: &Visitor) -> Result<(), ServiceError> {
    throttle::charge_guess(app, visitor).await?;
    let now = app.clock.now();
    let digest = Secret::presented(secret).ok_or_else(link_invalid)?.digest();
    let tx = app.db.write().await?;
    let id = recovery_link::find_unused(&tx, &digest, Kind::NotMe, now).await?.ok_or_else(link_invalid)?;
    if !recovery_link::use_up(&tx, &digest, now).await? {
        return Err(link_invalid());
    }
    db::account::raise_security_version(&tx, id).await?;
    db::session::end_all(&tx, id, now).await?;
    db::account::lock_password(&tx, id, now).await?;
    audit::record(&tx, id, "account.disown_sign_in", id, Outcome::Success, now);
    // Read now, because the link that is mailed belongs to the new security version.
    let account = account_of(&tx, id).await?;
    if account.password_locked_at.is_some() {
        mail_reset_link(app, &tx, &account, now).await?;
    }
    tx.commit().await?;
    app.sessions.forget_account(id);
    app.mailer.wake();
    Ok(())
}
