//! Stored bytes that nothing refers to yet: one chunk at most, sealed under a key that is not written down before the
//! transaction that makes the version visible.
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;
use cluster::{
    crypto::{FileKey, chunk::seal},
    manifest::ChunkEntry,
};
use domain::{
    id::{AccountId, FileId, UploadId, VersionId},
    limits::CHUNK_BYTES,
    vault,
};

use super::commit::{Content, Finished};
use crate::{
    app::App,
    clock::random,
    service::{ServiceError, audit::Actor, chunks, pins::Pinned},
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
    chunks: Vec<ChunkEntry>,
    /// Keeps the chunk from being collected until the version refers to it.
    _pinned: Pinned,
}

impl Draft {
    /// Seals and stores the bytes: durable on the write quorum when it returns.
    pub(super) async fn store(
        app: &App,
        account: AccountId,
        (file, version): (FileId, VersionId),
        bytes: Bytes,
    ) -> Result<Self, ServiceError> {
        let size = bytes.len() as u64;
        let plain_size = vault::plain_bytes_of_file(&bytes, size);
        let key = Arc::new(FileKey::from_bytes(random()));
        let position = chunks::position((account, file, version), 0, true, bytes.len());
        let sealing = Arc::clone(&key);
        let (sha256, chunk) = chunks::blocking(move || {
            let chunk = (!bytes.is_empty()).then(|| seal(&sealing, random(), &position, &bytes));
            (digest(&SHA256, &bytes), chunk)
        })
        .await?;
        let (mut pinned, mut chunks) = (app.pins.begin(), Vec::new());
        if let Some(chunk) = chunk {
            pinned.add(chunk.id());
            chunks.push(ChunkEntry::new(chunk.id(), &position));
            chunks::store(&app.cluster, chunk).await?;
        }
        let (id, sha256) =
            (UploadId::from_random(random()), sha256.as_ref().try_into().expect("SHA-256 has 32 bytes"));
        Ok(Self { account, id, file, version, key, size, plain_size, sha256, chunks, _pinned: pinned })
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
