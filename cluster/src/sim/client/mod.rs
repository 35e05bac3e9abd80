//! Clients: each does one operation of the plan after the other, as a person with a flaky server would.
//!
//! | Module | Its part |
//! |---|---|
//! | `upload` | begin, put parts, write their rows, complete; resume, give up, abort, vanish |
//! | `read` | look what is there, get its chunks |
//! | `change` | delete, restore, purge |
//!
//! An operation that is under way is a **flow**. What it learns reaches it as [`News`], a moment after it happened. When
//! the coordinator dies, everything it was asked is unanswered and the flow begins again where metadata says it stands.
//! The upload protocol is the server's, in miniature: a chunk is put, then its row is written, and only a complete set of
//! rows becomes a version. Effects that must happen once carry a key, and are asked again until they are answered.

mod change;
mod read;
mod upload;

use core::time::Duration;
use std::collections::VecDeque;

use change::Change;
use read::Reading;
use upload::Upload;

use super::World;
use super::meta::calls::{Call, Outcome};
use super::meta::{Key, Transaction};
use super::plan::Operation;
use super::world::Due;
use crate::chunk::ChunkId;
use crate::status::{GetError, PutError};

/// How long a client goes on with an operation that does not succeed.
const PATIENCE: Duration = Duration::from_secs(40);

/// One operation of one client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FlowId {
    pub(super) client: u8,
    pub(super) number: u32,
}

/// A client.
#[derive(Debug, Default)]
pub(super) struct Client {
    waiting: VecDeque<Operation>,
    flow: Option<Flow>,
    /// Of the flow that is under way, or was last.
    number: u32,
}

#[derive(Debug)]
enum Flow {
    Upload(Upload),
    Reading(Reading),
    Change(Change),
}

/// What a flow learns. `part` is a place in the file.
#[derive(Clone, Debug)]
pub(super) enum News {
    Meta {
        part: Option<u32>,
        outcome: Outcome,
    },
    Put {
        part: u32,
        id: ChunkId,
        result: Result<(), PutError>,
    },
    Got {
        result: Result<(), GetError>,
    },
    /// The coordinator died: nothing it was asked will be answered.
    Broken,
    /// A pause is over.
    Rested {
        part: Option<u32>,
    },
}

impl Client {
    /// Whether an operation is under way.
    pub(super) const fn is_busy(&self) -> bool {
        self.flow.is_some()
    }

    /// Whether it is at the operation of this number, counted from zero.
    pub(super) const fn is_at(&self, number: u32) -> bool {
        self.flow.is_some() && self.number == number + 1
    }

    /// What it is doing, for people.
    pub(super) fn doing(&self) -> String {
        match &self.flow {
            None => "nothing".to_owned(),
            Some(Flow::Upload(upload)) => upload.to_string(),
            Some(Flow::Reading(reading)) => format!("reading file {}", reading.file()),
            Some(Flow::Change(change)) => format!("{:?}", change.transaction()),
        }
    }

    /// What was not begun will not be.
    pub(super) fn forget_plans(&mut self) {
        self.waiting.clear();
    }
}

impl World {
    /// A client is to do something, now or when it is done with what it does.
    pub(super) fn give_operation(&mut self, operation: Operation) {
        let client = operation.client();
        self.clients[usize::from(client)].waiting.push_back(operation);
        self.go_on_with_client(client);
    }

    /// A flow learns something; one that is over does not care.
    pub(super) fn on_news(&mut self, id: FlowId, news: News) {
        let client = &mut self.clients[usize::from(id.client)];
        if client.number != id.number {
            return;
        }
        let Some(flow) = client.flow.take() else { return };
        let flow = match flow {
            Flow::Upload(upload) => self.go_on_with_upload(id, upload, news).map(Flow::Upload),
            Flow::Reading(reading) => self.go_on_with_reading(id, reading, news).map(Flow::Reading),
            Flow::Change(change) => self.go_on_with_change(id, change, news).map(Flow::Change),
        };
        self.clients[usize::from(id.client)].flow = flow;
        self.go_on_with_client(id.client);
    }

    /// The coordinator died; every flow learns it.
    pub(super) fn break_flows(&mut self) {
        for client in 0..self.setup().clients {
            let number = self.clients[usize::from(client)].number;
            self.tell_flow(FlowId { client, number }, News::Broken);
        }
    }

    /// Tells a flow something in a moment.
    pub(super) fn tell_flow(&mut self, flow: FlowId, news: News) {
        let delay = self.chances.client.duration(Duration::from_micros(50), Duration::from_millis(2));
        self.enter(delay, Due::News(Box::new((flow, news))));
    }

    fn go_on_with_client(&mut self, client: u8) {
        let it = &mut self.clients[usize::from(client)];
        if it.flow.is_some() {
            return;
        }
        let Some(operation) = it.waiting.pop_front() else { return };
        it.number += 1;
        let id = FlowId { client, number: it.number };
        let flow = match operation {
            Operation::Read { file, .. } => Flow::Reading(self.begin_reading(id, file)),
            Operation::Delete { file, .. } => {
                let key = self.next_key();
                Flow::Change(self.begin_change(id, Transaction::Delete { key, file }))
            }
            Operation::Restore { file, .. } => {
                let key = self.next_key();
                Flow::Change(self.begin_change(id, Transaction::Restore { key, file }))
            }
            Operation::Purge { file, .. } => {
                let key = self.next_key();
                Flow::Change(self.begin_change(id, Transaction::Purge { key, file }))
            }
            Operation::Upload { .. } | Operation::AbortUpload { .. } | Operation::AbandonUpload { .. } => {
                Flow::Upload(self.begin_upload(id, &operation))
            }
        };
        self.clients[usize::from(client)].flow = Some(flow);
    }

    fn next_key(&mut self) -> Key {
        Key(self.chances.client.draw())
    }

    /// Asks metadata.
    fn ask_meta(&mut self, flow: FlowId, part: Option<u32>, transaction: Transaction) {
        self.call_meta(Call::Client { flow, part, transaction });
    }

    /// Lets a flow, or one part of it, rest before it tries again.
    fn rest(&mut self, flow: FlowId, part: Option<u32>) {
        let pause = self.chances.client.duration(Duration::from_millis(30), Duration::from_millis(700));
        self.enter(pause, Due::News(Box::new((flow, News::Rested { part }))));
    }
}
