//! Removes what is in the trash for good, because its owner says so. Rows go and with them the keys: nobody reads it again
//! (INV-D6), and the space is free at once; that of its chunks on the nodes returns with the collection of garbage.
//!
//! Only what was named goes, and what went to the trash with it. What was deleted out of a folder before stays, though that
//! folder goes: restored, it comes back at the top.
use cluster::live::crash;
use domain::id::FileId;

use super::{Gone, not_found};
use crate::{
    app::App,
    auth::Member,
    db::{self, heirs::Leaving},
    service::{
        ServiceError,
        audit::{self, Outcome},
        ledger,
    },
};

/// Removes entries of the caller's trash, all of them or none; what became free is what no other
/// version shares.
pub async fn purge(app: &App, member: &Member, ids: &[FileId]) -> Result<Gone, ServiceError> {
    let (account, now) = (member.account(), app.clock.now());
    let tx = app.db.write().await?;
    db::lock::tree(&tx, account).await?;
    let mut trashed = Vec::with_capacity(ids.len());
    for &id in ids {
        let entry = db::folder::find(&tx, account, id).await?.ok_or_else(not_found)?;
        let act = entry.act.clone().ok_or_else(not_found)?;
        trashed.push((entry, act));
    }
    let mut gone = Gone::default();
    for (entry, act) in trashed {
        let extent = db::tree::extent(&tx, account, entry.id, Some(&act)).await?;
        let passed = db::heirs::pass(&tx, Leaving::Act(account, entry.id, &act)).await?;
        if db::trash::purge(&tx, account, entry.id, &act).await? == 0 {
            // It went with a folder that was named before it.
            continue;
        }
        let freed = ledger::purge(&tx, account, (extent.bytes, passed), &entry.id.to_string(), now).await?;
        let action = if entry.is_file { "file.purge" } else { "folder.purge" };
        audit::record(&tx, member, action, entry.id, Outcome::Success, now);
        gone.files += extent.files;
        gone.folders += extent.folders;
        gone.bytes += freed;
    }
    crash::point("purge.before_commit");
    tx.commit().await?;
    crash::point("purge.after_commit");
    Ok(gone)
}
