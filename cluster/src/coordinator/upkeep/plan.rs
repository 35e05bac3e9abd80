//! What a chunk needs: one pure rule over the layout, the state of the nodes and the chunk's holders.
//!
//! A copy *counts* while its node has an active role and serves, or was out of reach for a short time only: a restart
//! is no reason to copy a disk. With R wanted copies:
//!
//! 1. no copy within reach: nothing can be done;
//! 2. fewer than R copies count: make the missing ones, by the rule of placement;
//! 3. R count but share zones, and another zone has a willing node: one more copy there;
//! 4. more than R count, or a copy is on a node that is being drained, and all that count are within reach: give one
//!    up, from the zone that has most, the last in the order of the chunk's turn.
//!
//! Rule 3 makes one copy too many and rule 4 takes one away, so a move never has fewer copies on the way.

use crate::coordinator::directory::Entry;
use crate::layout::{Layout, NodeId};
use crate::placement::{self, NodeSet, Room, Wish};

/// The state of things under the rule.
pub(super) struct Ground<'a> {
    pub(super) layout: &'a Layout,
    /// Copies every chunk should have.
    pub(super) copies: usize,
    pub(super) rooms: Vec<Room>,
    /// Nodes that can be asked now.
    pub(super) serving: NodeSet,
    /// Nodes whose copies count.
    pub(super) counting: NodeSet,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Plan {
    /// Nothing: all is well.
    Enough,
    /// Nothing can be done: no copy, or no place for one, is within reach.
    Stuck,
    /// Copies are missing; so many are within reach.
    Copy { targets: Vec<NodeId>, reachable: usize },
    /// A copy in a further zone is wanted.
    Spread { target: NodeId },
    /// A copy is one too many; these are to be proven good before it goes.
    Trim { victim: NodeId, keep: NodeSet },
}

impl Plan {
    /// The place in the queue, smallest first; `None` when there is nothing to do.
    pub(super) fn risk(&self) -> Option<u8> {
        match self {
            Self::Enough | Self::Stuck => None,
            Self::Copy { reachable, .. } => Some(u8::try_from(*reachable).unwrap_or(u8::MAX).min(100)),
            Self::Spread { .. } => Some(101),
            Self::Trim { .. } => Some(102),
        }
    }

    /// Copies it would make.
    pub(super) const fn targets(&self) -> usize {
        match self {
            Self::Enough | Self::Stuck | Self::Trim { .. } => 0,
            Self::Copy { targets, .. } => targets.len(),
            Self::Spread { .. } => 1,
        }
    }
}

pub(super) fn plan(ground: &Ground<'_>, entry: &Entry) -> Plan {
    let reachable = entry.nodes.intersection(ground.serving);
    let counted = entry.nodes.intersection(ground.counting);
    if reachable.is_empty() {
        return Plan::Stuck;
    }
    if counted.count() < ground.copies {
        let targets = choose(ground, entry, ground.copies, counted);
        return match targets.is_empty() {
            true => Plan::Stuck,
            false => Plan::Copy { targets, reachable: reachable.count() },
        };
    }
    if let Some(target) = further_zone(ground, entry, counted) {
        return Plan::Spread { target };
    }
    let draining = reachable.without(ground.layout.active());
    let extra = draining
        .first()
        .or_else(|| (counted.count() > ground.copies).then(|| surplus(ground, entry, counted))?);
    match extra {
        Some(victim) if counted.without(ground.serving).is_empty() => {
            Plan::Trim { victim, keep: counted.without(NodeSet::of(victim)) }
        }
        _ => Plan::Enough,
    }
}

fn choose(ground: &Ground<'_>, entry: &Entry, copies: usize, taken: NodeSet) -> Vec<NodeId> {
    // A holder that does not count must not be asked to store what it has.
    let wish = Wish {
        turn: entry.turn,
        bytes: entry.record_bytes,
        copies,
        taken,
        refused: entry.nodes.without(taken),
    };
    placement::choose(ground.layout, &ground.rooms, &wish)
}

/// A willing node in a zone without a copy, when the copies are in fewer zones than they could be.
fn further_zone(ground: &Ground<'_>, entry: &Entry, counted: NodeSet) -> Option<NodeId> {
    let apart = placement::zones_of(ground.layout, counted);
    if apart >= ground.copies {
        return None;
    }
    let zone_of = |node| ground.layout.zone_place(node);
    let is_new = |node: NodeId| counted.iter().all(|holder| zone_of(holder) != zone_of(node));
    choose(ground, entry, counted.count() + 1, counted).into_iter().find(|&node| is_new(node))
}

/// The last holder, in the order of the turn, of those that share a zone; of all of them if none do.
fn surplus(ground: &Ground<'_>, entry: &Entry, counted: NodeSet) -> Option<NodeId> {
    let in_turn = placement::holders_in_turn(ground.layout, entry.turn, counted);
    let zone_of = |node| ground.layout.zone_place(node);
    let neighbours = |node: NodeId| counted.iter().filter(|&other| zone_of(other) == zone_of(node)).count();
    let most = in_turn.iter().map(|&node| neighbours(node)).max()?;
    in_turn.into_iter().rev().find(|&node| neighbours(node) == most)
}
