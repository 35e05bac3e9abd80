//! The cluster in tables and sentences of at most 80 columns.
use std::time::Duration;

use client::proto::cluster::{
    BroadcastHealthResponse, GetNetworkStatisticsResponse, GetTopologyResponse, ListNodesResponse, NodePulse,
    NodeRole, NodeState,
};
use comfy_table::{CellAlignment, Table, presets};
use domain::format;

use crate::{
    acting::bytes,
    columns::{COLUMNS, wrapped},
};

pub(super) fn state(state: NodeState) -> &'static str {
    match state {
        NodeState::Ready => "ready",
        NodeState::Waiting => "waiting",
        NodeState::Running => "running",
        NodeState::Stopped => "stopped",
        NodeState::Unspecified => "unknown",
    }
}

pub(super) fn pulse(pulse: NodePulse) -> &'static str {
    match pulse {
        NodePulse::Alive => "alive",
        NodePulse::Suspected => "suspected",
        NodePulse::Gone => "gone",
        NodePulse::Unspecified => "unknown",
    }
}

pub(super) fn role(role: NodeRole) -> &'static str {
    match role {
        NodeRole::Active => "active",
        NodeRole::Draining => "draining",
        NodeRole::Removed => "removed",
        NodeRole::Unspecified => "unknown",
    }
}

fn table<const N: usize>(header: [&str; N], numbers: &[usize], rows: Vec<[String; N]>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header);
    for row in rows {
        table.add_row(row);
    }
    for &number in numbers {
        if let Some(column) = table.column_mut(number) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.trim_fmt()
}

fn with(table: &str, sentence: &str) -> String {
    format!("{table}\n\n{}", wrapped(sentence, COLUMNS).join("\n"))
}

pub(super) fn nodes(answer: &ListNodesResponse) -> String {
    let row = |node: &client::proto::cluster::Node| {
        let how = match node.role() {
            NodeRole::Active | NodeRole::Unspecified => state(node.state()).to_owned(),
            other => role(other).to_owned(),
        };
        let pulse = pulse(node.pulse()).to_owned();
        let (used, all) = (bytes(node.used_bytes), bytes(node.capacity_bytes));
        [node.name.clone(), node.address.clone(), how, pulse, used, all, node.chunks.to_string()]
    };
    let header = ["NODE", "ADDRESS", "STATE", "PULSE", "USED", "OF", "CHUNKS"];
    let rows = answer.nodes.iter().map(row).collect();
    with(&table(header, &[4, 5, 6], rows), &answer.health)
}

pub(super) fn health(answer: &BroadcastHealthResponse) -> String {
    let row = |it: &client::proto::cluster::NodeHealth| {
        let heard = Duration::from_millis(u64::try_from(it.heard_ms_ago).unwrap_or_default());
        let heard = format!("{} ago", format::duration(heard));
        let answered = if it.answered { "answered" } else { "SILENT" }.to_owned();
        let (state, pulse) = (state(it.state()).to_owned(), pulse(it.pulse()).to_owned());
        [it.node.clone(), it.address.clone(), state, pulse, heard, answered]
    };
    let rows = answer.nodes.iter().map(row).collect();
    with(&table(["NODE", "ADDRESS", "STATE", "PULSE", "HEARD", ""], &[4], rows), &answer.health)
}

pub(super) fn stats(answer: &ListNodesResponse) -> String {
    let numbers = answer.numbers.unwrap_or_default();
    let upkeep = answer.upkeep.unwrap_or_default();
    let (scrub, traffic) = (upkeep.scrub.unwrap_or_default(), upkeep.traffic.unwrap_or_default());
    let percent = |share: f64| format!("{:.1} %", share * 100.0);
    let round = match scrub.last_ended_ms_ago {
        Some(_) => {
            format!("{} copies read in the last round, {} of them bad", scrub.last_copies, scrub.last_bad)
        }
        None => "no round has ended since the server started".to_owned(),
    };
    let lines = [
        format!(
            "nodes      {} of {} serve, in {} of {} zones",
            numbers.nodes_up, numbers.nodes, numbers.zones_up, numbers.zones
        ),
        format!("copies     {} of each chunk, acknowledged at {}", answer.target_copies, answer.write_quorum),
        format!("chunks     {}", numbers.chunks),
        format!("degraded   {} ({})", numbers.degraded, percent(numbers.degraded_share)),
        format!("misplaced  {} ({})", numbers.misplaced, percent(numbers.misplaced_share)),
        format!("lost       {} out of reach", numbers.unreachable),
        format!("repair     {} under way, {} waiting", upkeep.running, upkeep.waiting),
        format!("garbage    {} chunks wait to be given up", upkeep.condemned),
        format!("scrub      {round}"),
        format!(
            "clients    {} written, {} read",
            bytes(traffic.client_written_bytes),
            bytes(traffic.client_read_bytes)
        ),
        format!(
            "upkeep     {} written, {} read",
            bytes(traffic.repair_written_bytes),
            bytes(traffic.repair_read_bytes)
        ),
    ];
    with(&lines.join("\n"), &answer.health)
}

/// Each zone with its nodes, and how the coordinator reaches each.
pub(super) fn topology(answer: &GetTopologyResponse) -> String {
    let mut lines = vec!["coordinator".to_owned()];
    for zone in &answer.zones {
        lines.push(format!("  {} ({})", zone.name, zone.letter));
        for node in &zone.nodes {
            let link = answer.links.iter().find(|link| link.to == *node);
            let (address, up) = link.map_or(("", false), |link| (link.to_address.as_str(), link.up));
            lines.push(format!("    {} {node}  {address}", if up { "---" } else { "-X-" }));
        }
    }
    lines.push("--- messages pass, -X- they do not".to_owned());
    lines.join("\n")
}

pub(super) fn net(answer: &GetNetworkStatisticsResponse) -> String {
    let row = |it: &client::proto::cluster::LinkStatistics| {
        [
            it.node.clone(),
            it.address.clone(),
            it.messages_sent.to_string(),
            bytes(it.bytes_sent),
            it.messages_received.to_string(),
            bytes(it.bytes_received),
        ]
    };
    let rows = answer.links.iter().map(row).collect();
    table(["NODE", "ADDRESS", "SENT", "BYTES", "RECEIVED", "BYTES"], &[2, 3, 4, 5], rows)
}

#[cfg(test)]
mod tests {
    use client::proto::cluster::{
        ClusterHealth, LinkStatistics, Node, NodeHealth, TopologyLink, TopologyZone,
    };

    use super::*;

    fn fits(text: &str) {
        assert!(text.lines().all(|line| line.chars().count() <= COLUMNS), "{text}");
    }

    #[test]
    fn the_cluster_fits_eighty_columns() {
        let node = Node {
            name: "node-eu-west-2".to_owned(),
            address: "192.168.1.200".to_owned(),
            state: NodeState::Stopped.into(),
            pulse: NodePulse::Suspected.into(),
            used_bytes: 99_900_000,
            capacity_bytes: 10_000_000_000,
            chunks: 275_000,
            ..Default::default()
        };
        let health =
            "All files can be read and stored. Every chunk has its three copies on nodes of three zones.";
        let numbers = Some(ClusterHealth {
            nodes: 5,
            nodes_up: 4,
            degraded: 3,
            degraded_share: 0.25,
            ..Default::default()
        });
        let state =
            ListNodesResponse { nodes: vec![node], health: health.to_owned(), numbers, ..Default::default() };
        let told = nodes(&state);
        assert!(told.contains("stopped") && told.contains("suspected") && told.contains("275000"), "{told}");
        fits(&told);
        let told = stats(&state);
        assert!(told.contains("degraded   3 (25.0 %)") && told.contains("4 of 5 serve"), "{told}");
        fits(&told);
    }

    #[test]
    fn who_is_silent_and_what_is_cut_is_seen() {
        let silent = NodeHealth { node: "node-asia".to_owned(), heard_ms_ago: 61_000, ..Default::default() };
        let told =
            health(&BroadcastHealthResponse { nodes: vec![silent], health: "One is silent.".to_owned() });
        assert!(told.contains("SILENT") && told.contains("1 min 1 s ago"), "{told}");
        fits(&told);
        let zone = TopologyZone {
            name: "asia".to_owned(),
            letter: "A".to_owned(),
            nodes: vec!["node-asia".to_owned()],
        };
        let link = TopologyLink {
            to: "node-asia".to_owned(),
            to_address: "192.168.1.6".to_owned(),
            ..Default::default()
        };
        let told = topology(&GetTopologyResponse { zones: vec![zone], links: vec![link] });
        assert!(told.contains("  asia (A)\n    -X- node-asia  192.168.1.6"), "{told}");
        let link = LinkStatistics {
            node: "node-asia".to_owned(),
            messages_sent: 7,
            bytes_sent: 65_536,
            ..Default::default()
        };
        let told = net(&GetNetworkStatisticsResponse { links: vec![link], traffic: None });
        assert!(told.contains("65.5 kB"), "{told}");
        fits(&told);
    }
}
