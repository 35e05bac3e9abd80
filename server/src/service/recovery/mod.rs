//! Getting an account back, never by less than signing in asks for (SEC-10): a mailed link to choose a new password, and
//! one by which the owner says that a sign-in, or a change of address, was somebody else's.
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
    disowning(app, tx, account, None, now).await
}

/// A link for the mail to the address that an account is leaving: it puts that one back.
pub(super) async fn not_my_move_link(
    app: &App,
    tx: &Transaction,
    before: &Account,
    now: Timestamp,
) -> Result<String, ServiceError> {
    disowning(app, tx, before, Some(&before.email), now).await
}

async fn disowning(
    app: &App,
    tx: &Transaction,
    account: &Account,
    former_email: Option<&str>,
    now: Timestamp,
) -> Result<String, ServiceError> {
    let wanted = Wanted { account: Some(account), kind: Kind::NotMe, life: NOT_ME_LINK_LIFE, former_email };
    let secret = write_link(tx, wanted, now).await?;
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
    let secret = write_link(tx, Wanted::reset(Some(account)), now).await?;
    let letter = Letter::reset(&account.username, address(app, "reset", &secret));
    outbox::post(app, tx, &account.email, &letter, now).await
}

/// A link that is wanted.
struct Wanted<'a> {
    /// Whose; none for a decoy.
    account: Option<&'a Account>,
    kind: Kind,
    life: Duration,
    former_email: Option<&'a str>,
}

impl<'a> Wanted<'a> {
    const fn reset(account: Option<&'a Account>) -> Self {
        Self { account, kind: Kind::Reset, life: RESET_LINK_LIFE, former_email: None }
    }
}

async fn write_link(tx: &Transaction, wanted: Wanted<'_>, now: Timestamp) -> Result<Secret, ServiceError> {
    let secret = Secret::fresh();
    let link = NewLink {
        digest: &secret.digest(),
        account: wanted.account.map(|account| account.id),
        kind: wanted.kind,
        security_version: wanted.account.map_or(0, |account| account.security_version),
        former_email: wanted.former_email,
        created_at: now,
        expires_at: now.plus(wanted.life),
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
