//! A small file that comes whole with the call that would begin its upload: thousands of them cost one call each.
//!
//! ```text
//! digest ─→ known by its key? ─→ room, name ─→ chunk durable ─→ one transaction: charged, named, visible, written down
//! ```
//!
//! Nothing is held meanwhile, as for a `stream` of one chunk, and what loses a race leaves a chunk to garbage collection. The
//! version has its id from the client's key, so that the version itself remembers that the call took effect: whoever asks
//! again, because the answer was lost, gets the same one (INV-A2).
use aws_lc_rs::digest::{Context, SHA256, digest};
use bytes::Bytes;
use domain::{
    id::{AccountId, FileId, VersionId},
    policy::entry::Act,
    quota::Movement,
    upload::OnConflict,
};

use super::{
    Completed, NewUpload,
    begin::{Sender, Settled, Target, expect_version, settle},
    commit,
    complete::{answer, mismatch},
    create::namesake,
    draft::Draft,
};
use crate::{
    app::App,
    auth::Member,
    clock::random,
    db,
    service::{
        Reason, ServiceError, chunks, drive, hex, keys, ledger, names,
        shares::{self, Access},
    },
};

/// Each further attempt needs somebody to have made or moved a file of this name in the same instant.
const ATTEMPTS_MAX: u32 = 4;
/// What a version's id is hashed behind, so that it is the hash of nothing else.
const ID_CONTEXT: &[u8] = b"skyshard whole file v1";

/// A file that came whole.
#[derive(Clone, Debug)]
pub struct WholeFile {
    /// What it holds: one chunk at most.
    pub content: Bytes,
    /// Its SHA-256 as the client knows it.
    pub sha256: [u8; 32],
    /// What names it, for a call that is repeated.
    pub key: Option<[u8; 16]>,
}

/// Stores the file: durable and visible when this returns, and charged. Refused, it leaves nothing behind.
pub async fn store_whole(
    app: &App,
    member: &Member,
    new: NewUpload,
    whole: WholeFile,
) -> Result<Completed, ServiceError> {
    let (content, told) = (whole.content.clone(), whole.sha256);
    if !chunks::blocking(move || digest(&SHA256, &content).as_ref() == told).await? {
        return Err(mismatch());
    }
    let access = match new.parent {
        Some(folder) => shares::reach(app, member, folder, Act::Fill).await?,
        None => Access::own(member),
    };
    let (owner, version) = (access.owner, version_of(member.account(), whole.key));
    if let Some(done) = done_before(app, owner, version, &whole).await? {
        return Ok(done);
    }
    match store_anew(app, member, (owner, version), &new, &whole).await {
        Ok(done) => Ok(done),
        // What it was refused for may be the same call, which came twice at a time.
        Err(refused) => done_before(app, owner, version, &whole).await?.ok_or(refused),
    }
}

async fn store_anew(
    app: &App,
    member: &Member,
    (owner, version): (AccountId, VersionId),
    new: &NewUpload,
    whole: &WholeFile,
) -> Result<Completed, ServiceError> {
    let size = whole.content.len() as u64;
    let told = |error| Sender::Member(member).told(owner, error);
    ledger::expect_room(app.db.read(), owner, size).await.map_err(told)?;
    for _ in 0..ATTEMPTS_MAX {
        let there = namesake(app.db.read(), owner, new).await?;
        if there.is_some() && new.on_conflict == OnConflict::Refuse {
            return Err(names::taken(&new.name));
        }
        let replaced = there.filter(|entry| entry.is_file && new.on_conflict == OnConflict::Replace);
        let file = replaced.as_ref().map_or_else(|| FileId::from_random(random()), |entry| entry.id);
        let draft =
            Draft::store(app, (owner, member.account()), (file, version), whole.content.clone()).await?;
        match make_visible(app, member, &draft, (new, replaced.is_some())).await? {
            Attempt::Visible => return answer(app, owner, version).await,
            Attempt::Done => {
                let done = done_before(app, owner, version, whole).await?;
                return done.ok_or_else(drive::not_found);
            }
            Attempt::Moved => {}
        }
    }
    Err(ServiceError::Unavailable("The name was taken again and again. Try again.".to_owned()))
}

enum Attempt {
    Visible,
    /// The same call came twice at a time, and the other one was first.
    Done,
    /// The file to replace came, went or is another one since we looked; the chunk was sealed for the one of then.
    Moved,
}

/// The one transaction.
async fn make_visible(
    app: &App,
    member: &Member,
    draft: &Draft,
    (new, replaces): (&NewUpload, bool),
) -> Result<Attempt, ServiceError> {
    let (now, sender) = (app.clock.now(), Sender::Member(member));
    let (account, object) = (draft.account, draft.id.to_string());
    let tx = app.db.write().await?;
    let target = Target::from(new);
    if sender.enter(&tx, &target, now).await? != account {
        return Err(drive::no_folder());
    }
    if db::file::find_version(&tx, account, draft.version).await?.is_some() {
        return Ok(Attempt::Done);
    }
    let told = |error| sender.told(account, error);
    ledger::shift(&tx, account, Movement::Begin, draft.size, object.clone(), now).await.map_err(told)?;
    let counted = draft.count(&tx).await?;
    ledger::settle(&tx, account, (draft.size, counted.bytes), &object, now).await?;
    let settled = settle(app, &tx, (account, sender.actor()), &target, now).await?;
    if settled.replaces != replaces || (replaces && settled.file != draft.file) {
        return Ok(Attempt::Moved);
    }
    if replaces {
        shares::expect_file(&tx, (account, member.account()), draft.file, now).await?;
        expect_version(&tx, draft.file).await?;
    } else {
        drive::expect_place(&tx, account, app.settings.files_max).await.map_err(told)?;
    }
    let wrapped = keys::wrap_file_key(&tx, &app.keyring, account, draft.version, &draft.key, now).await?;
    let finished = draft.finished(sender.actor());
    let Settled { folder, name, .. } = settled;
    let is_made = if replaces {
        db::file::show_version(&tx, draft.file, &finished.shown(), now).await?
    } else {
        commit::make_file(&tx, &finished, (folder, &name), now).await?
    };
    if !is_made {
        return Ok(Attempt::Moved);
    }
    commit::add_version(&tx, &finished, (wrapped, &counted), now).await?;
    commit::publish(tx, &finished, now).await?;
    Ok(Attempt::Visible)
}

/// A key is the client's own: nobody else's leads to the same version.
fn version_of(uploader: AccountId, key: Option<[u8; 16]>) -> VersionId {
    let Some(key) = key else { return VersionId::from_random(random()) };
    let mut context = Context::new(&SHA256);
    for part in [ID_CONTEXT, uploader.as_bytes(), &key] {
        context.update(part);
    }
    let hash = context.finish();
    let id = hash.as_ref().first_chunk().expect("SHA-256 has 32 bytes");
    VersionId::from_random(*id)
}

/// The answer to a call that took effect before.
async fn done_before(
    app: &App,
    owner: AccountId,
    version: VersionId,
    whole: &WholeFile,
) -> Result<Option<Completed>, ServiceError> {
    if whole.key.is_none() {
        return Ok(None);
    }
    match db::file::find_version(app.db.read(), owner, version).await? {
        None => Ok(None),
        Some((_, stored)) if stored.sha256 == hex::encode(&whole.sha256) => {
            answer(app, owner, version).await.map(Some)
        }
        Some(_) => Err(ServiceError::Precondition {
            reason: Reason::PartMismatch,
            message: "Other content was stored under this key before. Nothing was changed; use a new key."
                .to_owned(),
        }),
    }
}
