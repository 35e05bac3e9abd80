//! The X-ray of a file: which node holds which chunk, as lanes of zones and as words.

use std::{collections::BTreeMap, time::Duration};

use client::proto::cluster::{GetFilePlacementResponse, Node, NodePulse, NodeState};

use crate::{
    components::chunk_strip::{CellState, Lane, lane},
    figures,
};

/// A copy of a chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyAt {
    /// The node's name.
    pub node: String,
    /// On the simulated network; empty for a node that is not listed.
    pub address: String,
    /// The letter of its zone; "?" for a node that is not listed.
    pub zone: String,
    /// Whether the node can be asked for it now.
    pub in_reach: bool,
}

/// A chunk and its copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// BLAKE3 of the sealed bytes, hex.
    pub id: String,
    /// Plain bytes.
    pub size: i64,
    /// The preferred copy first.
    pub copies: Vec<CopyAt>,
    /// The rule that put them there.
    pub why: String,
}

impl Chunk {
    fn in_reach(&self) -> usize {
        self.copies.iter().filter(|copy| copy.in_reach).count()
    }
}

/// A file seen through.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Xray {
    /// In file order.
    pub chunks: Vec<Chunk>,
    /// A lane for each zone.
    pub lanes: Vec<Lane>,
    /// Copies every chunk should have.
    pub target: usize,
    /// Copies in reach of the chunk that has fewest.
    pub fewest: usize,
    /// Bytes of a full chunk.
    pub chunk_bytes: i64,
    /// Whether a part was found lost on all nodes.
    pub damaged: bool,
}

/// How well a file is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// All copies are in reach.
    Whole,
    /// Some are not; it can be read.
    Degraded,
    /// Some chunk has none in reach.
    OutOfReach,
}

impl Xray {
    /// Puts what the server says of the file and of the nodes together.
    pub fn new(placement: &GetFilePlacementResponse, nodes: &[Node]) -> Self {
        let by_name: BTreeMap<&str, &Node> = nodes.iter().map(|node| (node.name.as_str(), node)).collect();
        let copy_at = |name: &String| {
            let node = by_name.get(name.as_str());
            let zone = node.map_or_else(|| "?".to_owned(), |node| node.zone_letter.clone());
            let address = node.map(|node| node.address.clone()).unwrap_or_default();
            let in_reach = node.is_some_and(|node| is_in_reach(node));
            CopyAt { node: name.clone(), address, zone, in_reach }
        };
        let chunks: Vec<Chunk> = placement
            .chunks
            .iter()
            .map(|chunk| Chunk {
                id: chunk.chunk_id.clone(),
                size: chunk.size,
                copies: chunk.nodes.iter().map(copy_at).collect(),
                why: chunk.why.clone(),
            })
            .collect();
        let target = usize::try_from(placement.target_copies).unwrap_or_default();
        let lanes = zones(nodes).into_iter().map(|zone| zone_lane(&zone, &chunks, target)).collect();
        let fewest = chunks.iter().map(Chunk::in_reach).min().unwrap_or(target);
        let (chunk_bytes, damaged) = (placement.chunk_bytes, placement.damaged);
        Self { chunks, lanes, target, fewest, chunk_bytes, damaged }
    }

    /// How well the file is kept.
    pub fn health(&self) -> Health {
        match self.fewest {
            _ if self.damaged => Health::OutOfReach,
            0 => Health::OutOfReach,
            fewest if fewest < self.target => Health::Degraded,
            _ => Health::Whole,
        }
    }

    /// "3 of 3 copies".
    pub fn health_words(&self) -> String {
        match self.health() {
            Health::OutOfReach if self.damaged => "a part is lost".to_owned(),
            Health::OutOfReach => "out of reach now".to_owned(),
            Health::Whole | Health::Degraded => {
                format!("{} of {} copies", self.fewest.min(self.target), self.target)
            }
        }
    }
}

/// A node that has fallen silent is asked no more than one that was stopped.
fn is_in_reach(node: &Node) -> bool {
    node.state() != NodeState::Stopped && node.pulse() != NodePulse::Gone
}

/// How many milliseconds ago every copy of a chunk within reach was read and found good; `None` if not since the server
/// started. In file order, and apart from [`Xray`], which changes seldom while these change always.
pub type Ages = Vec<Option<i64>>;

/// The ages of a file's chunks.
pub fn ages(placement: &GetFilePlacementResponse) -> Ages {
    placement.chunks.iter().map(|chunk| chunk.verified_ms_ago).collect()
}

/// "verified 3 h ago": the chunk that was verified longest ago counts.
pub fn file_verified_words(ages: &[Option<i64>]) -> String {
    match ages.iter().copied().collect::<Option<Vec<_>>>().as_deref() {
        Some([]) => String::new(),
        Some(ages) => format!("verified {}", verified_words(ages.iter().max().copied())),
        None => "not verified as a whole since the server started".to_owned(),
    }
}

/// When the copies of a chunk were last read and found good.
pub fn verified_words(ms_ago: Option<i64>) -> String {
    let Some(ago) = ms_ago else { return "not since the server started".to_owned() };
    let seconds = u64::try_from(ago / 1_000).unwrap_or_default();
    // Two units are more than anybody asks for here.
    let span = figures::duration(Duration::from_secs(match seconds {
        ..3_600 => seconds,
        3_600..86_400 => seconds / 3_600 * 3_600,
        _ => seconds / 86_400 * 86_400,
    }));
    format!("{span} ago")
}

/// The letters of the zones, in the order of their nodes.
fn zones(nodes: &[Node]) -> Vec<String> {
    let mut zones: Vec<String> = Vec::new();
    for node in nodes {
        if !zones.contains(&node.zone_letter) {
            zones.push(node.zone_letter.clone());
        }
    }
    zones
}

fn zone_lane(zone: &str, chunks: &[Chunk], target: usize) -> Lane {
    let cells: Vec<CellState> = chunks.iter().map(|chunk| cell(zone, chunk, target)).collect();
    lane(zone, &cells)
}

fn cell(zone: &str, chunk: &Chunk, target: usize) -> CellState {
    let mut here = chunk.copies.iter().filter(|copy| copy.zone == zone).peekable();
    match () {
        () if here.peek().is_some() && here.any(|copy| copy.in_reach) => CellState::Durable,
        // With more zones than copies, a zone without one is as it should be.
        () if chunk.in_reach() >= target => CellState::Empty,
        () => CellState::Missing,
    }
}

/// A hash in groups that the eye can keep: "9f2c 41e0 77ab …".
pub fn short_hash(hex: &str) -> String {
    let groups = hex.as_bytes().chunks(4).take(3);
    let groups: Vec<&str> = groups.filter_map(|group| std::str::from_utf8(group).ok()).collect();
    format!("{} …", groups.join(" "))
}

#[cfg(test)]
mod tests {
    use client::proto::cluster::ChunkPlacement;

    use super::*;

    fn node(name: &str, letter: &str, state: NodeState) -> Node {
        Node {
            name: name.to_owned(),
            zone_letter: letter.to_owned(),
            state: state.into(),
            ..Default::default()
        }
    }

    fn placement(chunks: &[&[&str]]) -> GetFilePlacementResponse {
        let chunk = |nodes: &&[&str]| ChunkPlacement {
            nodes: nodes.iter().map(|name| (*name).to_owned()).collect(),
            ..Default::default()
        };
        let chunks = chunks.iter().map(chunk).collect();
        GetFilePlacementResponse { chunks, chunk_bytes: 1, target_copies: 3, damaged: false }
    }

    fn five() -> Vec<Node> {
        use NodeState::{Running, Stopped};
        vec![
            node("u1", "U", Running),
            node("u2", "U", Running),
            node("e1", "E", Running),
            node("e2", "E", Stopped),
            node("a1", "A", Running),
        ]
    }

    #[test]
    fn a_lane_for_each_zone_shows_what_is_out_of_reach() {
        use CellState::{Durable, Missing};
        let xray = Xray::new(&placement(&[&["u1", "e1", "a1"], &["u2", "e2", "a1"]]), &five());
        let cells: Vec<_> = xray.lanes.iter().map(|lane| (lane.zone.as_str(), lane.cells.clone())).collect();
        assert_eq!(
            cells,
            [("U", vec![Durable, Durable]), ("E", vec![Durable, Missing]), ("A", vec![Durable, Durable])]
        );
        assert_eq!((xray.health(), xray.health_words().as_str()), (Health::Degraded, "2 of 3 copies"));
    }

    #[test]
    fn a_file_without_chunks_is_whole() {
        let xray = Xray::new(&placement(&[]), &five());
        assert_eq!((xray.health(), xray.health_words().as_str()), (Health::Whole, "3 of 3 copies"));
    }

    #[test]
    fn a_chunk_on_stopped_nodes_only_is_out_of_reach() {
        let xray = Xray::new(&placement(&[&["e2"]]), &five());
        assert_eq!((xray.health(), xray.health_words().as_str()), (Health::OutOfReach, "out of reach now"));
    }

    #[test]
    fn a_file_is_verified_when_its_last_chunk_was() {
        let minute = 60_000;
        let mut placement = placement(&[&["u1"], &["u2"]]);
        placement.chunks[0].verified_ms_ago = Some(200 * minute);
        let words = |placement: &GetFilePlacementResponse| {
            file_verified_words(&ages(placement)).replace('\u{a0}', " ")
        };
        assert_eq!(words(&placement), "not verified as a whole since the server started");
        placement.chunks[1].verified_ms_ago = Some(minute);
        assert_eq!(words(&placement), "verified 3 h ago");
    }

    #[test]
    fn a_node_that_fell_silent_is_out_of_reach() {
        let silent = Node { pulse: NodePulse::Gone.into(), ..node("u1", "U", NodeState::Running) };
        let xray = Xray::new(&placement(&[&["u1"]]), &[silent]);
        assert_eq!(xray.health(), Health::OutOfReach);
    }

    #[test]
    fn hashes_are_shown_in_groups() {
        assert_eq!(short_hash("9f2c41e077ab0011"), "9f2c 41e0 77ab …");
    }
}
