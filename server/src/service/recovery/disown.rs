//! "It was not me": the owner of an account, told by mail of a sign-in or of another address, says that it was somebody
//! else. An address that was changed is put back, all sessions end, the password no longer opens the account, and a link
//! to choose another one is mailed. What is stored stays.
use domain::{email::EmailAddress, id::AccountId, time::Timestamp};

use super::{account_of, link_invalid, mail_reset_link};
use crate::{
    app::App,
    auth::{Secret, Visitor},
    db::{self, Transaction, recovery_link},
    service::{
        Reason, ServiceError,
        audit::{self, Actor, Outcome},
        security::address::make_room,
        sessions, sign_in, throttle,
    },
};

/// Takes the link of the mail.
pub async fn disown(app: &App, secret: &str, visitor: &Visitor) -> Result<(), ServiceError> {
    throttle::charge_guess(app, visitor).await?;
    let now = app.clock.now();
    let digest = Secret::presented(secret).ok_or_else(link_invalid)?.digest();
    let tx = app.db.write().await?;
    let link = recovery_link::find_disowning(&tx, &digest, now).await?.ok_or_else(link_invalid)?;
    if !recovery_link::use_up(&tx, &digest, now).await? {
        return Err(link_invalid());
    }
    let id = link.account;
    let action = match &link.former_email {
        Some(former) => {
            put_back(&tx, id, former, now).await?;
            "email.restore"
        }
        None => "account.disown_sign_in",
    };
    sessions::end_every(&tx, id, now).await?;
    db::account::lock_password(&tx, id, now).await?;
    audit::record(&tx, Actor::visiting(app, id, visitor), action, id, Outcome::Success, now);
    // Read now, because the link that is mailed belongs to the new security version and the address of now.
    let account = account_of(&tx, id).await?;
    if account.password_locked_at.is_some() {
        mail_reset_link(app, &tx, &account, now).await?;
    }
    tx.commit().await?;
    app.sessions.forget_account(id);
    app.mailer.wake();
    Ok(())
}

/// Gives the account the address back. Whoever moved it further was told at that one, and could move it again: those links
/// end.
async fn put_back(tx: &Transaction, id: AccountId, former: &str, now: Timestamp) -> Result<(), ServiceError> {
    let former = sign_in::stored(EmailAddress::parse(former))?;
    if !make_room(tx, &former.key(), id).await? {
        return Err(in_use());
    }
    db::account::change_email(tx, id, &former).await?;
    recovery_link::end_restoring(tx, id, now).await?;
    Ok(())
}

fn in_use() -> ServiceError {
    ServiceError::Precondition {
        reason: Reason::LinkInvalid,
        message: "This address belongs to another account by now, so it cannot be put back. Nothing was changed: tell \
                  whoever runs the server at once, who can keep everybody out of your account."
            .to_owned(),
    }
}
