//! An upload that encrypts what it sends.
use std::{ops::Range, sync::Arc};

use futures::future::BoxFuture;

use super::Encryption;
use crate::upload::{Part, Source, SourceError, parts_of};

/// The encrypted form of another source: as long as that stays the same, each part is the same whenever it is asked for,
/// so that parts are sent again like any other.
pub struct EncryptedSource {
    plain: Arc<dyn Source>,
    encryption: Encryption,
}

impl EncryptedSource {
    /// Of this source, by an encryption for its size.
    pub fn new(plain: Arc<dyn Source>, encryption: Encryption) -> Self {
        Self { plain, encryption }
    }
}

impl Source for EncryptedSource {
    fn size(&self) -> u64 {
        self.encryption.size()
    }

    fn bytes(&self, slice: Range<u64>) -> BoxFuture<'_, Result<Vec<u8>, SourceError>> {
        Box::pin(async move {
            let plain = self.plain.bytes(self.encryption.needs(&slice)).await?;
            Ok(self.encryption.encrypt(slice, &plain))
        })
    }

    fn parts(&self, slice: Range<u64>, part_bytes: u64) -> BoxFuture<'_, Result<Vec<Part>, SourceError>> {
        Box::pin(async move { Ok(parts_of(self.bytes(slice).await?, part_bytes).await) })
    }
}
