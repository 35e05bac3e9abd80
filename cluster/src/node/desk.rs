//! The desk where a node's parts hand in their wishes: it numbers disk operations and collects effects.

use super::event::{Effect, OperationId};
use crate::effects::Effects;
use crate::message::Message;
use crate::store::DiskRequest;

pub(super) struct Desk<'a> {
    pub(super) last_operation: &'a mut u64,
    pub(super) out: &'a mut Effects<Effect>,
}

impl Desk<'_> {
    pub(super) fn ask(&mut self, request: DiskRequest) -> OperationId {
        *self.last_operation += 1;
        let operation = OperationId(*self.last_operation);
        self.out.push(Effect::Disk { operation, request });
        operation
    }

    pub(super) fn send(&mut self, message: Message) {
        self.out.push(Effect::Send(message));
    }
}
