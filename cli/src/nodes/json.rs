//! The cluster for programs: the names of the protos, states as words.
use client::proto::cluster::{
    BroadcastHealthResponse, GetNetworkStatisticsResponse, GetTopologyResponse, LinkStatistics,
    ListNodesResponse, Node, NodeHealth, Traffic,
};
use serde_json::{Value, json};

use super::text;

pub(super) fn nodes(answer: &ListNodesResponse) -> String {
    let node = |it: &Node| {
        json!({
            "name": it.name, "zone": it.zone, "address": it.address, "state": text::state(it.state()),
            "pulse": text::pulse(it.pulse()), "role": text::role(it.role()), "used_bytes": it.used_bytes,
            "capacity_bytes": it.capacity_bytes, "chunks": it.chunks, "heard_ms_ago": it.heard_ms_ago,
        })
    };
    let nodes: Vec<Value> = answer.nodes.iter().map(node).collect();
    json!({ "nodes": nodes, "health": answer.health, "layout_version": answer.layout_version }).to_string()
}

pub(super) fn stats(answer: &ListNodesResponse) -> String {
    let numbers = answer.numbers.unwrap_or_default();
    let upkeep = answer.upkeep.unwrap_or_default();
    let scrub = upkeep.scrub.unwrap_or_default();
    json!({
        "nodes_up": numbers.nodes_up, "nodes": numbers.nodes, "zones_up": numbers.zones_up,
        "zones": numbers.zones, "chunks": numbers.chunks, "degraded": numbers.degraded,
        "misplaced": numbers.misplaced, "unreachable": numbers.unreachable, "good": numbers.good,
        "target_copies": answer.target_copies, "write_quorum": answer.write_quorum,
        "repairs_running": upkeep.running, "repairs_waiting": upkeep.waiting, "condemned": upkeep.condemned,
        "scrub_last_copies": scrub.last_copies, "scrub_last_bad": scrub.last_bad,
        "traffic": traffic(upkeep.traffic), "health": answer.health,
    })
    .to_string()
}

pub(super) fn health(answer: &BroadcastHealthResponse) -> String {
    let node = |it: &NodeHealth| {
        json!({
            "node": it.node, "address": it.address, "state": text::state(it.state()),
            "pulse": text::pulse(it.pulse()), "heard_ms_ago": it.heard_ms_ago, "answered": it.answered,
        })
    };
    let nodes: Vec<Value> = answer.nodes.iter().map(node).collect();
    json!({ "nodes": nodes, "health": answer.health }).to_string()
}

pub(super) fn topology(answer: &GetTopologyResponse) -> String {
    let zones = answer.zones.iter();
    let zones: Vec<Value> =
        zones.map(|it| json!({ "name": it.name, "letter": it.letter, "nodes": it.nodes })).collect();
    let links = answer.links.iter();
    let links: Vec<Value> = links
        .map(|it| json!({ "from": it.from, "to": it.to, "to_address": it.to_address, "up": it.up }))
        .collect();
    json!({ "zones": zones, "links": links }).to_string()
}

pub(super) fn net(answer: &GetNetworkStatisticsResponse) -> String {
    let link = |it: &LinkStatistics| {
        json!({
            "node": it.node, "address": it.address, "messages_sent": it.messages_sent,
            "bytes_sent": it.bytes_sent, "messages_received": it.messages_received,
            "bytes_received": it.bytes_received,
        })
    };
    let links: Vec<Value> = answer.links.iter().map(link).collect();
    json!({ "links": links, "traffic": traffic(answer.traffic) }).to_string()
}

/// Sealed bytes since the server started.
fn traffic(traffic: Option<Traffic>) -> Value {
    let it = traffic.unwrap_or_default();
    json!({
        "client_written_bytes": it.client_written_bytes, "client_read_bytes": it.client_read_bytes,
        "repair_written_bytes": it.repair_written_bytes, "repair_read_bytes": it.repair_read_bytes,
    })
}
