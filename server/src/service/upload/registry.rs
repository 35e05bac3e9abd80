//! The open uploads that the server remembers, so that a part costs no query. After a restart they come back from the
//! database one by one, when they are asked for.
use std::{collections::HashMap, sync::Arc};

use cluster::{chunk::ChunkId, manifest::ChunkEntry};
use domain::{
    id::{AccountId, UploadId},
    part_digest::PartDigest,
    time::Timestamp,
    upload::Parts,
};
use parking_lot::Mutex;
use tokio::sync::Semaphore;

use super::{
    ended, lent,
    part_writer::PartWriter,
    progress::{Durable, Open},
};
use crate::{
    app::App,
    db::{self, Db, upload::Kind},
    service::{
        ServiceError,
        chunks::{Chunk, Comparing},
        hex,
        keys::AccountKeys,
    },
};

/// Parts whose bytes wait in memory for their turn to be hashed, of all uploads together: 48 MiB.
const WAITING_PARTS_MAX: usize = 48;

/// The open uploads in memory, and the task that writes their parts down.
pub struct Uploads {
    open: Mutex<HashMap<UploadId, Arc<Open>>>,
    pub(super) writer: PartWriter,
    pub(super) room: Arc<Semaphore>,
}

impl Uploads {
    /// Starts with none; needs a tokio runtime for its task.
    pub fn new(db: Db) -> Self {
        Self {
            open: Mutex::default(),
            writer: PartWriter::start(db),
            room: Arc::new(Semaphore::new(WAITING_PARTS_MAX)),
        }
    }

    /// An open upload in parts of whoever sends it.
    pub(super) async fn get(
        &self,
        app: &App,
        uploader: AccountId,
        id: UploadId,
    ) -> Result<Arc<Open>, ServiceError> {
        let known = self.open.lock().get(&id).cloned();
        let open = match known {
            Some(open) => open,
            None => self.remember(load(app, uploader, id).await?),
        };
        let is_alive = open.row.uploader == uploader && app.clock.now() < open.row.expires_at;
        if is_alive { Ok(open) } else { Err(ended()) }
    }

    /// Remembers an upload, unless it is remembered already.
    pub(super) fn remember(&self, open: Open) -> Arc<Open> {
        Arc::clone(self.open.lock().entry(open.row.id).or_insert_with(|| Arc::new(open)))
    }

    /// Forgets an upload that has ended.
    pub(in crate::service) fn forget(&self, id: UploadId) {
        self.open.lock().remove(&id);
    }

    /// Forgets the uploads of an account that is no more.
    pub fn forget_account(&self, account: AccountId) {
        self.open.lock().retain(|_, open| open.row.account != account && open.row.uploader != account);
    }

    /// Forgets uploads whose time is over.
    pub(super) fn forget_expired(&self, now: Timestamp) {
        self.open.lock().retain(|_, open| now < open.row.expires_at);
    }
}

async fn load(app: &App, uploader: AccountId, id: UploadId) -> Result<Open, ServiceError> {
    let on = app.db.read();
    let row = db::upload::find(on, uploader, id, app.clock.now()).await?.ok_or_else(ended)?;
    if row.completed_at.is_some() || row.kind != Kind::Parts {
        return Err(ended());
    }
    let wrapped = (row.wrapped_key.as_slice(), row.key_version);
    let key = AccountKeys::new(row.account).file_key(on, &app.keyring, row.version, wrapped).await?;
    let parts = Parts::of(row.size).map_err(|error| ServiceError::Internal(error.into()))?;
    let comparing = Comparing::new(app, (row.account, Some(row.uploader)), row.size).await?;
    let open = Open::new(row, key, comparing, parts);
    for part in db::part::list(on, id).await? {
        open.note(part.position, durable(&open, &part)?);
    }
    Ok(open)
}

/// A part's row in memory.
pub(super) fn durable(open: &Open, row: &db::part::Row) -> Result<Durable, ServiceError> {
    let damaged = || ServiceError::Internal(anyhow::anyhow!("a part's row is none: {row:?}"));
    let part = open.parts.get(row.position).ok_or_else(damaged)?;
    let id = hex::digest(&row.chunk).map(ChunkId::from_bytes).ok_or_else(damaged)?;
    let digest = PartDigest::from_hex(&row.plain_digest).ok_or_else(damaged)?;
    let entry = ChunkEntry::new(id, &open.position(part));
    let own = Chunk { entry, lent: None, digest: hex::digest(&row.digest), stored: row.stored };
    let chunk = match &row.lent {
        None => own,
        Some(sealed) => lent::opened(&open.row, &open.key, row.position, sealed, own)?,
    };
    Ok(Durable { chunk, digest })
}
