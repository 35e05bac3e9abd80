//! One sentence about the cluster: what works, what is at risk, what happens next.

use core::fmt;

/// The numbers behind the sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Nodes that serve.
    pub nodes_up: usize,
    /// Nodes in the layout.
    pub nodes: usize,
    /// Zones with a node that serves.
    pub zones_up: usize,
    /// Zones in the layout.
    pub zones: usize,
    /// Chunks known.
    pub chunks: u64,
    /// Chunks with fewer copies within reach than they should have, lost ones included.
    pub degraded: u64,
    /// Chunks with enough copies within reach, of which two share a zone.
    pub misplaced: u64,
    /// Chunks without a copy within reach.
    pub unreachable: u64,
    /// Durable copies an acknowledgement needs.
    pub write_quorum: usize,
}

impl fmt::Display for Health {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.nodes_sentence(formatter)?;
        formatter.write_str(" ")?;
        self.chunks_sentence(formatter)
    }
}

impl Health {
    /// Whether nothing is at risk.
    pub const fn is_good(&self) -> bool {
        self.nodes_up == self.nodes && self.degraded == 0 && self.misplaced == 0
    }

    /// Adds a chunk with so many copies within reach.
    pub(crate) const fn count(&mut self, reachable: u64, target: u64, crowded: bool) {
        self.chunks += 1;
        if reachable == 0 {
            self.unreachable += 1;
        }
        if reachable < target {
            self.degraded += 1;
        } else if crowded {
            self.misplaced += 1;
        }
    }

    fn nodes_sentence(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { nodes_up, nodes, zones_up, zones, write_quorum, .. } = *self;
        if nodes_up < write_quorum {
            write!(
                formatter,
                "Too few nodes are up ({nodes_up} of {nodes}): uploads wait until {write_quorum} are."
            )
        } else if nodes_up < nodes {
            write!(
                formatter,
                "{nodes_up} of {nodes} nodes are up in {zones_up} of {zones} zones: uploads and downloads go on."
            )
        } else {
            write!(formatter, "All {nodes} nodes are up in {zones} zones.")
        }
    }

    fn chunks_sentence(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { chunks, degraded, misplaced, unreachable, .. } = *self;
        if unreachable > 0 {
            write!(formatter, "{unreachable} of {chunks} chunks have no copy within reach.")
        } else if degraded > 0 {
            write!(
                formatter,
                "{degraded} of {chunks} chunks have fewer copies within reach than they should."
            )
        } else if misplaced > 0 {
            write!(formatter, "{misplaced} of {chunks} chunks have two copies in one zone.")
        } else {
            formatter.write_str("Every chunk has all its copies.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: Health = Health {
        nodes_up: 5,
        nodes: 5,
        zones_up: 3,
        zones: 3,
        chunks: 40,
        degraded: 0,
        misplaced: 0,
        unreachable: 0,
        write_quorum: 2,
    };

    #[test]
    fn the_sentence_says_the_worst_thing_first() {
        let check = |health: Health, sentence: &str| assert_eq!(health.to_string(), sentence);
        check(GOOD, "All 5 nodes are up in 3 zones. Every chunk has all its copies.");
        check(
            Health { nodes_up: 4, zones_up: 2, degraded: 7, ..GOOD },
            "4 of 5 nodes are up in 2 of 3 zones: uploads and downloads go on. \
             7 of 40 chunks have fewer copies within reach than they should.",
        );
        check(
            Health { nodes_up: 1, zones_up: 1, unreachable: 2, ..GOOD },
            "Too few nodes are up (1 of 5): uploads wait until 2 are. 2 of 40 chunks have no copy within reach.",
        );
        check(
            Health { misplaced: 1, ..GOOD },
            "All 5 nodes are up in 3 zones. 1 of 40 chunks have two copies in one zone.",
        );
    }

    #[test]
    fn only_a_whole_cluster_is_good() {
        assert!(GOOD.is_good());
        assert!(!Health { nodes_up: 4, ..GOOD }.is_good());
        assert!(!Health { degraded: 1, ..GOOD }.is_good());
    }
}
