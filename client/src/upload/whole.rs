//! A small file, sent whole in a call that it may share with others.
//!
//! It names itself by a key, so that it may be made again when its answer was lost: the server stores the file once.

use std::{pin::pin, sync::Arc};

use domain::{hex, limits::WHOLE_FILE_BYTES_MAX};
use futures::future;
use proto::storage::{CreateUploadRequest, OnConflict, UploadFileResponse};

use super::{
    Control, Destination, Event, Hashed, SmallFile, Source, UploadError, patience::Patience, run::insist,
};
use crate::Authorized;

/// A file that is small enough for one call.
pub struct Whole {
    /// Where its bytes come from.
    pub source: Arc<dyn Source>,
    /// Where it goes.
    pub destination: Destination,
    /// Its name.
    pub filename: String,
    /// What to do when that is taken.
    pub on_conflict: OnConflict,
    /// 128 bits of chance, this file's own.
    pub key: [u8; 16],
}

impl Whole {
    /// Whether a file of so many bytes may be sent so.
    pub fn is_fit(bytes: u64) -> bool {
        bytes <= WHOLE_FILE_BYTES_MAX
    }

    /// Sends it; the name it has, and what is stored.
    pub async fn send(
        &self,
        api: &Authorized,
        control: &Control,
        on_event: impl Fn(Event),
    ) -> Result<(String, UploadFileResponse), UploadError> {
        let patience = Patience::new();
        let attempt = || {
            on_event(Event::Sending { index: 0 });
            self.attempt(api)
        };
        let work = pin!(insist(attempt, control, &patience, &on_event));
        let cancelled = pin!(control.cancelled());
        match future::select(work, cancelled).await {
            future::Either::Left((result, _)) => {
                if let Ok((_, stored)) = &result {
                    let copies = u32::try_from(stored.storage_nodes.len()).unwrap_or_default();
                    on_event(Event::Durable { index: 0, copies });
                }
                result
            }
            future::Either::Right(((), _)) => Err(UploadError::Cancelled),
        }
    }

    /// It is read anew for each attempt: a file that was changed tells so here, and not as a lost connection.
    async fn attempt(&self, api: &Authorized) -> Result<(String, UploadFileResponse), UploadError> {
        let size = self.source.size();
        let Hashed { sha256, content } = self.source.hashed().await?;
        let message = CreateUploadRequest {
            filename: self.filename.clone(),
            size: i64::try_from(size).unwrap_or(i64::MAX),
            sha256: hex::encode(&sha256),
            parent_id: self.destination.folder_id.clone(),
            folders: self.destination.below.clone(),
            on_conflict: self.on_conflict.into(),
            idempotency_key: hex::encode(&self.key),
            ..Default::default()
        };
        Ok(api.upload_whole(SmallFile { message, content, bytes: size }).await?)
    }
}
