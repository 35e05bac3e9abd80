//! One chunk in, one chunk out: sealing and opening on threads that may block, storing and reading through the cluster.
//!
//! | Module | For |
//! |---|---|
//! | `fresh` | a chunk that was just cut: digest, packed if that pays, sealed |
//! | `same` | whether the account has it already, and then that one in its place |
//! | `packing` | Zstandard |
//!
//! Nothing leaves here that was not verified: the cluster checks the sealed bytes against the chunk's name and skips
//! bad copies, and opening checks that they belong at this place of this version (INV-D3, INV-K2).
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;
use cluster::{
    chunk::{ChunkId, SealedChunk},
    crypto::{FileKey, chunk},
    live::Cluster,
    manifest::{ChunkEntry, LentKey},
    status::{GetError, PutError, Stored},
};
use domain::id::{AccountId, FileId, VersionId};

mod fresh;
mod packing;
mod same;

pub use fresh::{Chunk, Fresh};
pub use same::{Comparing, Kept, keep};

use super::{Reason, ServiceError};

/// Where chunks of a version are sealed.
pub type Position = chunk::Position;

/// Chunks are sealed with the first key of their version; encrypting them again makes the next (SEC-61).
const FILE_KEY_VERSION: u32 = 0;

/// The position of a chunk of a version of a file of an account.
pub fn position(
    (account, file, version): (AccountId, FileId, VersionId),
    index: u32,
    last: bool,
    plain_len: usize,
) -> Position {
    Position {
        account: *account.as_bytes(),
        file: *file.as_bytes(),
        version: *version.as_bytes(),
        key_version: FILE_KEY_VERSION,
        index,
        last,
        plain_len: u32::try_from(plain_len).expect("a chunk is far below 4 GiB"),
    }
}

/// Makes a sealed chunk durable on the write quorum.
pub async fn store(cluster: &Cluster, chunk: SealedChunk) -> Result<Stored, ServiceError> {
    cluster.put(chunk).await.map_err(|error| match error {
        PutError::Unavailable => ServiceError::Unavailable(sentence(&error)),
        PutError::Full => {
            ServiceError::Exhausted { reason: Reason::PoolExhausted, message: sentence(&error) }
        }
    })
}

/// How many sealed parts of files did not open since the start: a tag was wrong although the digest was right, so no copy
/// is any better (SEC-59). Clones count together.
#[derive(Clone, Debug, Default)]
pub struct Unopened(Arc<AtomicU64>);

impl Unopened {
    /// One more.
    pub fn note(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// So many.
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The plain bytes of a chunk, which `lent` opens when another version sealed it, and `own` otherwise.
pub async fn read(
    (cluster, unopened): (&Cluster, &Unopened),
    (own, lent): (&Arc<FileKey>, Option<&LentKey>),
    account: AccountId,
    entry: ChunkEntry,
) -> Result<Bytes, ServiceError> {
    let sealed = cluster.get(entry.id).await.map_err(|error| match error {
        GetError::Lost => lost(entry.id),
        GetError::Unavailable => ServiceError::Unavailable(sentence(&error)),
    })?;
    let key = Arc::clone(lent.map_or(own, |lent| &lent.key));
    let position = entry.position(*account.as_bytes());
    let plain = blocking(move || {
        let body = chunk::open(&key, &position, &sealed).ok()?;
        packing::unpack(body, entry.plain_len)
    });
    plain.await?.map(Bytes::from).ok_or_else(|| {
        unopened.note();
        tracing::error!(chunk = %entry.id, "a chunk {} with the right digest does not open", entry.id);
        ServiceError::DataLoss(
            "A part of this file does not open with its key. The rest of it is safe.".to_owned(),
        )
    })
}

/// Runs work that computes for milliseconds where it does not hold up other requests.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ServiceError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| ServiceError::Internal(error.into()))
}

fn lost(id: ChunkId) -> ServiceError {
    tracing::error!(chunk = %id, "every copy of chunk {id} is gone or damaged");
    ServiceError::DataLoss("Every copy of a part of this file is gone or damaged.".to_owned())
}

pub(super) fn sentence(error: &impl std::fmt::Display) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}
