//! Uploads into what others gave: they are stored and counted for its owner, and end with the right to make them.
use domain::{
    id::{AccountId, FileId, UploadId},
    policy::entry::Act,
    time::Timestamp,
};

use super::access::reach_in;
use crate::{
    app::App,
    db::{self, Transaction, upload::Row},
    service::{Reason, ServiceError, drive, upload::give_back},
};

/// Refuses the end of an upload whose sender may not make it any more. In the transaction that makes it visible.
pub async fn expect_allowed(tx: &Transaction, upload: &Row, now: Timestamp) -> Result<(), ServiceError> {
    let people = (upload.account, upload.uploader);
    if upload.replaces {
        expect_file(tx, people, upload.file, now).await
    } else {
        expect_place(tx, people, upload.folder, now).await
    }
}

/// The same of a new file that needs no row before it is there.
pub async fn expect_place(
    tx: &Transaction,
    people: (AccountId, AccountId),
    folder: Option<FileId>,
    now: Timestamp,
) -> Result<(), ServiceError> {
    expect(tx, people, folder, Act::Fill, now).await
}

/// The same of a new version of a file.
pub async fn expect_file(
    tx: &Transaction,
    people: (AccountId, AccountId),
    file: FileId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    expect(tx, people, Some(file), Act::AddVersion, now).await
}

async fn expect(
    tx: &Transaction,
    (owner, uploader): (AccountId, AccountId),
    target: Option<FileId>,
    act: Act,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if uploader == owner {
        return Ok(());
    }
    // Nobody is given the top.
    let target = target.ok_or_else(drive::no_folder)?;
    let access = reach_in(tx, uploader, target, act, now).await?;
    if access.owner == owner { Ok(()) } else { Err(drive::no_folder()) }
}

/// What somebody is told whom the owner's space is none of his business: not how much there is of it.
pub fn without_balance(error: ServiceError) -> ServiceError {
    use Reason::{NoStorage, QuotaExceeded, TooManyFiles, TooManyUploads};
    match error {
        ServiceError::Exhausted { reason: QuotaExceeded | TooManyFiles | TooManyUploads, .. }
        | ServiceError::Precondition { reason: NoStorage, .. } => ServiceError::Exhausted {
            reason: QuotaExceeded,
            message: "Its owner has no room for this now. Nothing was stored; ask the owner, or try later."
                .to_owned(),
        },
        other => other,
    }
}

/// Ends the uploads of others into an account's files that they may not make any more; which those are.
pub(super) async fn end_of_receivers(
    app: &App,
    tx: &Transaction,
    owner: AccountId,
) -> Result<Vec<UploadId>, ServiceError> {
    let now = app.clock.now();
    let mut ended = Vec::new();
    for upload in db::upload::list_of_others(tx, owner).await? {
        match expect_allowed(tx, &upload, now).await {
            Ok(()) => {}
            Err(ServiceError::NotFound(_) | ServiceError::Forbidden(_)) => {
                give_back(tx, owner, upload.id, now).await?;
                ended.push(upload.id);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(ended)
}

/// Ends what an account that is erased was sending into the files of others, and forgets what it had sent.
pub async fn end_of_erased(tx: &Transaction, account: AccountId, now: Timestamp) -> Result<(), ServiceError> {
    for (owner, upload) in db::upload::list_to_others(tx, account).await? {
        give_back(tx, owner, upload, now).await?;
    }
    db::upload::forget_to_others(tx, account).await?;
    Ok(())
}
