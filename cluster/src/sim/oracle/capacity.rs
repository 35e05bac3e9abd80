//! INV-C3: the bytes on a node's disk, dead ones included, are within its room.

use super::{Verdict, must};
use crate::layout::NodeId;
use crate::sim::node::SimNode;

pub(in crate::sim) const NAME: &str = "INV-C3";

pub(in crate::sim) fn check(node: NodeId, it: &SimNode) -> Verdict {
    let (used, capacity) = (it.disk.own_bytes(), it.capacity_bytes);
    must(used <= capacity.max(it.bytes_at_start), || {
        format!("node-{} has {used} bytes on a disk of {capacity}", node.0)
    })
}
