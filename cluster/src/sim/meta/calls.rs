//! Calls to metadata on their way: who asked, and what may go wrong between asking and knowing (FT26, FT28, FT29).

use super::{Answer, Transaction};
use crate::chance::Chance;
use crate::chunk::ChunkId;
use crate::coordinator::QueryId;
use crate::mono::Mono;
use crate::sim::client::FlowId;
use crate::sim::disk::Window;

/// A call on its way.
#[derive(Clone, Debug)]
pub(in crate::sim) enum Call {
    /// A client's.
    Client { flow: FlowId, part: Option<u32>, transaction: Transaction },
    /// The coordinator asks which of these live.
    AskLive { life: u32, query: QueryId, ids: Vec<ChunkId> },
}

/// What the caller learns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sim) enum Outcome {
    Answered(Answer),
    /// Nothing happened; try again.
    Failed,
    /// It happened or not; ask again with the same key.
    Unknown,
}

/// What is wrong with metadata at the moment.
#[derive(Debug, Default)]
pub(in crate::sim) struct Trouble {
    pub(in crate::sim) busy: Window,
    pub(in crate::sim) down: Window,
    pub(in crate::sim) unknown: Window,
}

/// What becomes of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sim) enum Fate {
    Done,
    NotDone,
    DoneUnknown,
    NotDoneUnknown,
}

impl Trouble {
    pub(in crate::sim) fn fate(&self, now: Mono, transaction: &Transaction, chance: &mut Chance) -> Fate {
        if self.is_down(now, chance) || self.busy.strikes(now, chance) {
            return Fate::NotDone;
        }
        if transaction.only_reads() || !self.unknown.strikes(now, chance) {
            return Fate::Done;
        }
        if chance.below(2) == 0 { Fate::DoneUnknown } else { Fate::NotDoneUnknown }
    }

    pub(in crate::sim) fn is_down(&self, now: Mono, chance: &mut Chance) -> bool {
        self.down.strikes(now, chance)
    }
}
