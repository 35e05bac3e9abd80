//! A part that is a chunk of another version, written down: where it was sealed and with which key, as a manifest of this one
//! chunk under the key of the upload.
use cluster::manifest::{Manifest, Subject, open, seal};

use crate::{
    clock::random,
    db::upload::Row,
    service::{ServiceError, chunks::Chunk},
};
use cluster::crypto::FileKey;

/// What is kept beside the part; none for a chunk of its own.
pub(super) fn sealed(upload: &Row, key: &FileKey, index: u32, chunk: &Chunk) -> Option<Vec<u8>> {
    let lent = chunk.lent.clone()?;
    let manifest = Manifest {
        version: index.into(),
        total_len: chunk.entry.plain_len.into(),
        sha256: [0; 32],
        chunk_bytes: chunk.entry.plain_len,
        chunks: vec![chunk.entry],
        lent: vec![lent],
    };
    Some(seal(key, random(), &subject(upload), &manifest).into_bytes())
}

/// The part's chunk with its place and its key.
pub(super) fn opened(
    upload: &Row,
    key: &FileKey,
    index: u32,
    sealed: &[u8],
    chunk: Chunk,
) -> Result<Chunk, ServiceError> {
    let hash = blake3::hash(sealed).into();
    let manifest = open(key, &subject(upload), index.into(), &hash, sealed).ok();
    let place = manifest.and_then(|manifest| {
        let entry = manifest.chunks.first().filter(|entry| entry.id == chunk.entry.id).copied()?;
        Some((entry, manifest.lent_for(&entry)?.clone()))
    });
    let (entry, lent) = place.ok_or_else(|| {
        ServiceError::Internal(anyhow::anyhow!("part {index} of upload {} does not open", upload.id))
    })?;
    Ok(Chunk { entry, lent: Some(lent), ..chunk })
}

/// The upload stands in the place of a version: no part is taken for the manifest of one.
fn subject(upload: &Row) -> Subject {
    Subject {
        account: *upload.account.as_bytes(),
        file: *upload.file.as_bytes(),
        version: *upload.id.as_bytes(),
    }
}
