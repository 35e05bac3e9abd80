//! Getting an account back, never by less than signing in asks for (SEC-10): a mailed link to choose a new password, and
//! one by which the owner says that a sign-in was somebody else's.
//!
//! ```text
//! request ─mail─→ link ─open, unused, nothing changed since─→ second step where there is one ─→ new password
//! ```
pub mod disown;
pub mod reset;

use std::time::Duration;

use domain::{
    id::AccountId,
    limits::{NOT_ME_LINK_LIFE, RESET_LINK_LIFE},
    time::Timestamp,
};

use super::{Reason, ServiceError, code::HOUR};
use crate::{
    app::App,
    auth::Secret,
    db::{
        self, Transaction,
        account::Account,
        recovery_link::{Kind, NewLink},
    },
    mail::{Letter, outbox},
};

/// Links to choose a new password that an account is mailed in an hour.
const RESETS_AN_HOUR: u64 = 5;

/// A link for the mail about a sign-in: whoever reads it may say that it was somebody else.
pub(super) async fn not_me_link(
    app: &App,
    tx: &Transaction,
    account: &Account,
    now: Timestamp,
) -> Result<String, ServiceError> {
    let secret = write_link(tx, Some(account), Kind::NotMe, NOT_ME_LINK_LIFE, now).await?;
    Ok(address(app, "not-me", &secret))
}

/// Mails the link to choose a new password, unless enough were sent.
async fn mail_reset_link(
    app: &App,
    tx: &Transaction,
    account: &Account,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let sent = db::recovery_link::count_since(tx, account.id, Kind::Reset, now.minus(HOUR)).await?;
    if sent >= RESETS_AN_HOUR {
        return Ok(());
    }
    let secret = write_link(tx, Some(account), Kind::Reset, RESET_LINK_LIFE, now).await?;
    let letter = Letter::reset(&account.username, address(app, "reset", &secret));
    outbox::post(app, tx, &account.email, &letter, now).await
}

async fn write_link(
    tx: &Transaction,
    account: Option<&Account>,
    kind: Kind,
    life: Duration,
    now: Timestamp,
) -> Result<Secret, ServiceError> {
    let secret = Secret::fresh();
    let link = NewLink {
        digest: &secret.digest(),
        account: account.map(|account| account.id),
        kind,
        security_version: account.map_or(0, |account| account.security_version),
        created_at: now,
        expires_at: now.plus(life),
    };
    db::recovery_link::insert(tx, link).await?;
    Ok(secret)
}

/// The secret stands behind the #, which no browser sends and no log keeps.
fn address(app: &App, page: &str, secret: &Secret) -> String {
    format!("{}/{page}#{}", app.settings.url(app.settings.listen), secret.as_str())
}

async fn account_of(tx: &impl db::ConnectionTrait, id: AccountId) -> Result<Account, ServiceError> {
    db::account::find(tx, id).await?.ok_or_else(link_invalid)
}

fn link_invalid() -> ServiceError {
    ServiceError::Precondition {
        reason: Reason::LinkInvalid,
        message: "This link was used, has expired, or the account was changed since. Ask for a new one."
            .to_owned(),
    }
}
