//! One node: what its row says, and what an admin can do with it now.

use std::time::Duration;

use client::proto::cluster::{Node, NodePulse, NodeRole, NodeState};

use crate::figures;

/// What an admin can do with a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Start its process.
    Start,
    /// Start it although its disk was set aside: it is empty then, and the disk cannot be put back any more.
    StartEmpty,
    /// Stop its process.
    Stop,
    /// Set its disk aside, as if it were lost.
    LoseDisk,
    /// Put the disk back that was set aside.
    RestoreDisk,
    /// Stage that it gives its copies away.
    Drain,
    /// Stage that it keeps chunks again.
    Activate,
    /// Stage that it leaves.
    Remove,
    /// Stage another capacity.
    Resize,
}

impl Act {
    /// What its entry in the menu says. Three dots: it asks something first.
    pub fn words(self) -> &'static str {
        match self {
            Self::Start => "Start",
            Self::StartEmpty => "Start without its disk…",
            Self::Stop => "Stop",
            Self::LoseDisk => "Lose its disk",
            Self::RestoreDisk => "Put its disk back",
            Self::Drain => "Drain",
            Self::Activate => "Activate",
            Self::Remove => "Remove",
            Self::Resize => "Resize…",
        }
    }
}

/// What an admin can do with a node now, in the order of the menu.
pub fn acts(node: &Node) -> Vec<Act> {
    let process: &[Act] = match (runs(node), node.disk_set_aside) {
        (_, true) => &[Act::RestoreDisk, Act::StartEmpty],
        (true, false) => &[Act::Stop, Act::LoseDisk],
        (false, false) => &[Act::Start, Act::LoseDisk],
    };
    let layout: &[Act] = match node.role() {
        NodeRole::Active | NodeRole::Unspecified => &[Act::Drain, Act::Resize],
        NodeRole::Draining => &[Act::Activate, Act::Remove, Act::Resize],
        NodeRole::Removed => &[],
    };
    [process, layout].concat()
}

/// Whether its process runs.
pub fn runs(node: &Node) -> bool {
    node.state() != NodeState::Stopped
}

/// Whether it can be asked for its copies.
pub fn serves(node: &Node) -> bool {
    runs(node) && node.pulse() != NodePulse::Gone
}

/// The word of its state and the meaning that colours it.
pub fn state_words(node: &Node) -> (&'static str, &'static str) {
    match node.state() {
        NodeState::Stopped => ("Stopped", "bad"),
        NodeState::Waiting => ("Waiting", "warn"),
        NodeState::Unspecified => ("Unknown", "warn"),
        NodeState::Ready => ("Ready", meaning(node.pulse())),
        NodeState::Running => ("Running", meaning(node.pulse())),
    }
}

/// What its pulse is, beside the age of its last heartbeat: nothing while it answers.
pub fn pulse_words(node: &Node) -> &'static str {
    match node.pulse() {
        NodePulse::Alive | NodePulse::Unspecified => "",
        NodePulse::Suspected => "suspected",
        NodePulse::Gone => "gone",
    }
}

/// "active", "draining", "removed".
pub fn role_word(role: NodeRole) -> &'static str {
    match role {
        NodeRole::Active | NodeRole::Unspecified => "active",
        NodeRole::Draining => "draining",
        NodeRole::Removed => "removed",
    }
}

/// How long ago it was heard of, `since` milliseconds after the server told: "0.4 s", "31 s ago".
pub fn heard_words(node: &Node, since: f64) -> String {
    age_words(node.heard_ms_ago as f64 + since.max(0.0))
}

/// Percent of its disk that is full, for the width of its bar.
pub fn fullness(node: &Node) -> f64 {
    if node.capacity_bytes <= 0 {
        return 0.0;
    }
    (node.used_bytes as f64 / node.capacity_bytes as f64 * 100.0).clamp(0.0, 100.0)
}

fn meaning(pulse: NodePulse) -> &'static str {
    match pulse {
        NodePulse::Alive | NodePulse::Unspecified => "good",
        NodePulse::Suspected => "warn",
        NodePulse::Gone => "bad",
    }
}

fn age_words(millis: f64) -> String {
    match millis {
        ..10_000.0 => format!("{:.1}\u{a0}s", millis / 1_000.0),
        ..60_000.0 => format!("{:.0}\u{a0}s ago", millis / 1_000.0),
        _ => {
            let minutes = Duration::from_secs_f64((millis / 60_000.0).floor() * 60.0);
            format!("{} ago", figures::duration(minutes))
        }
    }
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
pub mod tests {
    use super::*;

    /// A node that runs well.
    pub fn node(name: &str, zone: &str) -> Node {
        Node {
            name: name.to_owned(),
            zone: zone.to_owned(),
            zone_letter: zone[..1].to_ascii_uppercase(),
            address: "192.168.1.2".to_owned(),
            state: NodeState::Running.into(),
            used_bytes: 1,
            capacity_bytes: 4,
            chunks: 2,
            pulse: NodePulse::Alive.into(),
            heard_ms_ago: 400,
            role: NodeRole::Active.into(),
            disk_set_aside: false,
        }
    }

    #[test]
    fn a_running_node_that_does_not_answer_is_not_shown_as_well() {
        let running = node("node-asia", "asia");
        assert_eq!((state_words(&running), pulse_words(&running)), (("Running", "good"), ""));
        let suspected = Node { pulse: NodePulse::Suspected.into(), ..running.clone() };
        assert_eq!((state_words(&suspected), serves(&suspected)), (("Running", "warn"), true));
        let gone = Node { pulse: NodePulse::Gone.into(), ..running };
        assert_eq!((state_words(&gone), serves(&gone)), (("Running", "bad"), false));
        assert_eq!(pulse_words(&gone), "gone");
    }

    #[test]
    fn a_heartbeat_ages_while_nothing_new_is_heard() {
        let words = |since| heard_words(&node("node-asia", "asia"), since).replace('\u{a0}', " ");
        assert_eq!(words(0.0), "0.4 s");
        assert_eq!(words(30_600.0), "31 s ago");
        assert_eq!(words(125_000.0), "2 min ago");
    }

    #[test]
    fn the_menu_offers_what_is_possible() {
        let running = node("node-asia", "asia");
        assert_eq!(acts(&running), [Act::Stop, Act::LoseDisk, Act::Drain, Act::Resize]);
        let stopped = NodeState::Stopped.into();
        let drained = Node { role: NodeRole::Draining.into(), state: stopped, ..running.clone() };
        assert_eq!(acts(&drained), [Act::Start, Act::LoseDisk, Act::Activate, Act::Remove, Act::Resize]);
        let broken = Node { state: stopped, disk_set_aside: true, ..running };
        assert_eq!(acts(&broken), [Act::RestoreDisk, Act::StartEmpty, Act::Drain, Act::Resize]);
    }

    #[test]
    fn space_has_one_unit_where_it_can() {
        let plain = |used, capacity| space_words(used, capacity).replace('\u{a0}', " ");
        assert_eq!(plain(5_200_000_000, 10_000_000_000), "5.2 / 10 GB");
        assert_eq!(plain(5_200_000, 10_000_000_000), "5.2 MB / 10 GB");
        assert_eq!(fullness(&node("n", "asia")), 25.0);
    }
}
