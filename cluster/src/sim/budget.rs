//! The fault budget: faults that destroy are allowed only while a clean copy of every chunk they hit stays elsewhere.
//!
//! Without it every run would end in data loss that nobody could have prevented, and prove nothing. In runs *beyond* the
//! budget everything is allowed; then the loss must be told (INV-D4).
//!
//! While a chunk has more copies than it needs, the coordinator may be about to give one up, and the order to do so may
//! be under way. Then two clean copies must stay: either of them might be the one that goes.

use super::World;
use super::disk::Harm;
use super::sometimes::sometimes;
use super::trace::Kind;
use crate::chunk::ChunkId;
use crate::layout::NodeId;

impl World {
    /// Whether a fault of this class may cost this node its copies of these chunks. Counts the answer.
    pub(super) fn may_harm(&mut self, node: NodeId, word: &'static str, chunks: &[ChunkId]) -> bool {
        let granted = self.setup().beyond || chunks.iter().all(|id| self.is_safe_without(node, id));
        self.tally.fault(word, granted);
        sometimes!(self.seen, "harm_refused", !granted);
        granted
    }

    /// What a fault has done to these chunks on a node is entered in the books.
    pub(super) fn after_harm(&mut self, node: NodeId, harm: Option<Harm>, chunks: &[ChunkId]) {
        if !chunks.is_empty() {
            self.trace.note(self.now, Kind::Harm, node.0.into(), chunks.len() as u64, || {
                format!("FAULT on node-{} ({harm:?}) hits {chunks:.8?}", node.0)
            });
        }
        for id in chunks {
            self.ledger.harmed.insert(*id);
            // A record that is written anew takes the place of the good one, which then goes.
            let replaced = matches!(harm, Some(Harm::LostWrite | Harm::MisdirectedWrite { .. }));
            if self.clean_copies(id) == usize::from(replaced && self.nodes[node.index()].disk.is_clean(id)) {
                self.ledger.lost.insert(*id);
            }
        }
    }

    /// Nodes with a clean copy of the chunk.
    pub(super) fn clean_copies(&self, id: &ChunkId) -> usize {
        self.nodes.iter().filter(|node| node.disk.is_clean(id)).count()
    }

    fn is_safe_without(&self, node: NodeId, id: &ChunkId) -> bool {
        let others = self.layout.ids().filter(|&other| other != node);
        let clean = others.filter(|other| self.nodes[other.index()].disk.is_clean(id)).count();
        let holders = self.head.machine.as_ref().map_or(0, |machine| machine.copies(id).nodes.len());
        let may_shrink = holders > usize::from(self.setup().copies);
        clean >= if may_shrink { 2 } else { 1 }
    }
}
