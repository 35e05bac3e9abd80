//! What the coordinator knows of each node: its state, how full it is, how much it was asked, how it behaves.
//!
//! Two kinds of slowness are kept apart. A node that took longer than the hedge delay to *read* is asked last for a
//! while: that costs nothing. A node that took longer than the patience to *store* is suspected and gets no new copies
//! for a while: that may cost a zone, so it takes much longer. Both end by themselves.

use core::time::Duration;

use crate::layout::{Layout, NodeId};
use crate::mono::Mono;
use crate::node::NodeState;
use crate::placement::{NodeSet, Room};

/// Requests that may wait for one node: with chunks of 1 MiB this bounds the memory a stalled node can hold.
pub(super) const WINDOW: usize = 128;

/// How long a node that was slow to read is asked last.
const SLOW_FOR: Duration = Duration::from_secs(5);

/// How long a node that was slow to store gets no new copies while others take them.
const SUSPECT_FOR: Duration = Duration::from_secs(15);

#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub(super) state: NodeState,
    pub(super) used_bytes: u64,
    /// Requests that were sent and not answered.
    outstanding: usize,
    /// Bytes of stores that were sent and not answered.
    outstanding_bytes: u64,
    slow_until: Mono,
    suspect_until: Mono,
}

#[derive(Debug)]
pub(super) struct Members(Vec<Member>);

impl Members {
    pub(super) fn of(layout: &Layout) -> Self {
        let member = Member {
            state: NodeState::Stopped,
            used_bytes: 0,
            outstanding: 0,
            outstanding_bytes: 0,
            slow_until: Mono::ZERO,
            suspect_until: Mono::ZERO,
        };
        Self(vec![member; layout.count()])
    }

    pub(super) fn get(&self, node: NodeId) -> &Member {
        &self.0[node.index()]
    }

    pub(super) fn report(&mut self, node: NodeId, state: NodeState, used_bytes: u64) {
        let member = &mut self.0[node.index()];
        if state != member.state {
            (member.slow_until, member.suspect_until) = (Mono::ZERO, Mono::ZERO);
        }
        (member.state, member.used_bytes) = (state, used_bytes);
    }

    pub(super) fn sent(&mut self, node: NodeId, bytes: u64) {
        let member = &mut self.0[node.index()];
        member.outstanding += 1;
        member.outstanding_bytes += bytes;
    }

    pub(super) fn answered(&mut self, node: NodeId, bytes: u64) {
        let member = &mut self.0[node.index()];
        member.outstanding -= 1;
        member.outstanding_bytes -= bytes;
    }

    pub(super) fn was_slow(&mut self, node: NodeId, now: Mono) {
        self.0[node.index()].slow_until = now.plus(SLOW_FOR);
    }

    pub(super) fn suspect(&mut self, node: NodeId, now: Mono) {
        self.0[node.index()].suspect_until = now.plus(SUSPECT_FOR);
    }

    /// Whether it can be asked at all: it serves, and not too many requests wait for it.
    pub(super) fn in_reach(&self, node: NodeId) -> bool {
        let member = self.get(node);
        member.state.serves() && member.outstanding < WINDOW
    }

    /// Whether it should be asked after the others.
    pub(super) fn is_slow(&self, node: NodeId, now: Mono) -> bool {
        now < self.get(node).slow_until
    }

    /// The nodes that serve.
    pub(super) fn serving(&self) -> NodeSet {
        (0u8..)
            .zip(&self.0)
            .filter(|(_, member)| member.state.serves())
            .map(|(place, _)| NodeId(place))
            .collect()
    }

    /// What placement has to know; suspects are willing only if asked for.
    pub(super) fn rooms(&self, now: Mono, with_suspects: bool) -> Vec<Room> {
        let room = |(place, member): (u8, &Member)| Room {
            willing: self.in_reach(NodeId(place)) && (with_suspects || now >= member.suspect_until),
            used_bytes: member.used_bytes.saturating_add(member.outstanding_bytes),
        };
        (0u8..).zip(&self.0).map(room).collect()
    }
}
