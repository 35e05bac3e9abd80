//! How an account is protected, and changing that: second factors, the password, sessions.
//!
//! Every change needs a proof of both factors within the last minutes ([`step_up`]; the policy asks for it), raises the account's security
//! version, ends all its other sessions and tells its owner by mail (SEC-09, SEC-24).
pub mod address;
pub mod authenticator;
pub mod backup_codes;
pub mod devices;
pub mod passkeys;
pub mod password;
pub mod second_step;
pub mod step_up;

use domain::{id::AccountId, time::Timestamp};

use super::{
    ServiceError,
    audit::{self, Outcome},
    sessions::{self, Proof, SignedIn},
};
use crate::{
    app::App,
    auth::{Member, Visitor},
    db::{self, ConnectionTrait, Transaction, account::Account},
    mail::{Letter, outbox},
};

/// How an account is protected.
pub struct Standing {
    /// When the password was chosen; none without one.
    pub password_changed_at: Option<Timestamp>,
    /// Since when an authenticator counts.
    pub authenticator_since: Option<Timestamp>,
    /// Unused backup codes.
    pub backup_codes_left: u32,
    /// How many passkeys there are.
    pub passkeys: u32,
    /// Until when this session may do dangerous things without another proof.
    pub proved_until: Timestamp,
}

/// How the caller's account is protected.
pub async fn standing(app: &App, member: &Member) -> Result<Standing, ServiceError> {
    let on = app.db.read();
    let account = own_account(on, member).await?;
    Ok(Standing {
        password_changed_at: account.password_hash.is_some().then_some(account.password_changed_at),
        authenticator_since: second_step::confirmed(on, account.id).await?.and_then(|totp| totp.confirmed_at),
        backup_codes_left: db::backup_code::count_unused(on, account.id).await?,
        passkeys: db::passkey::count_of(on, account.id).await?,
        proved_until: step_up::proved_until(on, member).await?,
    })
}

/// The caller's account.
async fn own_account(on: &impl ConnectionTrait, member: &Member) -> Result<Account, ServiceError> {
    let gone = || ServiceError::Internal(anyhow::anyhow!("the account of a checked caller is gone"));
    db::account::find(on, member.account()).await?.ok_or_else(gone)
}

/// Ends every session of the account, the caller's too, which goes on as a new one. Whoever calls commits and then calls
/// [`forget`].
async fn renew(
    app: &App,
    tx: &Transaction,
    member: &Member,
    visitor: &Visitor,
    change: Change,
) -> Result<SignedIn, ServiceError> {
    let now = app.clock.now();
    let id = member.account();
    db::lock::account(tx, id).await?;
    // Another change, or the end of this session, may have come first.
    let old = db::session::find(tx, member.session()).await?;
    let old = old.filter(|old| old.ended_at.is_none() && old.is_current).ok_or_else(sessions::over)?;
    sessions::end_every(tx, id, now).await?;
    let account = own_account(tx, member).await?;
    audit::record(tx, member, change.action(), id, Outcome::Success, now);
    let letter = Letter::security_changed(&account.username, change.words());
    outbox::post(app, tx, &account.email, &letter, now).await?;
    let terms = app.terms(old.keep_signed_in);
    let was_strong = Proof::is_strong(&old.methods);
    let methods = match change.proof() {
        Some(proof) => proof.methods(),
        // What made it strong is gone.
        None if was_strong && !second_step::is_strong(tx, id).await? => Proof::PasswordAndCode.methods(),
        None => &old.methods,
    };
    sessions::start(app, tx, &account, methods, terms, visitor, now).await
}

/// After the commit: no token from before works any more.
fn forget(app: &App, account: AccountId) {
    app.sessions.forget_account(account);
    app.mailer.wake();
}

/// What was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Address,
    Password,
    AuthenticatorAdded,
    AuthenticatorRemoved,
    PasskeyAdded,
    PasskeyRemoved,
    BackupCodesRenewed,
    OthersSignedOut,
}

impl Change {
    const fn action(self) -> &'static str {
        match self {
            Self::Address => "email.change",
            Self::Password => "password.change",
            Self::AuthenticatorAdded => "authenticator.add",
            Self::AuthenticatorRemoved => "authenticator.remove",
            Self::PasskeyAdded => "passkey.add",
            Self::PasskeyRemoved => "passkey.remove",
            Self::BackupCodesRenewed => "backup_code.renew",
            Self::OthersSignedOut => "session.end_others",
        }
    }

    /// What the session is proved by from now on, where the change was a proof.
    const fn proof(self) -> Option<Proof> {
        match self {
            Self::AuthenticatorAdded => Some(Proof::PasswordAndTotp),
            Self::PasskeyAdded => Some(Proof::Passkey),
            Self::AuthenticatorRemoved
            | Self::PasskeyRemoved
            | Self::Password
            | Self::Address
            | Self::BackupCodesRenewed
            | Self::OthersSignedOut => None,
        }
    }

    /// For the mail.
    const fn words(self) -> &'static str {
        match self {
            Self::Address => "This address took the place of the former one",
            Self::Password => "The password was changed",
            Self::AuthenticatorAdded => "An authenticator app was added",
            Self::AuthenticatorRemoved => "The authenticator app was removed",
            Self::PasskeyAdded => "A passkey was added",
            Self::PasskeyRemoved => "A passkey was removed",
            Self::BackupCodesRenewed => "New backup codes were made, and the old ones ended",
            Self::OthersSignedOut => "All other sessions were ended",
        }
    }
}
