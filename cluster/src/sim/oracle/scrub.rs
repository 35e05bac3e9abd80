//! INV-D5: corruption is found: after a scrub the coordinator takes nothing for a copy that is none.

use super::{Verdict, must};
use crate::sim::World;

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
