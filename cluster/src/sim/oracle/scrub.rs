//! INV-D5: corruption is found: after a scrub the coordinator takes nothing for a copy that is none, and no copy is ever
//! made from one.

use super::{Verdict, must};
use crate::chunk::SealedChunk;
use crate::sim::World;
use crate::sim::ledger::Ledger;

pub(in crate::sim) const NAME: &str = "INV-D5";

pub(in crate::sim) fn check(world: &World) -> Verdict {
    let Some(machine) = &world.head.machine else { return Err("there is no coordinator".to_owned()) };
    world.meta.live().try_for_each(|id| {
        let believed = machine.copies(id).nodes;
        let good =
            |name| world.layout.find(name).is_some_and(|node| world.nodes[node.index()].disk.is_readable(id));
        let bad = believed.iter().find(|name| !good(name));
        must(bad.is_none(), || {
            format!("{bad:?} has no good copy of {id:.8?}, and the coordinator believes so")
        })
    })
}

/// A node is asked to store a copy: it must have the bytes that a client once made under this name.
pub(in crate::sim) fn check_copy(ledger: &Ledger, copy: &SealedChunk) -> Verdict {
    let right = ledger.contents.get(&copy.id()).is_some_and(|content| content.bytes == copy.bytes());
    must(right, || format!("a copy of {:.8?} is made from bytes that are not it", copy.id()))
}
