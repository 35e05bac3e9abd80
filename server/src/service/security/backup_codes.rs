//! Backup codes (A13): ten at a time, shown once; a new set ends the old one.
use domain::{
    backup_code::{BackupCode, CODES},
    id::AccountId,
};
use zeroize::Zeroizing;

use super::{
    Change,
    authenticator::{Added, has_none},
    forget, second_step,
};
use crate::{
    app::App,
    auth::{Member, Visitor},
    clock::random,
    db::{self, Transaction},
    service::ServiceError,
};

/// A new set in place of the old one.
pub async fn renew(app: &App, member: &Member, visitor: &Visitor) -> Result<Added, ServiceError> {
    let id = member.account();
    let tx = app.db.write().await?;
    if !second_step::is_strong(&tx, id).await? {
        return Err(has_none());
    }
    let backup_codes = replace(&tx, id).await?;
    let signed_in = super::renew(app, &tx, member, visitor, Change::BackupCodesRenewed).await?;
    tx.commit().await?;
    forget(app, id);
    Ok(Added { backup_codes, signed_in })
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
