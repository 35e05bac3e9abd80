//! What a running stream holds of the quota.
//!
//! A stream of unknown size takes it in steps as its bytes arrive, so that one transaction serves 16 MiB and a small
//! file does not need 16 MiB of room. Dropped while it still holds something, it gives it back in a task of its own:
//! that is how a client that vanishes frees its quota at once.
use std::sync::Arc;

use domain::id::{AccountId, UploadId};
use tokio::runtime::Handle;

use super::{begin::hold, create::give_back};
use crate::{
    app::{App, Shared},
    db,
    service::ServiceError,
};

/// What is taken at once, when there is so much.
const STEP_BYTES: u64 = 16 * 1024 * 1024;

pub(super) struct Hold {
    app: Shared,
    account: AccountId,
    id: UploadId,
    bytes: u64,
    armed: bool,
}

impl Hold {
    /// What `begin` has taken for this upload.
    pub(super) fn new(app: &Shared, row: &db::upload::Row) -> Self {
        Self { app: Arc::clone(app), account: row.account, id: row.id, bytes: row.reserved, armed: true }
    }

    /// Bytes held.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Takes more when `needed` is not covered, or says how much is missing.
    pub(super) async fn cover(&mut self, needed: u64) -> Result<(), ServiceError> {
        let Some(missing) = needed.checked_sub(self.bytes).filter(|missing| *missing > 0) else {
            return Ok(());
        };
        let tx = self.app.db.write().await?;
        let free = db::quota::find(&tx, self.account).await?.map_or(0, |balance| balance.free());
        let step = missing.max(STEP_BYTES.min(free));
        hold(&tx, self.account, self.id, step, self.app.clock.now()).await?;
        tx.commit().await?;
        self.bytes += step;
        Ok(())
    }

    /// The upload was committed: there is nothing to give back.
    pub(super) fn disarm(&mut self) {
        self.armed = false;
    }

    /// Ends the upload and returns everything it held.
    pub(super) async fn give_back(mut self) {
        self.armed = false;
        end(&self.app, self.account, self.id).await;
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        // Without a runtime the process is ending, and the next start returns what streams held.
        if self.armed
            && let Ok(runtime) = Handle::try_current()
        {
            let (app, account, id) = (Arc::clone(&self.app), self.account, self.id);
            runtime.spawn(async move { end(&app, account, id).await });
        }
    }
}

async fn end(app: &App, account: AccountId, id: UploadId) {
    if let Err(error) = try_to_end(app, account, id).await {
        // The sweep returns it within 24 hours.
        tracing::error!(upload = %id, ?error, "upload {id} could not return its quota");
    }
}

async fn try_to_end(app: &App, account: AccountId, id: UploadId) -> Result<(), ServiceError> {
    let tx = app.db.write().await?;
    give_back(&tx, account, id, app.clock.now()).await?;
    Ok(tx.commit().await?)
}
