//! The end of guessing passwords (SEC-18): after a hundred wrong ones in a row, without a right one in between, a password
//! is not compared any more where they came from, and its owner chooses another by a mailed link.
//!
//! Nobody locks somebody else out by that. All strangers share one count; a browser that the account knows, and a session
//! of its own, have theirs. So the owner goes on where he was, a passkey is not asked for a password, and the mailed link
//! sets everything back, with the second factor where there is one. A name that nobody has is counted and refused alike.
//!
//! ```text
//!            wrong, counted before the compare
//!                 ┌──────┐
//!                 ▼      │
//!   none ──────▶ open ───┴─ 100th wrong ─▶ closed ─ new password, or an admin ─▶ none
//!     ▲           │
//!     └─ right, or 30 days without a try
//! ```
use std::time::Duration;

use domain::{id::AccountId, throttle::WrongPasswords, time::Timestamp};

use super::{
    Reason, ServiceError,
    audit::{self, Outcome},
};
use crate::{
    app::App,
    db::{self, Transaction},
    mail::{Letter, outbox},
};

/// A compare that began so long ago has ended, or its server has.
const COMPARED_WITHIN: Duration = Duration::from_secs(60);

/// The count of an account's wrong passwords from one place.
pub(super) struct Count {
    account: Option<AccountId>,
    subject: String,
    place: String,
    wrong: Option<WrongPasswords>,
}

impl Count {
    /// As it stands. Whoever reads it to count holds the throttle's lock of this subject.
    pub(super) async fn find(
        tx: &Transaction,
        account: Option<AccountId>,
        subject: &str,
        place: String,
    ) -> Result<Self, ServiceError> {
        let wrong = db::wrong_password::find(tx, subject, &place).await?;
        Ok(Self { account, subject: subject.to_owned(), place, wrong })
    }

    /// Whether no password is compared here any more.
    pub(super) fn has_ended(&self) -> bool {
        self.wrong.is_some_and(|wrong| wrong.are_too_many())
    }

    /// With one more, which is about to be compared.
    pub(super) async fn after_a_try(self, tx: &Transaction, now: Timestamp) -> Result<Self, ServiceError> {
        let wrong = WrongPasswords::after_a_try(self.wrong, now);
        db::wrong_password::keep(tx, &self.subject, &self.place, wrong).await?;
        Ok(Self { wrong: Some(wrong), ..self })
    }

    /// It was right.
    pub(super) async fn forget(&self, tx: &Transaction) -> Result<(), ServiceError> {
        db::wrong_password::forget(tx, &self.subject, &self.place).await?;
        Ok(())
    }

    /// Tells the owner, once, that this count has ended.
    pub(super) async fn tell(&self, app: &App, tx: &Transaction, now: Timestamp) -> Result<(), ServiceError> {
        let is_news = db::wrong_password::close(tx, &self.subject, &self.place, now).await?;
        let Some(account) = self.account.filter(|_| is_news) else { return Ok(()) };
        let Some(account) = db::account::find(tx, account).await? else { return Ok(()) };
        audit::record(tx, "throttle", "password.close", account.id, Outcome::Success, now);
        if account.verified_at.is_some() && account.password_hash.is_some() {
            let letter = Letter::password_closed(&account.username);
            outbox::post(app, tx, &account.email, &letter, now).await?;
        }
        Ok(())
    }

    /// The same where somebody comes after the end: only if whoever counted the last one did not live to tell. Until then
    /// it may be the right one.
    pub(super) async fn tell_late(
        &self,
        app: &App,
        tx: &Transaction,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        match self.wrong {
            Some(wrong) if now.since(wrong.last_at) >= COMPARED_WITHIN => self.tell(app, tx, now).await,
            Some(_) | None => Ok(()),
        }
    }
}

/// The answer once the count has ended, whoever has the name and whatever the password.
pub(super) fn closed() -> ServiceError {
    ServiceError::Precondition {
        reason: Reason::PasswordLocked,
        message: "A hundred wrong passwords in a row were tried, so from here no password opens this account any more, not \
                  even the right one. What it stores is safe. Choose a new password by \"Forgot your password?\", or go on \
                  where you are signed in or have signed in before."
            .to_owned(),
    }
}
