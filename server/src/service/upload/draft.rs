//! Stored bytes that nothing refers to yet: one chunk at most, sealed under a key that is not written down before the
//! transaction that makes the version visible.
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;
use cluster::crypto::FileKey;
use domain::{
    id::{AccountId, FileId, UploadId, VersionId},
    limits::CHUNK_BYTES,
    vault,
};

use super::{
    commit::{Content, Finished},
    count::{Counted, count},
};
use crate::{
    app::App,
    clock::random,
    db::Transaction,
    service::{
        ServiceError,
        audit::Actor,
        chunks::{self, Chunk, Comparing, Fresh},
        pins::Pinned,
    },
};

/// The bytes of a version to be.
pub(super) struct Draft {
    pub(super) account: AccountId,
    /// What the books call it.
    pub(super) id: UploadId,
    pub(super) file: FileId,
    pub(super) version: VersionId,
    pub(super) key: Arc<FileKey>,
    pub(super) size: u64,
    plain_size: Option<u64>,
    sha256: [u8; 32],
    chunks: Vec<Chunk>,
    /// Keeps the chunk from being collected until the version refers to it.
    _pinned: Option<Pinned>,
}

impl Draft {
    /// Seals and stores the bytes that `sender` brings, or finds them: durable on the write quorum when it returns.
    pub(super) async fn store(
        app: &App,
        (account, sender): (AccountId, AccountId),
        (file, version): (FileId, VersionId),
        bytes: Bytes,
    ) -> Result<Self, ServiceError> {
        let size = bytes.len() as u64;
        let plain_size = vault::plain_bytes_of_file(&bytes, size);
        let key = Arc::new(FileKey::from_bytes(random()));
        let position = chunks::position((account, file, version), 0, true, bytes.len());
        let comparing = Comparing::new(app, (account, Some(sender)), size).await?;
        let (sealing, with) = (Arc::clone(&key), comparing.clone());
        let (sha256, fresh) = chunks::blocking(move || {
            let fresh = (!bytes.is_empty()).then(|| Fresh::seal(&sealing, &position, &with, &bytes));
            (digest(&SHA256, &bytes), fresh)
        })
        .await?;
        let (mut pinned, mut chunks) = (None, Vec::new());
        if let Some(fresh) = fresh {
            let kept = chunks::keep(app, &comparing, fresh).await?;
            (pinned, chunks) = (Some(kept.pinned), vec![kept.chunk]);
        }
        let (id, sha256) =
            (UploadId::from_random(random()), sha256.as_ref().try_into().expect("SHA-256 has 32 bytes"));
        Ok(Self { account, id, file, version, key, size, plain_size, sha256, chunks, _pinned: pinned })
    }

    /// Whether this is the SHA-256 of its bytes.
    pub(super) fn has(&self, sha256: [u8; 32]) -> bool {
        self.sha256 == sha256
    }

    /// What it counts in the quota.
    pub(super) async fn count(&self, tx: &Transaction) -> Result<Counted, ServiceError> {
        count(tx, &self.chunks).await
    }

    /// As what it is committed.
    pub(super) fn finished(&self, actor: Actor) -> Finished<'_> {
        Finished {
            account: self.account,
            actor,
            file: self.file,
            version: self.version,
            key: &self.key,
            made_under: None,
            chunk_bytes: CHUNK_BYTES,
            chunks: self.chunks.clone(),
            size: self.size,
            plain_size: self.plain_size,
            sha256: self.sha256,
            content: Content::Stored,
            ticket: None,
        }
    }
}
