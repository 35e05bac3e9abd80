//! The outbox: letters in their rows, sealed under the mail key and bound to their recipient, so that a copy of the
//! database holds no code.
use std::{fmt::Display, time::Duration};

use domain::{email::EmailAddress, id::MailId, time::Timestamp};
use zeroize::Zeroizing;

use super::Letter;
use crate::{
    app::App,
    auth::{open, seal},
    clock::random,
    db::{self, Transaction, mail::Mail},
    keyring::{Keyring, Keys},
    service::ServiceError,
};

/// How long mails are kept: as long as a code in one might be asked for, and a day for the Outbox page.
pub const KEPT: Duration = Duration::from_secs(24 * 60 * 60);
/// How many the Outbox page shows.
const SHOWN_MAX: u32 = 100;

/// A mail as the Outbox page shows it.
pub struct Shown {
    /// To whom.
    pub recipient: String,
    /// What it says.
    pub letter: Letter,
    /// When it was written.
    pub at: Timestamp,
}

/// Posts a letter: it leaves when the transaction is committed and [`super::Mailer::wake`] was called.
pub async fn post(
    app: &App,
    tx: &Transaction,
    recipient: &str,
    letter: &Letter,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let id = MailId::from_random(random());
    let plain = serde_json::to_vec(letter).map_err(|error| ServiceError::Internal(error.into()))?;
    let keys = app.keyring.newest();
    let sealed = seal(&keys.mail, &context(id, recipient), &plain);
    db::mail::insert(tx, id, recipient, (sealed, keys.number), now).await?;
    Ok(())
}

/// The last mails, newest first; with an address, those to it.
pub async fn recent(app: &App, to: Option<&EmailAddress>) -> Result<Vec<Shown>, ServiceError> {
    let since = app.clock.now().minus(KEPT);
    let mails = db::mail::newest(app.db.read(), since, SHOWN_MAX).await?;
    let wanted = |mail: &Mail| to.is_none_or(|to| mail.recipient.eq_ignore_ascii_case(to.as_str()));
    let shown = mails.into_iter().filter(wanted).map(|mail| {
        let letter = letter_of(&app.keyring, &mail)?;
        Ok(Shown { recipient: mail.recipient, letter, at: mail.created_at })
    });
    shown.collect()
}

/// Opens a mail's seal.
pub(super) fn letter_of(keyring: &Keyring, mail: &Mail) -> Result<Letter, ServiceError> {
    let ring = keyring.ring();
    let context = context(mail.id, &mail.recipient);
    let plain = ring.key(mail.master_key).and_then(|keys| open(&keys.mail, &context, &mail.sealed));
    let damaged = || ServiceError::Internal(anyhow::anyhow!("the seal of mail {} is broken", mail.id));
    serde_json::from_slice(&plain.ok_or_else(damaged)?).map_err(|error| ServiceError::Internal(error.into()))
}

fn context(id: impl Display, recipient: &str) -> String {
    format!("mail/v1 {id} {recipient}")
}

/// Puts a mail's seal under another key; `None` when it does not open.
pub(crate) fn sealed_anew(
    from: &Keys,
    to: &Keys,
    id: &str,
    recipient: &str,
    sealed: &[u8],
) -> Option<Vec<u8>> {
    let context = context(id, recipient);
    let plain = Zeroizing::new(open(&from.mail, &context, sealed)?);
    Some(seal(&to.mail, &context, &plain))
}
