//! What the coordinator knows of each node: its state, how full it is, how much it was asked, how it behaves.
//!
//! Two kinds of slowness are kept apart. A node that took longer than the hedge delay to *read* is asked last for a
//! while: that costs nothing. A node that took longer than the patience to *store* is suspected and gets no new copies
//! for a while: that may cost a zone, so it takes much longer. Both end by themselves.
//!
//! Besides, every node has a **pulse**, taken by the broadcast health checks:
//!
//! ```text
//! ALIVE --some checks without an answer--> SUSPECTED --more of them--> GONE
//!   ^                                          |                         |
//!   +------------ two answers in a row --------+-------------------------+
//! ```
//!
//! A node without a connection, or whose process ended, is gone at once: nothing is suspected that is certain.

use core::time::Duration;

use super::tuning::Tuning;
use crate::layout::{Layout, NodeId, Role};
use crate::mono::Mono;
use crate::node::NodeState;
use crate::placement::{NodeSet, Room};

/// Requests that may wait for one node: with chunks of 1 MiB this bounds the memory a stalled node can hold.
pub(super) const WINDOW: usize = 128;

/// How long a node that was slow to read is asked last.
const SLOW_FOR: Duration = Duration::from_secs(5);

/// How long a node that was slow to store gets no new copies while others take them.
const SUSPECT_FOR: Duration = Duration::from_secs(15);

/// Answers in a row that make a suspected node alive again: one may be a lucky moment.
const GOOD_ANSWERS: u32 = 2;

/// Whether a node answers health checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pulse {
    /// It answers.
    Alive,
    /// It missed some: it gets no new copies while others take them.
    Suspected,
    /// It missed many, or there is no connection to it.
    Gone,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub(super) state: NodeState,
    pub(super) used_bytes: u64,
    pub(super) pulse: Pulse,
    /// When it last answered or reported anything.
    pub(super) heard: Mono,
    /// Since when it is out of reach; `None` while it serves.
    pub(super) absent_since: Option<Mono>,
    connected: bool,
    /// Whether the directory knows what it holds.
    introduced: bool,
    /// Whether it is telling what it holds: the report behind the list ends it.
    introducing: bool,
    missed: u32,
    answered: u32,
    /// Requests that were sent and not answered.
    outstanding: usize,
    /// Bytes of stores that were sent and not answered.
    outstanding_bytes: u64,
    slow_until: Mono,
    suspect_until: Mono,
}

/// What a health check without an answer made of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missed {
    Nothing,
    Suspected,
    Gone,
}

impl Member {
    const fn stranger(now: Mono) -> Self {
        Self {
            state: NodeState::Stopped,
            used_bytes: 0,
            pulse: Pulse::Gone,
            heard: now,
            absent_since: Some(now),
            connected: false,
            introduced: false,
            introducing: false,
            missed: 0,
            answered: 0,
            outstanding: 0,
            outstanding_bytes: 0,
            slow_until: Mono::ZERO,
            suspect_until: Mono::ZERO,
        }
    }

    fn serves(&self) -> bool {
        self.connected && self.introduced && self.state.serves() && self.pulse != Pulse::Gone
    }
}

#[derive(Debug)]
pub(super) struct Members(Vec<Member>);

impl Members {
    pub(super) fn of(layout: &Layout) -> Self {
        Self(vec![Member::stranger(Mono::ZERO); layout.count()])
    }

    /// Places for the nodes that a new layout adds.
    pub(super) fn grow(&mut self, layout: &Layout, now: Mono) {
        self.0.resize(layout.count(), Member::stranger(now));
    }

    pub(super) fn get(&self, node: NodeId) -> &Member {
        &self.0[node.index()]
    }

    pub(super) fn connected(&mut self, node: NodeId, now: Mono) {
        self.change(node, now, |member| {
            (member.connected, member.introduced, member.introducing) = (true, false, false);
            (member.pulse, member.missed, member.answered) = (Pulse::Alive, 0, 0);
        });
    }

    pub(super) fn disconnected(&mut self, node: NodeId, now: Mono) {
        self.change(node, now, |member| {
            (member.connected, member.introduced, member.introducing) = (false, false, false);
            member.pulse = Pulse::Gone;
        });
    }

    pub(super) fn introduces_itself(&mut self, node: NodeId, now: Mono) {
        self.change(node, now, |member| (member.introduced, member.introducing) = (false, true));
    }

    pub(super) fn report(&mut self, node: NodeId, state: NodeState, used_bytes: u64, now: Mono) {
        self.change(node, now, |member| {
            if state != member.state {
                (member.slow_until, member.suspect_until) = (Mono::ZERO, Mono::ZERO);
            }
            // Between the beginning and the end of an introduction the directory knows only a part.
            member.introduced = state.serves() && (member.introduced || member.introducing);
            member.introducing = false;
            (member.state, member.used_bytes, member.heard) = (state, used_bytes, now);
        });
    }

    /// A health check goes out: the one before was not answered if `missed` still counts.
    pub(super) fn check(&mut self, node: NodeId, tuning: &Tuning, now: Mono) -> Missed {
        let mut outcome = Missed::Nothing;
        self.change(node, now, |member| {
            member.missed += 1;
            // The check that goes out now is not missed yet.
            let unanswered = member.missed - 1;
            member.answered = if unanswered > 0 { 0 } else { member.answered };
            if unanswered >= tuning.dead_after && member.pulse != Pulse::Gone {
                (member.pulse, outcome) = (Pulse::Gone, Missed::Gone);
            } else if unanswered >= tuning.suspect_after && member.pulse == Pulse::Alive {
                (member.pulse, outcome) = (Pulse::Suspected, Missed::Suspected);
            }
        });
        outcome
    }

    /// A health check was answered; tells whether the node is alive again.
    pub(super) fn healthy(&mut self, node: NodeId, now: Mono) -> bool {
        let mut back = false;
        self.change(node, now, |member| {
            (member.missed, member.heard) = (0, now);
            member.answered = member.answered.saturating_add(1);
            if member.connected && member.pulse != Pulse::Alive && member.answered >= GOOD_ANSWERS {
                (member.pulse, back) = (Pulse::Alive, true);
            }
        });
        back
    }

    /// Whether some node has begun to tell what it holds and is not through: what the directory lacks may be there.
    pub(super) fn is_any_introducing(&self) -> bool {
        self.0.iter().any(|member| member.introducing && member.pulse != Pulse::Gone)
    }

    pub(super) fn is_connected(&self, node: NodeId) -> bool {
        self.get(node).connected
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
        member.serves() && member.outstanding < WINDOW
    }

    /// Whether it should be asked after the others.
    pub(super) fn is_slow(&self, node: NodeId, now: Mono) -> bool {
        let member = self.get(node);
        now < member.slow_until || member.pulse == Pulse::Suspected
    }

    /// The nodes that serve.
    pub(super) fn serving(&self) -> NodeSet {
        self.those(Member::serves)
    }

    /// The nodes that serve, and those that were within reach less than `patience` ago.
    pub(super) fn lately_serving(&self, patience: Duration, now: Mono) -> NodeSet {
        self.those(|member| member.absent_since.is_none_or(|since| now < since.plus(patience)))
    }

    /// What placement has to know of the nodes of a layout; suspects are willing only if asked for. A node that a
    /// layout under consideration adds is an empty one.
    pub(super) fn rooms(&self, layout: &Layout, now: Mono, with_suspects: bool) -> Vec<Room> {
        let room = |node: NodeId| {
            let active = layout.node(node).role == Role::Active;
            let Some(member) = self.0.get(node.index()) else {
                return Room { willing: active, used_bytes: 0 };
            };
            let trusted = now >= member.suspect_until && member.pulse == Pulse::Alive;
            Room {
                willing: active && self.in_reach(node) && (with_suspects || trusted),
                used_bytes: member.used_bytes.saturating_add(member.outstanding_bytes),
            }
        };
        layout.ids().map(room).collect()
    }

    fn those(&self, is_meant: impl Fn(&Member) -> bool) -> NodeSet {
        (0u8..).zip(&self.0).filter(|(_, member)| is_meant(member)).map(|(place, _)| NodeId(place)).collect()
    }

    /// Changes a member and keeps account of since when it is out of reach.
    fn change(&mut self, node: NodeId, now: Mono, change: impl FnOnce(&mut Member)) {
        let member = &mut self.0[node.index()];
        change(member);
        member.absent_since = if member.serves() { None } else { member.absent_since.or(Some(now)) };
    }
}
