//! What else must hold of a file that is looked for, besides its name.

use crate::{file_kind::FileKind, time::Timestamp};

/// Only files like these; what is none holds of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Narrow {
    /// What they seem to be.
    pub kind: Option<FileKind>,
    /// The least bytes of the shown version.
    pub min_bytes: Option<u64>,
    /// The most.
    pub max_bytes: Option<u64>,
    /// When the shown version was uploaded at the earliest.
    pub from: Option<Timestamp>,
    /// And before when.
    pub before: Option<Timestamp>,
}
