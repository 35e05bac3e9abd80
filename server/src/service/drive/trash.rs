//! Moves files and folders to the trash: a folder with all below it, as one act.
use cluster::live::crash;
use domain::{
    id::{AccountId, FileId},
    policy::entry::Act,
    quota::Movement,
    time::Timestamp,
};

use super::{Row, not_found};
use crate::{
    app::App,
    auth::Member,
    db::{self, Transaction},
    service::{
        ServiceError,
        audit::{self, Outcome},
        hex::random_name,
        ledger, shares,
    },
};

/// What went to the trash.
pub type Gone = db::tree::Extent;

/// Moves entries of one owner to the trash, all of them or none; what was freed is all versions of all files.
pub async fn trash(app: &App, member: &Member, ids: &[FileId]) -> Result<Gone, ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    let first = ids.first().copied();
    let account = shares::enter(&tx, member, first, Act::Arrange, now).await?.owner;
    let (mut gone, mut acts) = (Gone::default(), Vec::new());
    for &id in ids {
        let entry = db::folder::find(&tx, account, id).await?.ok_or_else(not_found)?;
        if entry.act.as_ref().is_some_and(|act| acts.contains(act)) {
            // It went with a folder that was named before it.
            continue;
        }
        if !entry.is_live() {
            return Err(not_found());
        }
        // Each one by itself: what somebody was given may lie beside what he was not.
        if shares::reach_in(&tx, member.account(), id, Act::Arrange, now).await?.owner != account {
            return Err(not_found());
        }
        let (extent, act) = put_away(&tx, member, (account, &entry), now).await?;
        gone.files += extent.files;
        gone.folders += extent.folders;
        gone.bytes += extent.bytes;
        acts.push(act);
    }
    crash::point("trash.before_commit");
    tx.commit().await?;
    crash::point("trash.after_commit");
    Ok(gone)
}

/// Moves one entry to the trash with all below it: what went, and under which act.
pub(super) async fn put_away(
    tx: &Transaction,
    member: &Member,
    (account, entry): (AccountId, &Row),
    now: Timestamp,
) -> Result<(Gone, String), ServiceError> {
    let (id, act) = (entry.id, random_name());
    db::tree::move_to_trash(tx, account, id, &act, now).await?;
    let extent = db::tree::extent(tx, account, id, Some(&act)).await?;
    ledger::shift(tx, account, Movement::Delete, extent.bytes, id.to_string(), now).await?;
    let action = if entry.is_file { "file.delete" } else { "folder.delete" };
    audit::record(tx, member, action, id, Outcome::Success, now);
    Ok((extent, act))
}
