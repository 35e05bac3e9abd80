//! The oracles: what must hold, checked from outside on everything that happens. One file for each invariant.
//!
//! | File | Invariant | When |
//! |---|---|---|
//! | `durability` | INV-D1: acknowledged is kept | each acknowledgement, each copy given up, the end |
//! | `repair` | INV-D2: all copies, in all zones there are | after the healing |
//! | `exact` | INV-D3: never wrong bytes | each answer to a read |
//! | `loud` | INV-D4: loss is told, and only loss | each answer to a read |
//! | `scrub` | INV-D5: what is bad is found, and never copied | each copy made, after the healing |
//! | `purged` | INV-D6: what was purged stays away | after the healing, the end |
//! | `garbage` | INV-D7: nothing alive is collected, everything dead is | each collection, after the healing |
//! | `persistence` | INV-D8: what a node said is durable is there | each acknowledgement of a node, each introduction |
//! | `visible` | INV-A1: a version is there whole or not at all | each commit, each look at a file |
//! | `once` | INV-A2: one key, one effect | each transaction |
//! | `offset` | INV-A3: progress is never overstated | each resumed upload |
//! | `capacity` | INV-C3: a node keeps within its room | each append |
//! | `reserved` | INV-C4: reservations return | after the healing |
//! | `nonce` | INV-K1: no key and nonce twice | each sealing |
//! | `binding` | INV-K2: a chunk opens in its place only | each read of a sealed chunk |
//! | `secrecy` | INV-K3: no plaintext on a disk | the end |
//! | `progress` | INV-V1: everything ends | after the healing |
//! | `gray` | INV-V2: one slow node stalls nobody | each answer, in worlds with nothing else wrong |
//! | `bounds` | BOUNDS: nothing that waits grows without end | every 1024 events |
//!
//! INV-A4, INV-C1 and INV-C2 speak of rows that only the server has; its tests check them on the real databases. A1 to A3
//! and C4 are checked on the model of metadata together with the clients' protocol: a model that breaks them would make
//! the others worthless.

pub(super) mod binding;
pub(super) mod bounds;
pub(super) mod capacity;
pub(super) mod durability;
pub(super) mod exact;
pub(super) mod garbage;
pub(super) mod gray;
pub(super) mod loud;
pub(super) mod nonce;
pub(super) mod offset;
pub(super) mod once;
pub(super) mod persistence;
pub(super) mod progress;
pub(super) mod purged;
pub(super) mod repair;
pub(super) mod reserved;
pub(super) mod scrub;
pub(super) mod secrecy;
pub(super) mod visible;

use nonce::Keystreams;
use offset::Offsets;
use once::Effects;
use persistence::Introductions;
use visible::Versions;

/// What the oracles remember.
#[derive(Debug, Default)]
pub(super) struct Oracles {
    pub(super) keystreams: Keystreams,
    pub(super) offsets: Offsets,
    pub(super) effects: Effects,
    pub(super) introductions: Introductions,
    pub(super) versions: Versions,
}

/// What an oracle says: nothing, or what is wrong.
pub(super) type Verdict = Result<(), String>;

/// The verdict that something should hold.
pub(super) fn must(holds: bool, otherwise: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(otherwise()) }
}
