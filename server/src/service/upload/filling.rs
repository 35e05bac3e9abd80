//! Fills an open upload from its first byte on with a body that comes as one: it is cut into the parts that a client would
//! have sent, and each becomes durable by itself. Where the body breaks off, the parts before stay, and the client sends
//! the others as parts.
//!
//! ```text
//! push ─→ part buffer ─→ hash and seal (one thread at a time) ─→ find or put, write down (a few at once) ─→ part
//! ```
//!
//! Nobody tells the digests of these parts beforehand. The client knows them all the same, and tells the digest over them
//! when it completes the upload.
use std::{collections::BTreeMap, sync::Arc};

use anyhow::anyhow;
use bytes::{Bytes, BytesMut};
use domain::{id::UploadId, upload::Part};
use tokio::task::{JoinError, JoinHandle, JoinSet};

use super::{
    part::{Sealed, expect_beginning, keep, seal},
    progress::{Open, Prefix},
};
use crate::{
    app::Shared,
    auth::Member,
    service::{Reason, ServiceError},
};

/// Parts that become durable at the same time, while the next ones arrive and are sealed.
const AT_A_TIME: usize = 8;

/// A running body. Dropped unfinished, it gives up the parts that are not durable yet.
pub struct Filling {
    app: Shared,
    member: Member,
    open: Arc<Open>,
    /// Which part comes next; none when all have come.
    next: Option<Part>,
    /// What has come of it.
    buffer: BytesMut,
    sealing: Option<Sealing>,
    /// The digest before the first part is sealed.
    nothing: Option<Prefix>,
    storing: JoinSet<Result<Prefix, ServiceError>>,
    /// What ends with each durable part that has one before it that is not, by the number of parts.
    ahead: BTreeMap<u32, Prefix>,
    /// Durable parts from the start without a gap.
    durable: u32,
}

/// The digest travels with the work and comes back with its result.
type Sealing = JoinHandle<Result<(Prefix, Part, Sealed), ServiceError>>;

impl Filling {
    /// Begins with an upload that the caller has begun.
    pub async fn begin(app: &Shared, member: &Member, upload: UploadId) -> Result<Self, ServiceError> {
        let open = app.uploads.get(app, member.account(), upload).await?;
        Ok(Self {
            app: Arc::clone(app),
            member: member.clone(),
            next: open.parts.get(0),
            open,
            buffer: BytesMut::new(),
            sealing: None,
            nothing: Some(Prefix::default()),
            storing: JoinSet::new(),
            ahead: BTreeMap::new(),
            durable: 0,
        })
    }

    /// Takes the next bytes. After an error nothing more is taken.
    pub async fn push(&mut self, mut bytes: Bytes) -> Result<(), ServiceError> {
        while !bytes.is_empty() {
            let part = self.next.ok_or_else(too_long)?;
            let length = usize::try_from(part.bytes).unwrap_or(usize::MAX);
            let wanted = length - self.buffer.len();
            self.buffer.reserve(wanted);
            self.buffer.extend_from_slice(&bytes.split_to(wanted.min(bytes.len())));
            if self.buffer.len() == length {
                self.seal(part).await?;
            }
        }
        Ok(())
    }

    /// The body has ended, well or not: waits for the parts that came whole.
    pub async fn finish(mut self) -> Result<(), ServiceError> {
        let mut outcome = if self.sealing.is_some() { self.sealed().await.map(drop) } else { Ok(()) };
        while !self.storing.is_empty() {
            outcome = outcome.and(self.stored().await);
        }
        outcome
    }

    /// Hands the buffer to a thread that hashes and seals it, after the part before it.
    async fn seal(&mut self, part: Part) -> Result<(), ServiceError> {
        let mut prefix = self.sealed().await?;
        let bytes = self.buffer.split().freeze();
        if part.index == 0 {
            expect_beginning(&self.app, &self.member, &self.open, &bytes).await?;
        }
        self.next = self.open.parts.get(part.index + 1);
        let open = Arc::clone(&self.open);
        self.sealing = Some(tokio::task::spawn_blocking(move || {
            prefix.take(&bytes);
            Ok((prefix, part, seal(&open, part, &bytes, None)?))
        }));
        Ok(())
    }

    /// Waits for the part that is being sealed, sends it on its way and answers the digest so far.
    async fn sealed(&mut self) -> Result<Prefix, ServiceError> {
        let Some(sealing) = self.sealing.take() else {
            return self.nothing.take().ok_or_else(|| ServiceError::Internal(anyhow!("the body has failed")));
        };
        let (prefix, part, sealed) = joined(sealing.await)?;
        while self.storing.len() >= AT_A_TIME {
            self.stored().await?;
        }
        let (app, open, so_far) = (Arc::clone(&self.app), Arc::clone(&self.open), prefix.clone());
        self.storing.spawn(async move { keep(&app, &open, part, sealed).await.map(|_| so_far) });
        Ok(prefix)
    }

    /// Waits until one more part is durable.
    async fn stored(&mut self) -> Result<(), ServiceError> {
        let Some(stored) = self.storing.join_next().await else { return Ok(()) };
        let prefix = joined(stored)?;
        self.ahead.insert(prefix.parts(), prefix);
        let mut reached = None;
        while let Some(next) = self.ahead.remove(&(self.durable + 1)) {
            self.durable += 1;
            reached = Some(next);
        }
        if let Some(reached) = reached {
            self.open.digest.lock().reach(reached);
        }
        Ok(())
    }
}

fn joined<T>(result: Result<Result<T, ServiceError>, JoinError>) -> Result<T, ServiceError> {
    result.map_err(|error| ServiceError::Internal(error.into()))?
}

fn too_long() -> ServiceError {
    let message = "The body has more bytes than the upload. What is durable stays.";
    ServiceError::invalid("file", Reason::BadPart, message)
}
