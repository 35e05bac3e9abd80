//! Removes versions that are not shown, and gives back what nothing else needs.
use cluster::live::crash;
use domain::{
    id::{AccountId, FileId, VersionId},
    quota::Movement,
    time::Timestamp,
};

use super::find;
use crate::{
    app::App,
    auth::Member,
    db::{self, Transaction, heirs::Leaving},
    service::{
        Reason, ServiceError,
        audit::{self, Outcome},
        ledger,
    },
};

/// Deletes a version for good and answers how many bytes came free: those of the chunks that no other version shares.
pub async fn delete(app: &App, member: &Member, file: FileId, number: u32) -> Result<u64, ServiceError> {
    let (account, now) = (member.account(), app.clock.now());
    let tx = app.db.write().await?;
    db::lock::tree(&tx, account).await?;
    let (_, version, is_shown) = find(&tx, account, file, number).await?;
    if is_shown {
        return Err(shown());
    }
    let freed = discard(&tx, (account, file), version.id, now).await?;
    audit::record(&tx, member, "version.delete", file, Outcome::Success, now);
    crash::point("discard.before_commit");
    tx.commit().await?;
    crash::point("discard.after_commit");
    Ok(freed)
}

/// Removes a version that is not shown; answers how many bytes came free.
pub(super) async fn discard(
    tx: &Transaction,
    (account, file): (AccountId, FileId),
    version: VersionId,
    now: Timestamp,
) -> Result<u64, ServiceError> {
    let counted = db::version::charged(tx, version).await?;
    let passed = db::heirs::pass(tx, Leaving::Version(version)).await?;
    if !db::version::remove(tx, version).await? {
        return Err(ServiceError::Internal(anyhow::anyhow!(
            "version {version} is gone or shown, behind the lock"
        )));
    }
    let freed = counted - passed.to_used - passed.to_trash;
    let object = file.to_string();
    ledger::shift_any(tx, account, Movement::Delete, passed.to_trash, &object, now).await?;
    ledger::shift_any(tx, account, Movement::Discard, freed, &object, now).await?;
    Ok(freed)
}

fn shown() -> ServiceError {
    ServiceError::Precondition {
        reason: Reason::VersionShown,
        message:
            "This version is the one that is shown, and stays. Restore another one first, or delete the file."
                .to_owned(),
    }
}
