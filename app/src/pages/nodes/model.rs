//! What the nodes page decides, without a browser: figures that are true now, and whether the view is live.

use client::{
    ClientError,
    proto::cluster::{ListNodesResponse, Node, NodeState},
};

use crate::{figures, notice::Tone};

/// Seconds between two looks.
pub const PACE_SECONDS: u64 = 2;

/// What was seen last, and whether that still stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct View {
    /// The last answer.
    pub cluster: Option<ListNodesResponse>,
    /// Why there is no newer one.
    pub error: Option<ClientError>,
    /// Failures since the last answer.
    pub failures: u32,
}

impl View {
    /// After an answer. A failure keeps what was seen.
    pub fn after(self, answer: Result<ListNodesResponse, ClientError>) -> Self {
        match answer {
            Ok(cluster) => Self { cluster: Some(cluster), error: None, failures: 0 },
            Err(error) => {
                Self { cluster: self.cluster, error: Some(error), failures: self.failures.saturating_add(1) }
            }
        }
    }

    /// Looks to leave out before the next one: 0, 1, 3, then 7.
    pub fn looks_to_skip(&self) -> u32 {
        match self.failures {
            0 => 0,
            failures => (1 << failures.min(3)) - 1,
        }
    }

    /// What the badge says, and whether what is on show is of now.
    pub fn badge(&self) -> (bool, String) {
        if self.error.is_none() {
            return (true, "live".to_owned());
        }
        let seconds = u64::from(self.looks_to_skip() + 1) * PACE_SECONDS;
        (false, format!("reconnecting every {seconds}\u{a0}s"))
    }
}

/// Figures over all nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Nodes that serve.
    pub running: usize,
    /// Nodes there are.
    pub nodes: usize,
    /// Zones there are.
    pub zones: usize,
    /// Zones with a node that serves.
    pub zones_running: usize,
    /// Bytes on all disks.
    pub used: i64,
    /// Bytes of all disks.
    pub capacity: i64,
    /// Copies of chunks on all nodes.
    pub chunks: i64,
}

impl Figures {
    /// Adds up.
    pub fn of(nodes: &[Node]) -> Self {
        let serves = |node: &&Node| node.state() != NodeState::Stopped;
        let zones = |nodes: &mut dyn Iterator<Item = &Node>| {
            nodes.map(|node| node.zone.as_str()).collect::<std::collections::BTreeSet<_>>().len()
        };
        Self {
            running: nodes.iter().filter(serves).count(),
            nodes: nodes.len(),
            zones: zones(&mut nodes.iter()),
            zones_running: zones(&mut nodes.iter().filter(serves)),
            used: nodes.iter().map(|node| node.used_bytes).sum(),
            capacity: nodes.iter().map(|node| node.capacity_bytes).sum(),
            chunks: nodes.iter().map(|node| node.chunks).sum(),
        }
    }
}

/// What the health sentence means: all nodes serve, some zone is still whole enough to write, or not.
pub fn health_tone(figures: Figures, write_quorum: i32) -> Tone {
    let quorum = usize::try_from(write_quorum).unwrap_or_default();
    match () {
        () if figures.running == figures.nodes => Tone::Good,
        () if figures.zones_running >= quorum => Tone::Warning,
        () => Tone::Danger,
    }
}

/// The word and the meaning of a state.
pub fn state_words(state: NodeState) -> (&'static str, &'static str) {
    match state {
        NodeState::Running => ("Running", "good"),
        NodeState::Ready => ("Ready", "good"),
        NodeState::Waiting => ("Waiting", "warn"),
        NodeState::Stopped => ("Stopped", "bad"),
        NodeState::Unspecified => ("Unknown", "warn"),
    }
}

/// Percent of a node's disk that is full, for the width of its bar.
pub fn fullness(node: &Node) -> f64 {
    if node.capacity_bytes <= 0 {
        return 0.0;
    }
    (node.used_bytes as f64 / node.capacity_bytes as f64 * 100.0).clamp(0.0, 100.0)
}

/// "5.2 / 10 GB": one unit when both have the same.
pub fn space_words(used: i64, capacity: i64) -> String {
    let (used, capacity) = (figures::bytes(used), figures::bytes(capacity));
    match (used.rsplit_once('\u{a0}'), capacity.rsplit_once('\u{a0}')) {
        (Some((number, unit)), Some((_, of_unit))) if unit == of_unit => format!("{number} / {capacity}"),
        _ => format!("{used} / {capacity}"),
    }
}

#[cfg(test)]
mod tests {
    use client::Kind;

    use super::*;

    fn node(zone: &str, state: NodeState) -> Node {
        Node {
            zone: zone.to_owned(),
            state: state.into(),
            used_bytes: 1,
            capacity_bytes: 4,
            chunks: 2,
            ..Default::default()
        }
    }

    fn lost() -> ClientError {
        ClientError {
            kind: Kind::Unavailable,
            reason: String::new(),
            message: String::new(),
            fields: Vec::new(),
            request_id: String::new(),
        }
    }

    #[test]
    fn figures_add_up() {
        let nodes =
            [node("us", NodeState::Running), node("us", NodeState::Stopped), node("eu", NodeState::Running)];
        let figures = Figures::of(&nodes);
        let expected =
            Figures { running: 2, nodes: 3, zones: 2, zones_running: 2, used: 3, capacity: 12, chunks: 6 };
        assert_eq!(figures, expected);
        assert_eq!(fullness(&nodes[0]), 25.0);
    }

    #[test]
    fn the_tone_follows_the_zones_that_are_left() {
        let tone = |running, zones_running| {
            let figures = Figures { running, nodes: 5, zones: 3, zones_running, ..Figures::default() };
            health_tone(figures, 2)
        };
        assert_eq!(tone(5, 3), Tone::Good);
        assert_eq!(tone(3, 2), Tone::Warning);
        assert_eq!(tone(2, 1), Tone::Danger);
    }

    #[test]
    fn a_lost_server_is_asked_less_often_and_the_badge_says_so() {
        let seen = View::default().after(Ok(ListNodesResponse::default()));
        assert_eq!(seen.badge(), (true, "live".to_owned()));
        let lost_once = seen.after(Err(lost()));
        assert!(lost_once.cluster.is_some());
        assert_eq!(lost_once.badge(), (false, "reconnecting every 4\u{a0}s".to_owned()));
        let lost_long = (0..9).fold(lost_once, |view, _| view.after(Err(lost())));
        assert_eq!(lost_long.looks_to_skip(), 7);
        assert_eq!(lost_long.after(Ok(ListNodesResponse::default())).looks_to_skip(), 0);
    }

    #[test]
    fn space_has_one_unit_where_it_can() {
        let plain = |used, capacity| space_words(used, capacity).replace('\u{a0}', " ");
        assert_eq!(plain(5_200_000_000, 10_000_000_000), "5.2 / 10 GB");
        assert_eq!(plain(5_200_000, 10_000_000_000), "5.2 MB / 10 GB");
    }
}
