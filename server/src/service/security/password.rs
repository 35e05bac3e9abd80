//! Changing the password, or setting a first one.
use domain::password::{NormalisedPassword, PersonalWords, check};

use super::{Change, forget, own_account, renew};
use crate::{
    app::App,
    auth::{Member, Verified, Visitor},
    db,
    service::{
        Reason, ServiceError, credentials,
        sessions::SignedIn,
        throttle::{self, Subject},
        tries::{self, Wrong},
    },
};

/// Puts a new password in place of the current one; every other session ends. `current` counts only where there is one.
pub async fn change(
    app: &App,
    member: &Member,
    current: NormalisedPassword,
    new: &str,
    visitor: &Visitor,
) -> Result<SignedIn, ServiceError> {
    let account = own_account(app.db.read(), member).await?;
    let words = credentials::words(&account.username, &account.email);
    let personal = PersonalWords { username: &words[0], email_local: &words[1] };
    let new = check(new, &personal)
        .map_err(|weakness| ServiceError::invalid("password", Reason::WeakPassword, weakness))?;
    let charge = throttle::charge(app, Subject::Own(member), visitor).await?;
    let old_hash = account.password_hash;
    if old_hash.is_some() && app.passwords.verify(current, old_hash.clone()).await? == Verified::Wrong {
        charge.keep(app).await?;
        tries::by_member(app, Wrong::Password, member).await?;
        return Err(wrong_current());
    }
    let hash = app.passwords.hash(new, words).await?;
    let tx = app.db.write().await?;
    db::lock::account(&tx, account.id).await?;
    // Somebody else may have changed it while this one was hashed.
    if own_account(&tx, member).await?.password_hash != old_hash {
        return Err(wrong_current());
    }
    charge.forgive(&tx).await?;
    // What was guessed at is gone.
    throttle::unlock(&tx, account.id).await?;
    db::account::change_password(&tx, account.id, &hash, app.clock.now()).await?;
    let signed_in = renew(app, &tx, member, visitor, Change::Password).await?;
    tx.commit().await?;
    forget(app, account.id);
    Ok(signed_in)
}

fn wrong_current() -> ServiceError {
    ServiceError::invalid(
        "current_password",
        Reason::InvalidCredentials,
        "That is not your current password.",
    )
}
