//! The cluster's own words on the wire.
use std::{collections::BTreeMap, time::Duration};

use cluster::{
    chunk::ChunkId,
    coordinator::{Pulse, Traffic},
    layout::{Role, Zone},
    mono::Mono,
    node,
    status::{CopyCheck, CopyState, Mended, NodeStatus, UpkeepStatus},
};
use proto::{
    cluster::{
        self as messages, BroadcastHealthResponse, ChunkPlacement, ClusterHealth, CopyPlacement,
        GetFilePlacementResponse, GetNetworkStatisticsResponse, GetTopologyResponse, LinkStatistics,
        ListNodesResponse, Node, NodeHealth, NodePulse, NodeRole, NodeState, RepairFileResult, Scrub,
        TopologyLink, TopologyZone, Upkeep,
    },
    convert::{FieldError, FieldReason, bytes},
};

use crate::{
    app::App,
    service::{ServiceError, hex, mend_file::Done, placement::FilePlace},
};

/// How the whole cluster is.
pub(super) fn state(app: &App) -> ListNodesResponse {
    let health = app.cluster.health();
    let share = |part: u64| if health.chunks == 0 { 0.0 } else { part as f64 / health.chunks as f64 };
    let small = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    ListNodesResponse {
        nodes: app.cluster.nodes().into_iter().map(|status| node(app, status)).collect(),
        target_copies: app.settings.copies.into(),
        write_quorum: app.settings.write_quorum.into(),
        health: health.to_string(),
        numbers: Some(ClusterHealth {
            nodes_up: small(health.nodes_up),
            nodes: small(health.nodes),
            zones_up: small(health.zones_up),
            zones: small(health.zones),
            chunks: bytes(health.chunks),
            degraded: bytes(health.degraded),
            misplaced: bytes(health.misplaced),
            unreachable: bytes(health.unreachable),
            degraded_share: share(health.degraded),
            misplaced_share: share(health.misplaced),
            good: health.is_good(),
        }),
        upkeep: Some(upkeep(app, app.cluster.upkeep())),
        layout_version: bytes(app.cluster.layout().version()),
    }
}

fn upkeep(app: &App, status: UpkeepStatus) -> Upkeep {
    Upkeep {
        running: bytes(status.running as u64),
        waiting: bytes(status.waiting as u64),
        condemned: bytes(status.condemned as u64),
        scrub: Some(Scrub {
            chunks: bytes(status.scrub.chunks),
            last_ended_ms_ago: status.scrub.ended.map(|ended| ms_ago(app, ended)),
            last_copies: bytes(status.scrub.copies),
            last_bad: bytes(status.scrub.bad),
            period_ms: ms(app.cluster.tuning().scrub_every),
        }),
        traffic: Some(traffic(status.traffic)),
    }
}

fn traffic(traffic: Traffic) -> messages::Traffic {
    messages::Traffic {
        client_written_bytes: bytes(traffic.client_written),
        client_read_bytes: bytes(traffic.client_read),
        repair_written_bytes: bytes(traffic.repair_written),
        repair_read_bytes: bytes(traffic.repair_read),
    }
}

pub(super) fn node(app: &App, node: NodeStatus) -> Node {
    Node {
        disk_set_aside: app.cluster.has_disk_aside(&node.spec.name),
        name: node.spec.name.to_string(),
        zone: node.spec.zone.to_string(),
        zone_letter: node.spec.zone.letter().to_string(),
        address: node.spec.address.to_string(),
        state: node_state(node.state).into(),
        used_bytes: bytes(node.used_bytes),
        capacity_bytes: bytes(node.spec.capacity_bytes),
        chunks: bytes(node.chunks),
        pulse: pulse(node.pulse).into(),
        heard_ms_ago: ms_ago(app, node.heard),
        role: role(node.spec.role).into(),
    }
}

pub(super) fn placement(app: &App, place: FilePlace) -> GetFilePlacementResponse {
    let nodes = app.cluster.nodes();
    let nodes: BTreeMap<&str, &NodeStatus> =
        nodes.iter().map(|node| (node.spec.name.as_str(), node)).collect();
    let copy = |name: &str| {
        let node = nodes.get(name)?;
        Some(CopyPlacement {
            node: name.to_owned(),
            zone: node.spec.zone.to_string(),
            zone_letter: node.spec.zone.letter().to_string(),
            address: node.spec.address.to_string(),
            node_state: node_state(node.state).into(),
            reachable: node.state.serves() && node.pulse != Pulse::Gone,
        })
    };
    let chunks = place.chunks.into_iter().map(|chunk| ChunkPlacement {
        chunk_id: chunk.id.to_string(),
        size: bytes(chunk.plain_bytes),
        nodes: chunk.copies.nodes.iter().map(ToString::to_string).collect(),
        copies: chunk.copies.nodes.iter().filter_map(|name| copy(name.as_str())).collect(),
        why: chunk.copies.why,
        verified_ms_ago: chunk.copies.checked.map(|checked| ms_ago(app, checked)),
        record_bytes: bytes(chunk.copies.record_bytes),
    });
    GetFilePlacementResponse {
        chunks: chunks.collect(),
        chunk_bytes: bytes(place.chunk_bytes),
        target_copies: app.settings.copies.into(),
        damaged: place.damaged,
    }
}

pub(super) fn topology(nodes: Vec<NodeStatus>) -> GetTopologyResponse {
    let mut zones: Vec<(Zone, Vec<String>)> = Vec::new();
    for node in &nodes {
        let name = node.spec.name.to_string();
        match zones.iter_mut().find(|(zone, _)| *zone == node.spec.zone) {
            Some((_, members)) => members.push(name),
            None => zones.push((node.spec.zone.clone(), vec![name])),
        }
    }
    let zone = |(zone, nodes): (Zone, Vec<String>)| TopologyZone {
        name: zone.to_string(),
        letter: zone.letter().to_string(),
        nodes,
    };
    let link = |node: &NodeStatus| TopologyLink {
        from: "coordinator".to_owned(),
        to: node.spec.name.to_string(),
        to_address: node.spec.address.to_string(),
        up: node.pulse != Pulse::Gone,
    };
    GetTopologyResponse {
        links: nodes.iter().map(link).collect(),
        zones: zones.into_iter().map(zone).collect(),
    }
}

pub(super) fn statistics(app: &App, nodes: &[NodeStatus]) -> GetNetworkStatisticsResponse {
    let links = app.cluster.links().into_iter().map(|(name, link)| LinkStatistics {
        address: { nodes.iter() }
            .find(|node| node.spec.name == name)
            .map(|node| node.spec.address.to_string())
            .unwrap_or_default(),
        node: name.to_string(),
        messages_sent: bytes(link.messages_sent),
        bytes_sent: bytes(link.bytes_sent),
        messages_received: bytes(link.messages_received),
        bytes_received: bytes(link.bytes_received),
    });
    GetNetworkStatisticsResponse {
        links: links.collect(),
        traffic: Some(traffic(app.cluster.upkeep().traffic)),
    }
}

pub(super) fn pulses(app: &App, nodes: Vec<(NodeStatus, bool)>) -> BroadcastHealthResponse {
    let health = |(node, answered): (NodeStatus, bool)| NodeHealth {
        node: node.spec.name.to_string(),
        address: node.spec.address.to_string(),
        state: node_state(node.state).into(),
        pulse: pulse(node.pulse).into(),
        heard_ms_ago: ms_ago(app, node.heard),
        answered,
    };
    BroadcastHealthResponse {
        nodes: nodes.into_iter().map(health).collect(),
        health: app.cluster.health().to_string(),
    }
}

pub(super) fn repaired(done: &Done) -> RepairFileResult {
    RepairFileResult {
        whole: bytes(done.whole),
        mended: bytes(done.mended),
        impossible: bytes(done.impossible),
        sentence: done.sentence(),
    }
}

pub(super) fn copy_check(zones: &BTreeMap<String, String>, copy: &CopyCheck) -> messages::CopyCheck {
    let node = copy.node.to_string();
    let state = match copy.state {
        CopyState::Good => messages::CopyState::Good,
        CopyState::Missing => messages::CopyState::Missing,
        CopyState::Damaged => messages::CopyState::Damaged,
        CopyState::OutOfReach => messages::CopyState::OutOfReach,
    };
    messages::CopyCheck { zone: zones.get(&node).cloned().unwrap_or_default(), node, state: state.into() }
}

pub(super) const fn mended(mended: Mended) -> messages::Mended {
    match mended {
        Mended::NothingToDo => messages::Mended::NothingToDo,
        Mended::Done => messages::Mended::Done,
        Mended::Impossible => messages::Mended::Impossible,
    }
}

/// The chunk that a field names; none when it is empty.
pub(super) fn chunk_id(text: &str) -> Result<Option<ChunkId>, ServiceError> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || {
        let advice = "A chunk's id is 64 hexadecimal digits in lower case.";
        ServiceError::from(FieldError::new("chunk_id", FieldReason::InvalidArgument, advice))
    };
    hex::digest(text).map(ChunkId::from_bytes).map(Some).ok_or_else(wrong)
}

pub(super) const fn role(role: Role) -> NodeRole {
    match role {
        Role::Active => NodeRole::Active,
        Role::Draining => NodeRole::Draining,
        Role::Removed => NodeRole::Removed,
    }
}

const fn pulse(pulse: Pulse) -> NodePulse {
    match pulse {
        Pulse::Alive => NodePulse::Alive,
        Pulse::Suspected => NodePulse::Suspected,
        Pulse::Gone => NodePulse::Gone,
    }
}

const fn node_state(state: node::NodeState) -> NodeState {
    match state {
        node::NodeState::Ready => NodeState::Ready,
        node::NodeState::Waiting => NodeState::Waiting,
        node::NodeState::Running => NodeState::Running,
        node::NodeState::Stopped => NodeState::Stopped,
    }
}

fn ms_ago(app: &App, instant: Mono) -> i64 {
    ms(app.cluster.age(instant))
}

fn ms(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}
