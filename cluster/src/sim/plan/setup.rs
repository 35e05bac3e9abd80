//! The world of a plan: how many of everything, how large, how patient.

use core::time::Duration;

use super::PlanError;
use super::value::{Fields, Value};

macro_rules! settings {
    (
        $(#[$about:meta])*
        $name:ident { $( $(#[$doc:meta])* $field:ident : $kind:ty ),* $(,)? }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name { $( $(#[$doc])* pub $field: $kind ),* }

        impl $name {
            pub(super) fn write(&self, line: &mut String) {
                $(
                    line.push_str(concat!(" ", stringify!($field), "="));
                    line.push_str(&self.$field.show());
                )*
            }

            pub(super) fn read(fields: &mut Fields<'_>) -> Result<Self, PlanError> {
                Ok(Self { $( $field: fields.take(stringify!($field))? ),* })
            }
        }
    };
}

settings! {
    /// What does not change during a run.
    Setup {
        /// Nodes at the beginning: 3 to 7.
        nodes: u8,
        /// Zones they are spread over in turn: 1 to 3.
        zones: u8,
        /// Copies of each chunk, R.
        copies: u8,
        /// Durable copies an acknowledgement needs, W.
        write: u8,
        /// Clients.
        clients: u8,
        /// Parts that a client has under way at once.
        depth: u8,
        /// Plain bytes of a part: every part of a version but the last one.
        chunk_bytes: u32,
        /// Bytes a node may keep.
        capacity_bytes: u64,
        /// A node's segment is full at this length.
        segment_bytes: u64,
        /// A power loss keeps or loses whole blocks of this size.
        block_bytes: u16,
        /// How many times shorter than in a live cluster the coordinator's patience is.
        pace: u16,
        /// How long dead chunks are kept before they are forgotten.
        grace: Duration,
        /// How often every copy is read and checked.
        scrub: Duration,
        /// When the faults end and healing begins.
        length: Duration,
        /// Whether faults may destroy the last good copy of a chunk: then only loud loss is right.
        beyond: bool,
    }
}

impl Setup {
    /// What a plan must say for a world to be made of it.
    pub(in crate::sim) fn check(&self) -> Result<(), PlanError> {
        let fine = (1..=10).contains(&self.nodes)
            && (1..=3).contains(&self.zones)
            && crate::quorum::Quorum::new(self.copies, self.write).is_ok()
            && self.copies <= self.nodes
            && (1..=32).contains(&self.clients)
            && (1..=8).contains(&self.depth)
            && (1..=4 << 20).contains(&self.chunk_bytes)
            && self.segment_bytes > 0
            && self.block_bytes > 0
            && self.pace > 0
            && self.length > Duration::ZERO;
        if fine { Ok(()) } else { Err(PlanError::World) }
    }
}
