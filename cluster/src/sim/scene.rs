//! How a world is furnished: layout, network, the coordinator's tuning.

use core::time::Duration;

use super::letter::Letter;
use super::plan::Setup;
use crate::coordinator::Tuning;
use crate::layout::{Layout, NodeSpec, Role, Zone};
use crate::net::{self, HostId, Network};
use crate::node::Space;
use crate::quorum::Quorum;
use crate::store::record::DiskTag;

const ZONES: [&str; 3] = ["us-east", "eu-west", "asia"];

/// The nodes of a plan, in its zones in turn.
pub(super) fn layout(setup: &Setup) -> Layout {
    let nodes = (0..setup.nodes).map(|place| node_spec(place, place % setup.zones, setup.capacity_bytes));
    Layout::new(nodes.collect()).expect("a plan has a few nodes with names of their own")
}

/// The node of a place, in a zone counted from zero.
pub(super) fn node_spec(place: u8, zone: u8, capacity_bytes: u64) -> NodeSpec {
    let zone: Zone = ZONES[usize::from(zone) % ZONES.len()].parse().expect("a name from this file");
    NodeSpec {
        name: format!("node-{place}").parse().expect("letters, a dash and digits"),
        zone,
        address: core::net::Ipv4Addr::new(192, 168, 1, 10 + place),
        capacity_bytes,
        role: Role::Active,
    }
}

pub(super) fn add_host(network: &mut Network<Letter>, name: &str) -> HostId {
    network.add_host(name, None).expect("a subnet has room for ten hosts")
}

pub(super) fn tag(spec: &NodeSpec) -> DiskTag {
    DiskTag::of(&[1; 16], spec.name.as_str())
}

pub(super) const fn space(spec: &NodeSpec, setup: &Setup) -> Space {
    Space { capacity_bytes: spec.capacity_bytes, segment_bytes: setup.segment_bytes }
}

pub(super) fn quorum(setup: &Setup) -> Quorum {
    Quorum::new(setup.copies, setup.write).expect("checked when the plan was made")
}

/// The live cluster's habits, some of them hurried by the plan's pace.
pub(super) fn tuning(setup: &Setup) -> Tuning {
    let live = Tuning::default();
    let hurried = |interval: Duration| (interval / u32::from(setup.pace)).max(Duration::from_millis(20));
    Tuning {
        heartbeat_every: hurried(live.heartbeat_every),
        repair_after: hurried(live.repair_after),
        upkeep_every: hurried(live.upkeep_every),
        collect_every: setup.grace / 4,
        collect_grace: setup.grace,
        scrub_every: setup.scrub,
        ..live
    }
}

/// Connections that give up within seconds: a run lasts a minute.
pub(super) fn network_tuning() -> net::Tuning {
    net::Tuning {
        rto_first: Duration::from_millis(200),
        rto_min: Duration::from_millis(60),
        rto_max: Duration::from_secs(2),
        tries: 6,
        keep_alive_after: Duration::from_secs(3),
        keep_alive_every: Duration::from_secs(1),
        keep_alive_tries: 3,
        ..net::Tuning::default()
    }
}
