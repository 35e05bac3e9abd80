//! INV-K3: no plaintext is on any disk.

use super::{Verdict, must};
use crate::sim::World;
use crate::sim::content::CANARY;

pub(in crate::sim) const NAME: &str = "INV-K3";

pub(in crate::sim) fn check(world: &World) -> Verdict {
    let told = world.nodes.iter().position(|node| node.disk.has_bytes(&CANARY));
    must(told.is_none(), || format!("plaintext is on the disk of node {told:?}"))
}
