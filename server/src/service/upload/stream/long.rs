//! A file of any size, or of a size that nobody told.
//!
//! ```text
//! push ─→ chunk buffer ─→ hash and seal (one thread at a time) ─→ find or put (a few at once) ─→ chunk
//! ```
//!
//! The next chunk fills while the last one seals and earlier ones become durable, so memory is a handful of chunks,
//! whatever the size of the file. The quota is held before the bytes are taken: all of it when the size was declared,
//! else in steps. A stream that fails, or whose client goes away, gives everything back.
use std::{collections::BTreeMap, sync::Arc};

use aws_lc_rs::digest::{Context, SHA256};
use bytes::{Bytes, BytesMut};
use cluster::crypto::FileKey;
use domain::{
    limits::CHUNK_BYTES,
    upload::Parts,
    vault::{Header, plain_bytes},
};
use tokio::task::{JoinHandle, JoinSet};

use super::{NewStream, wrong_size};
use crate::{
    app::Shared,
    db::{self, upload::Kind},
    service::{
        Reason, ServiceError,
        audit::Actor,
        chunks::{self, Comparing, Fresh, Kept, position},
        shares,
        upload::{
            begin::{Sender, Wish, begin},
            commit::{Finished, commit},
            complete::{Completed, answer, mismatch},
            hold::Hold,
        },
        vaults,
    },
};

const CHUNK: usize = CHUNK_BYTES as usize;
/// Chunks that become durable at the same time.
const PUTS_MAX: usize = 4;

/// A running stream. Dropped unfinished, it gives back what it held.
pub(super) struct Long {
    app: Shared,
    actor: Actor,
    /// What the file ends, when it comes by a link.
    ticket: Option<String>,
    row: db::upload::Row,
    key: Arc<FileKey>,
    hold: Hold,
    declared: Option<u64>,
    received: u64,
    buffer: BytesMut,
    /// Chunks handed to sealing so far.
    count: u32,
    /// Bytes of the header of age that the file begins with.
    header_bytes: Option<u64>,
    whole: Option<Context>,
    sealing: Option<Sealing>,
    comparing: Comparing,
    puts: JoinSet<Result<(u32, Kept), ServiceError>>,
    /// By their places. Pins keep them from being collected until the version refers to them.
    kept: BTreeMap<u32, Kept>,
}

/// The digest travels with the work and comes back with its result.
type Sealing = JoinHandle<(Context, u32, Fresh)>;

impl Long {
    /// Begins a stream: the name is free, and the quota has room for what was declared.
    pub(super) async fn begin(
        app: &Shared,
        sender: Sender<'_>,
        new: NewStream,
    ) -> Result<Self, ServiceError> {
        let declared = new.declared.map(Parts::file_bytes);
        let reserved = declared.unwrap_or(0);
        let kind = Kind::Stream;
        let (actor, from) = (sender.actor(), sender.member());
        let wish = Wish { sender, kind, target: new.target, size: reserved, reserved, sha256: None };
        let (row, key) = begin(app, wish).await?;
        let hold = Hold::new(app, &row);
        Ok(Self {
            comparing: Comparing::new(app, (row.account, from), declared.unwrap_or(u64::MAX)).await?,
            hold,
            app: Arc::clone(app),
            actor,
            ticket: match sender {
                Sender::Member(_) => None,
                Sender::Link(sender) => Some(sender.digest()),
            },
            row,
            key: Arc::new(key),
            declared,
            received: 0,
            buffer: BytesMut::new(),
            count: 0,
            header_bytes: None,
            whole: Some(Context::new(&SHA256)),
            sealing: None,
            puts: JoinSet::new(),
            kept: BTreeMap::new(),
        })
    }

    /// Takes the next bytes. After an error the stream is over: [`Self::abort`] it.
    pub(super) async fn push(&mut self, mut bytes: Bytes) -> Result<(), ServiceError> {
        self.received += bytes.len() as u64;
        if self.declared.is_some_and(|declared| self.received > declared) {
            return Err(wrong_size("more"));
        }
        Parts::of(self.received).map_err(|e| ServiceError::invalid("chunk", Reason::InvalidArgument, e))?;
        let held = self.hold.cover(self.received).await;
        held.map_err(|error| if self.is_guests() { shares::without_balance(error) } else { error })?;
        while !bytes.is_empty() {
            // A full chunk waits for the next byte, because the last one is sealed as the last.
            if self.buffer.len() == CHUNK {
                self.seal(false).await?;
            }
            self.buffer.reserve(CHUNK - self.buffer.len());
            let taken = bytes.split_to(bytes.len().min(CHUNK - self.buffer.len()));
            self.buffer.extend_from_slice(&taken);
        }
        Ok(())
    }

    /// Whether somebody else sends it than whose it will be.
    fn is_guests(&self) -> bool {
        self.ticket.is_some() || self.row.uploader != self.row.account
    }

    /// The stream has ended well: makes the file visible, if it has the SHA-256 that was told.
    pub(super) async fn finish(mut self, told: Option<[u8; 32]>) -> Result<Completed, ServiceError> {
        match self.close(told).await {
            Ok(()) => {
                self.hold.disarm();
                answer(&self.app, self.row.account, self.row.version).await
            }
            Err(error) => {
                self.abort().await;
                Err(error)
            }
        }
    }

    /// The stream has failed: gives back what it held, before it returns.
    pub(super) async fn abort(mut self) {
        self.puts.shutdown().await;
        self.hold.give_back().await;
    }

    async fn close(&mut self, told: Option<[u8; 32]>) -> Result<(), ServiceError> {
        if self.declared.is_some_and(|declared| self.received < declared) {
            return Err(wrong_size("fewer"));
        }
        if !self.buffer.is_empty() {
            self.seal(true).await?;
        }
        let whole = self.sealed().await?;
        while let Some(result) = self.puts.join_next().await {
            self.kept.extend([joined(result)?]);
        }
        let digest = whole.finish();
        let sha256 = digest.as_ref().try_into().expect("SHA-256 has 32 bytes");
        if told.is_some_and(|told| told != sha256) {
            return Err(mismatch());
        }
        let chunks = self.kept.values().map(|kept| kept.chunk.clone()).collect();
        let finished = Finished::of(&self.row, self.actor.clone(), &self.key, chunks, self.received, sha256);
        let plain_size = self.header_bytes.and_then(|header| plain_bytes(self.received - header));
        let finished = Finished { ticket: self.ticket.clone(), plain_size, ..finished };
        commit(&self.app, &self.row, self.hold.bytes(), finished).await
    }

    /// Hands the buffer to a thread that hashes and seals it, after the chunk before it.
    async fn seal(&mut self, last: bool) -> Result<(), ServiceError> {
        let mut whole = self.sealed().await?;
        let plain = self.buffer.split().freeze();
        if self.count == 0 {
            self.header_bytes = Header::read(&plain).ok().map(|header| header.bytes as u64);
            vaults::expect_beginning(self.app.db.read(), &self.row, self.header_bytes.is_some()).await?;
        }
        let index = self.count;
        let position = position(self.row.place(), index, last, plain.len());
        self.count += 1;
        let (key, comparing) = (Arc::clone(&self.key), self.comparing.clone());
        self.sealing = Some(tokio::task::spawn_blocking(move || {
            whole.update(&plain);
            (whole, index, Fresh::seal(&key, &position, &comparing, &plain))
        }));
        Ok(())
    }

    /// Waits for the chunk that is being sealed, sends it on its way and answers the digest so far.
    async fn sealed(&mut self) -> Result<Context, ServiceError> {
        let Some(sealing) = self.sealing.take() else {
            return self
                .whole
                .take()
                .ok_or_else(|| ServiceError::Internal(anyhow::anyhow!("the stream has failed")));
        };
        let (whole, index, fresh) = joined(sealing.await.map(Ok))?;
        while self.puts.len() >= PUTS_MAX {
            if let Some(result) = self.puts.join_next().await {
                self.kept.extend([joined(result)?]);
            }
        }
        let (app, comparing) = (Arc::clone(&self.app), self.comparing.clone());
        self.puts.spawn(async move { Ok((index, chunks::keep(&app, &comparing, fresh).await?)) });
        Ok(whole)
    }
}

fn joined<T>(result: Result<Result<T, ServiceError>, tokio::task::JoinError>) -> Result<T, ServiceError> {
    result.map_err(|error| ServiceError::Internal(error.into()))?
}
