//! INV-V1: after the healing every client is done in time, nothing is left waiting, and the coordinator reaches every
//! node.

use super::{Verdict, must};
use crate::sim::World;

pub(in crate::sim) const NAME: &str = "INV-V1";

pub(in crate::sim) fn check(world: &World) -> Verdict {
    let busy = world.clients.iter().position(|client| client.is_busy());
    must(busy.is_none(), || {
        let doing = busy.map_or_else(String::new, |client| world.clients[client].doing());
        format!("client {busy:?} is not done: {doing}")
    })?;
    must(world.head.open() == 0, || format!("{} requests are not answered", world.head.open()))?;
    let waiting = world.layout.members().find(|node| !world.nodes[node.index()].serves());
    must(waiting.is_none(), || format!("{waiting:?} does not serve"))?;
    let Some(machine) = &world.head.machine else { return Err("there is no coordinator".to_owned()) };
    let unheard = world.layout.members().find(|node| !machine.reaches(*node));
    must(unheard.is_none(), || format!("the coordinator does not reach {unheard:?}"))
}
