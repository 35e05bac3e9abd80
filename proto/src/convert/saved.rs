//! What sharing and packing save, in a report of what takes the space.

use domain::saved::Saved;

use super::bytes;
use crate::storage::SpaceSaved;

impl From<Saved> for SpaceSaved {
    fn from(saved: Saved) -> Self {
        Self {
            kept_bytes: bytes(saved.kept),
            counted_bytes: bytes(saved.counted),
            stored_bytes: bytes(saved.stored),
        }
    }
}

impl From<SpaceSaved> for Saved {
    fn from(saved: SpaceSaved) -> Self {
        let size = |bytes: i64| u64::try_from(bytes).unwrap_or_default();
        Self {
            kept: size(saved.kept_bytes),
            counted: size(saved.counted_bytes),
            stored: size(saved.stored_bytes),
        }
    }
}
