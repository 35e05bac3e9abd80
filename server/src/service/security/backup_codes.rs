//! Backup codes (A13): ten at a time, shown once; a new set ends the old one.
use domain::{
    backup_code::{BackupCode, CODES},
    id::AccountId,
};
use zeroize::Zeroizing;

use super::{authenticator::has_none, own_account, second_step};
use crate::{
    app::App,
    auth::Member,
    clock::random,
    db::{self, Transaction},
    mail::{Letter, outbox},
    service::{
        ServiceError,
        audit::{self, Outcome},
    },
};

/// A new set in place of the old one.
pub async fn renew(app: &App, member: &Member) -> Result<Vec<Zeroizing<String>>, ServiceError> {
    let (id, now) = (member.account(), app.clock.now());
    let tx = app.db.write().await?;
    if !second_step::is_strong(&tx, id).await? {
        return Err(has_none());
    }
    let codes = replace(&tx, id).await?;
    audit::record(&tx, member, "backup_code.renew", id, Outcome::Success, now);
    let account = own_account(&tx, member).await?;
    let letter =
        Letter::security_changed(&account.username, "New backup codes were made, and the old ones ended");
    outbox::post(app, &tx, &account.email, &letter, now).await?;
    tx.commit().await?;
    app.mailer.wake();
    Ok(codes)
}

/// Writes a new set down; answers it as people are shown it.
pub(super) async fn replace(
    tx: &Transaction,
    account: AccountId,
) -> Result<Vec<Zeroizing<String>>, ServiceError> {
    db::backup_code::remove_all(tx, account).await?;
    let mut shown = Vec::with_capacity(CODES);
    for _ in 0..CODES {
        let code = BackupCode::from_random(random());
        db::backup_code::insert(tx, account, &second_step::backup_digest(&code)).await?;
        shown.push(code.grouped());
    }
    Ok(shown)
}
