//! A new file of one chunk at most, whose size was told beforehand: its bytes are stored first, then one transaction
//! finds the name still free and the quota sufficient, charges it and makes the file visible.
//!
//! Nothing is held meanwhile, because there is so little of it. A name that is taken and a quota that is full are
//! refused before anything is stored; who loses a race for them leaves a chunk to garbage collection, and no charge.
use std::sync::Arc;

use bytes::BytesMut;
use domain::{
    file_name::FileName,
    id::{AccountId, FileId, VersionId},
    policy::entry::Act,
    quota::Movement,
};

use super::wrong_size;
use crate::{
    app::{App, Shared},
    auth::Member,
    clock::random,
    db,
    service::{
        ServiceError,
        audit::Actor,
        drive, keys, ledger, names,
        shares::{self, Access},
        upload::{
            Completed, commit,
            complete::{answer, mismatch},
            draft::Draft,
        },
    },
};

/// A running stream that holds nothing yet.
pub(super) struct Short {
    app: Shared,
    account: AccountId,
    uploader: AccountId,
    actor: Actor,
    folder: Option<FileId>,
    name: FileName,
    size: u64,
    buffer: BytesMut,
}

impl Short {
    pub(super) async fn begin(
        app: &Shared,
        member: &Member,
        (folder, name): (Option<FileId>, &FileName),
        size: u64,
    ) -> Result<Self, ServiceError> {
        let access = match folder {
            Some(folder) => shares::reach(app, member, folder, Act::Fill).await?,
            None => Access::own(member),
        };
        let account = access.owner;
        drive::path(app.db.read(), account, folder).await?;
        if names::is_taken(app.db.read(), account, folder, name).await? {
            return Err(names::taken(name));
        }
        let room = ledger::expect_room(app.db.read(), account, size).await;
        room.map_err(|error| if access.given.is_some() { shares::without_balance(error) } else { error })?;
        let (app, actor, uploader) = (Arc::clone(app), member.into(), member.account());
        Ok(Self { app, account, uploader, actor, folder, name: name.clone(), size, buffer: BytesMut::new() })
    }

    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), ServiceError> {
        if (self.buffer.len() + bytes.len()) as u64 > self.size {
            return Err(wrong_size("more"));
        }
        self.buffer.extend_from_slice(bytes);
        Ok(())
    }

    pub(super) async fn finish(self, told: Option<[u8; 32]>) -> Result<Completed, ServiceError> {
        let Self { app, account, uploader, actor, folder, name, size, buffer } = self;
        if (buffer.len() as u64) < size {
            return Err(wrong_size("fewer"));
        }
        let ids = (FileId::from_random(random()), VersionId::from_random(random()));
        let draft = Draft::store(&app, (account, uploader), ids, buffer.freeze()).await?;
        if told.is_some_and(|told| !draft.has(told)) {
            return Err(mismatch());
        }
        make_visible(&draft, &app, (uploader, actor), (folder, &name)).await?;
        answer(&app, account, draft.version).await
    }
}

/// The one transaction. The version's key is wrapped only now: which account key wraps it is decided in here.
async fn make_visible(
    draft: &Draft,
    app: &App,
    (uploader, actor): (AccountId, Actor),
    (folder, name): (Option<FileId>, &FileName),
) -> Result<(), ServiceError> {
    let now = app.clock.now();
    let (account, object) = (draft.account, draft.id.to_string());
    let tx = app.db.write().await?;
    db::lock::tree(&tx, account).await?;
    // Then the balance, whose row is what racing uploads of one account wait for.
    let told = |error| if uploader == account { error } else { shares::without_balance(error) };
    ledger::shift(&tx, account, Movement::Begin, draft.size, object.clone(), now).await.map_err(told)?;
    let counted = draft.count(&tx).await?;
    ledger::settle(&tx, account, (draft.size, counted.bytes), &object, now).await?;
    shares::expect_place(&tx, (account, uploader), folder, now).await?;
    commit::expect_folder(&tx, account, folder).await?;
    if names::is_taken(&tx, account, folder, name).await? {
        return Err(names::taken(name));
    }
    drive::expect_place(&tx, account, app.settings.files_max).await.map_err(told)?;
    let wrapped = keys::wrap_file_key(&tx, &app.keyring, account, draft.version, &draft.key, now).await?;
    let finished = draft.finished(actor);
    if !commit::make_file(&tx, &finished, (folder, name), now).await? {
        return Err(names::taken(name));
    }
    commit::add_version(&tx, &finished, (wrapped, &counted), now).await?;
    commit::publish(tx, &finished, now).await
}
