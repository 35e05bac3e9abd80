//! Trying the second step of signing in: a mailed code, a code of an authenticator, or a backup code.
//!
//! A try is counted and committed before the compare, as [`code`] says; what was right is used up in the transaction of
//! what it allows, by one conditional UPDATE, so that of two who send the same at once one succeeds (INV-S1, S3, S4).
use aws_lc_rs::digest::{SHA256, digest};
use domain::{
    backup_code::{BackupCode, FEW},
    code::{Guesser, Method, OneTimeCode},
    id::AccountId,
    second_step::SecondStep,
    time::Timestamp,
    totp::{self, FAILURES_MAX},
};

use super::passkeys;
use crate::{
    app::App,
    auth::{Seed, Visitor},
    db::{self, ConnectionTrait, Transaction, account::Account, challenge::Challenge, totp::Totp},
    mail::{Letter, outbox},
    service::{
        Reason, ServiceError,
        audit::{self, Actor, Outcome},
        clock, code, hex,
    },
};

/// A second step that was right; it still has to be used up.
pub(in crate::service) enum Right {
    /// The mailed code.
    Mailed,
    /// The authenticator's code of this step.
    Totp(i64),
    /// The backup code of this digest.
    Backup(String),
}

/// How an account takes its second step: an authenticator or a passkey ends mailed codes (SEC-13).
pub(in crate::service) async fn method(
    on: &impl ConnectionTrait,
    account: AccountId,
) -> Result<Method, ServiceError> {
    Ok(if confirmed(on, account).await?.is_some() {
        Method::Totp
    } else if passkeys::has_one(on, account).await? {
        Method::Passkey
    } else {
        Method::Email
    })
}

/// Whether an account has more than mailed codes.
pub(in crate::service) async fn is_strong(
    on: &impl ConnectionTrait,
    account: AccountId,
) -> Result<bool, ServiceError> {
    Ok(method(on, account).await? != Method::Email)
}

/// Whether an account signs in in a stronger way than by a mailed code alone (K30).
pub(in crate::service) async fn has_stronger_way(
    on: &impl ConnectionTrait,
    account: &Account,
) -> Result<bool, ServiceError> {
    Ok(account.password_hash.is_some() || is_strong(on, account.id).await?)
}

/// Counts a try and compares.
pub(in crate::service) async fn try_step(
    app: &App,
    challenge: Option<&Challenge>,
    step: &SecondStep,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<Right, ServiceError> {
    let challenge = challenge.ok_or_else(code::unknown)?;
    // What was begun with a mailed code does not end with it once there is an authenticator.
    let account = challenge.account.ok_or_else(code::unknown)?;
    let now_by = method(app.db.read(), account).await?;
    match (now_by, step) {
        (Method::Email, SecondStep::Code(typed)) if challenge.method == Method::Email => {
            code::try_code(app, Some(challenge), Guesser::Beginner, typed, visitor, now)
                .await
                .map(|()| Right::Mailed)
        }
        (Method::Totp, SecondStep::Code(typed)) if challenge.method == Method::Totp => {
            try_totp(app, (challenge, account), typed, visitor, now).await
        }
        (Method::Totp | Method::Passkey, SecondStep::Backup(typed)) if challenge.method == now_by => {
            try_backup(app, (challenge, account), typed, visitor, now).await
        }
        _ => {
            let counted = code::count(app, challenge, Guesser::Beginner, now).await?;
            Err(code::wrong(app, challenge, (counted, Guesser::Beginner), visitor, now).await)
        }
    }
}

/// Uses up what was right, in the transaction of what it allows.
pub(in crate::service) async fn use_up(
    app: &App,
    tx: &Transaction,
    account: &Account,
    right: &Right,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<(), ServiceError> {
    match right {
        Right::Mailed => Ok(()),
        Right::Totp(step) if db::totp::use_step(tx, account.id, *step).await? => Ok(()),
        Right::Totp(step) => Err(replayed(totp::may_use(*step, *step, now))),
        Right::Backup(digest) => {
            if !db::backup_code::use_up(tx, account.id, digest, now).await? {
                return Err(code::unknown());
            }
            tell_of_backup_code(app, tx, account, visitor, now).await
        }
    }
}

/// What a row keeps of a backup code.
pub(in crate::service) fn backup_digest(code: &BackupCode) -> String {
    hex::encode(digest(&SHA256, code.as_str().as_bytes()).as_ref())
}

/// The authenticator that counts.
pub(in crate::service) async fn confirmed(
    on: &impl ConnectionTrait,
    account: AccountId,
) -> Result<Option<Totp>, ServiceError> {
    Ok(db::totp::find(on, account).await?.filter(|totp| totp.confirmed_at.is_some()))
}

/// The step of a code, if it is the authenticator's and may still be used.
pub(super) fn check_totp(
    app: &App,
    account: AccountId,
    totp: &Totp,
    typed: &OneTimeCode,
    now: Timestamp,
) -> Result<Option<i64>, ServiceError> {
    let ring = app.keyring.ring();
    let seed = ring.key(totp.master_key).and_then(|keys| Seed::unsealed(&keys.totp, account, &totp.seed));
    let seed =
        seed.ok_or_else(|| ServiceError::Internal(anyhow::anyhow!("the seed of {account} does not open")))?;
    let Some(step) = seed.step_of(typed, now) else { return Ok(None) };
    totp::may_use(step, totp.last_step, now).map_err(|refusal| replayed(Err(refusal)))?;
    Ok(Some(step))
}

async fn try_totp(
    app: &App,
    (challenge, account): (&Challenge, AccountId),
    typed: &OneTimeCode,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<Right, ServiceError> {
    // Before the try is counted: nobody's tries are used up by a clock.
    clock::refuse_if_back(app).await?;
    let totp = confirmed(app.db.read(), account).await?.ok_or_else(code::unknown)?;
    if totp.failures >= FAILURES_MAX {
        return Err(worn_out());
    }
    let counted = code::count(app, challenge, Guesser::Beginner, now).await?;
    let tx = app.db.write().await?;
    db::totp::count_failure(&tx, account).await?;
    tx.commit().await?;
    match check_totp(app, account, &totp, typed, now)? {
        Some(step) => Ok(Right::Totp(step)),
        None => Err(code::wrong(app, challenge, (counted, Guesser::Beginner), visitor, now).await),
    }
}

async fn try_backup(
    app: &App,
    (challenge, account): (&Challenge, AccountId),
    typed: &BackupCode,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<Right, ServiceError> {
    let counted = code::count(app, challenge, Guesser::Beginner, now).await?;
    let digest = backup_digest(typed);
    match db::backup_code::is_unused(app.db.read(), account, &digest).await? {
        true => Ok(Right::Backup(digest)),
        false => Err(code::wrong(app, challenge, (counted, Guesser::Beginner), visitor, now).await),
    }
}

async fn tell_of_backup_code(
    app: &App,
    tx: &Transaction,
    account: &Account,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let left = db::backup_code::count_unused(tx, account.id).await?;
    audit::record(
        tx,
        Actor::visiting(app, account.id, visitor),
        "backup_code.use",
        account.id,
        Outcome::Success,
        now,
    );
    let letter = Letter::backup_code_used(&account.username, left, left <= FEW);
    outbox::post(app, tx, &account.email, &letter, now).await
}

fn replayed(verdict: Result<(), totp::Refusal>) -> ServiceError {
    let message = verdict.err().map_or_else(String::new, |refusal| refusal.to_string());
    ServiceError::Unauthenticated { reason: Reason::InvalidOtp, message }
}

fn worn_out() -> ServiceError {
    let message = format!(
        "{FAILURES_MAX} wrong codes in a row: this authenticator no longer counts. Sign in with a backup code."
    );
    ServiceError::Unauthenticated { reason: Reason::InvalidOtp, message }
}
