//! Fills an open upload from its first byte on with a body that comes as one: it is cut into the parts that a client would
//! have sent, and each becomes durable by itself. Where the body breaks off, the parts before stay, and the client sends
//! the others as parts.
//!
//! Nobody tells the digests of these parts beforehand. The client knows them all the same, and tells the digest over them
//! when it completes the upload.
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use domain::id::UploadId;
use tokio::task::JoinSet;

use super::{NewPart, store_part};
use crate::{
    app::Shared,
    auth::Member,
    service::{Reason, ServiceError},
};

/// Parts that become durable at the same time, while the next one arrives.
const AT_A_TIME: usize = 4;

/// A running body. Dropped unfinished, it gives up the parts that are not durable yet.
pub struct Filling {
    app: Shared,
    member: Member,
    upload: UploadId,
    size: u64,
    part_bytes: u64,
    /// Where the next part begins.
    offset: u64,
    /// What has come of it.
    buffer: BytesMut,
    storing: JoinSet<Result<(), ServiceError>>,
}

impl Filling {
    /// Begins with an upload that the caller has begun.
    pub async fn begin(app: &Shared, member: &Member, upload: UploadId) -> Result<Self, ServiceError> {
        let open = app.uploads.get(app, member.account(), upload).await?;
        Ok(Self {
            app: Arc::clone(app),
            member: member.clone(),
            upload,
            size: open.row.size,
            part_bytes: open.row.part_bytes,
            offset: 0,
            buffer: BytesMut::new(),
            storing: JoinSet::new(),
        })
    }

    /// Takes the next bytes. After an error nothing more is taken.
    pub async fn push(&mut self, mut bytes: Bytes) -> Result<(), ServiceError> {
        while !bytes.is_empty() {
            let part_bytes = self.part_bytes.min(self.size - self.offset);
            let wanted = usize::try_from(part_bytes).unwrap_or(usize::MAX) - self.buffer.len();
            if wanted == 0 {
                let more = "The body has more bytes than the upload. What is durable stays.";
                return Err(ServiceError::invalid("file", Reason::BadPart, more));
            }
            self.buffer.reserve(wanted);
            self.buffer.extend_from_slice(&bytes.split_to(wanted.min(bytes.len())));
            if self.buffer.len() as u64 == part_bytes {
                self.store(part_bytes).await?;
            }
        }
        Ok(())
    }

    /// The body has ended, well or not: waits for the parts that came whole.
    pub async fn finish(mut self) -> Result<(), ServiceError> {
        while let Some(stored) = self.storing.join_next().await {
            flatten(stored)?;
        }
        Ok(())
    }

    async fn store(&mut self, part_bytes: u64) -> Result<(), ServiceError> {
        while self.storing.len() >= AT_A_TIME {
            self.storing.join_next().await.map_or(Ok(()), flatten)?;
        }
        let new = NewPart { offset: self.offset, bytes: self.buffer.split().freeze(), sha256: None };
        let (app, member, upload) = (Arc::clone(&self.app), self.member.clone(), self.upload);
        self.storing.spawn(async move { store_part(&app, &member, upload, new).await.map(drop) });
        self.offset += part_bytes;
        Ok(())
    }
}

fn flatten(stored: Result<Result<(), ServiceError>, tokio::task::JoinError>) -> Result<(), ServiceError> {
    stored.map_err(|error| ServiceError::Internal(error.into()))?
}
