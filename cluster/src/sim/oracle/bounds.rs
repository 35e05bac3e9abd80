//! BOUNDS: nothing that waits grows without end, and no run does.
//!
//! It has no number among the invariants; FT18 asks for it ("bounded memory"). Each bound is many times what runs that hold
//! need, and little enough to stay within a small machine's memory.

use super::{Verdict, must};
use crate::sim::World;

pub(in crate::sim) const NAME: &str = "BOUNDS";

/// Things that are due at some time: timers of the coordinator, operations of disks, calls.
const DUE_MAX: usize = 200_000;

/// Packets under way and timers of connections.
const PACKETS_MAX: usize = 200_000;

/// Operations that wait for one disk.
const OPERATIONS_MAX: usize = 10_000;

/// Events of the whole run.
const EVENTS_MAX: u64 = 20_000_000;

/// Bytes that clients have made, put or not.
const CONTENT_BYTES_MAX: u64 = 1 << 30;

pub(in crate::sim) fn check(world: &World) -> Verdict {
    let (due, packets) = (world.agenda.len(), world.network.pending());
    must(due <= DUE_MAX, || format!("{due} things are due"))?;
    must(packets <= PACKETS_MAX, || format!("{packets} packets and timers are on the network"))?;
    let operations = world.nodes.iter().map(|node| node.operations()).max().unwrap_or_default();
    must(operations <= OPERATIONS_MAX, || format!("{operations} operations wait for one disk"))?;
    let events = world.trace.events() + world.network.statistics().events;
    must(events <= EVENTS_MAX, || format!("{events} events, and no end"))?;
    let bytes = world.ledger.content_bytes;
    must(bytes <= CONTENT_BYTES_MAX, || format!("clients have made {bytes} bytes"))
}
