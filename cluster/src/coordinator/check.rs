//! A check: somebody asks how the copies of one chunk are, and every copy within reach is read and verified.

use std::collections::BTreeMap;

use super::errands::Purpose;
use super::event::{Effect, RequestId};
use super::{Coordinator, Out};
use crate::chunk::ChunkId;
use crate::layout::NodeId;
use crate::message::Absence;
use crate::mono::Mono;
use crate::placement;
use crate::status::{CopyCheck, CopyState};

#[derive(Debug)]
pub(super) struct Check {
    id: ChunkId,
    /// Nodes that have not answered have no state yet.
    copies: BTreeMap<NodeId, Option<CopyState>>,
}

impl Coordinator {
    pub(super) fn begin_check(&mut self, now: Mono, request: RequestId, id: ChunkId, out: &mut Out) {
        let holders: Vec<NodeId> = self.directory.get(&id).nodes.iter().collect();
        let mut copies = BTreeMap::new();
        for node in holders {
            if self.members.in_reach(node) {
                copies.insert(node, None);
                self.send_verify(Purpose::Check(request), node, id, out);
            } else {
                copies.insert(node, Some(CopyState::OutOfReach));
            }
        }
        self.checks.insert(request, Check { id, copies });
        self.answer_if_complete(now, request, out);
    }

    /// A node answered; `fault` says what is wrong with its copy.
    pub(super) fn on_checked(
        &mut self,
        now: Mono,
        request: RequestId,
        node: NodeId,
        fault: Option<Absence>,
        out: &mut Out,
    ) {
        let state = match fault {
            None => CopyState::Good,
            Some(Absence::Missing) => CopyState::Missing,
            Some(Absence::Corrupt) => CopyState::Damaged,
            Some(Absence::Unreadable | Absence::NotServing) => CopyState::OutOfReach,
        };
        if let Some(check) = self.checks.get_mut(&request) {
            check.copies.insert(node, Some(state));
            self.answer_if_complete(now, request, out);
        }
    }

    fn answer_if_complete(&mut self, now: Mono, request: RequestId, out: &mut Out) {
        let Some(check) = self.checks.get(&request) else { return };
        let Some(states) =
            check.copies.iter().map(|(&node, &state)| Some((node, state?))).collect::<Option<Vec<_>>>()
        else {
            return;
        };
        let id = check.id;
        let entry = self.directory.get(&id);
        let in_turn = placement::holders_in_turn(
            &self.layout,
            entry.turn,
            states.iter().map(|(node, _)| *node).collect(),
        );
        let state_of = |node| states.iter().find(|(it, _)| *it == node).map(|(_, state)| *state);
        let answer = in_turn
            .into_iter()
            .filter_map(|node| {
                Some(CopyCheck { node: self.layout.node(node).name.clone(), state: state_of(node)? })
            })
            .collect();
        if states.iter().all(|(_, state)| *state == CopyState::Good) {
            self.directory.was_checked(&id, now);
        }
        self.checks.remove(&request);
        out.push(Effect::AnswerCheck { request, answer });
    }
}
