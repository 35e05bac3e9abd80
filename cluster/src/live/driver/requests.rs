//! What clients ask of the coordinator, and who waits for which answer. A client that went away does not want its
//! answer.

use std::collections::BTreeMap;

use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::Driver;
use crate::chunk::{ChunkId, SealedChunk};
use crate::coordinator::{Event, RequestId};
use crate::layout::NodeId;
use crate::status::{CopyCheck, GetError, Mended, NodeAnswer, NodeRefusal, NodeTask, PutError, Stored};

type PutAnswer = Result<Stored, PutError>;
type GetAnswer = Result<Bytes, GetError>;
type AtNodeAnswer = Result<NodeAnswer, NodeRefusal>;

/// Who waits for one kind of answer.
type Answers<Answer> = BTreeMap<RequestId, oneshot::Sender<Answer>>;

/// Everybody who waits.
#[derive(Default)]
pub(super) struct Waiting {
    puts: BTreeMap<RequestId, WaitingPut>,
    pub(super) gets: Answers<GetAnswer>,
    pub(super) checks: Answers<Vec<CopyCheck>>,
    pub(super) mends: Answers<Mended>,
    pub(super) at_nodes: Answers<AtNodeAnswer>,
    last_request: u64,
}

/// A put that is not settled. Its permit is given back with the memory of its chunk.
struct WaitingPut {
    answer: Option<oneshot::Sender<PutAnswer>>,
    _permit: OwnedSemaphorePermit,
}

impl Waiting {
    const fn next_request(&mut self) -> RequestId {
        self.last_request += 1;
        RequestId(self.last_request)
    }

    /// A put is acknowledged or refused; it may not be settled yet.
    pub(super) fn answer_put(&mut self, request: RequestId, answer: PutAnswer) {
        let waiting = self.puts.get_mut(&request).and_then(|put| put.answer.take());
        waiting.map(|waiting| waiting.send(answer).ok());
    }

    /// The bytes of a put are needed no longer.
    pub(super) fn settle(&mut self, request: RequestId) {
        self.puts.remove(&request);
    }
}

/// Ends a request of any other kind.
pub(super) fn answer_to<Answer>(answers: &mut Answers<Answer>, request: RequestId, answer: Answer) {
    answers.remove(&request).map(|waiting| waiting.send(answer).ok());
}

impl Driver {
    /// Begins a put; the receiver gets its answer.
    pub(in crate::live) fn put(
        &self,
        chunk: SealedChunk,
        permit: OwnedSemaphorePermit,
    ) -> oneshot::Receiver<PutAnswer> {
        let (answer, receiver) = oneshot::channel();
        let mut core = self.lock();
        let request = core.waiting.next_request();
        core.waiting.puts.insert(request, WaitingPut { answer: Some(answer), _permit: permit });
        self.step(&mut core, Event::Put { request, chunk });
        receiver
    }

    /// Begins a get; the receiver gets its answer.
    pub(in crate::live) fn get(&self, id: ChunkId) -> oneshot::Receiver<GetAnswer> {
        self.ask(|waiting| &mut waiting.gets, |request| Event::Get { request, id })
    }

    /// Has every copy of a chunk read.
    pub(in crate::live) fn check(&self, id: ChunkId) -> oneshot::Receiver<Vec<CopyCheck>> {
        self.ask(|waiting| &mut waiting.checks, |request| Event::Check { request, id })
    }

    /// Has a chunk's copies made whole.
    pub(in crate::live) fn mend(&self, id: ChunkId) -> oneshot::Receiver<Mended> {
        self.ask(|waiting| &mut waiting.mends, |request| Event::Mend { request, id })
    }

    /// Has a node do something.
    pub(in crate::live) fn at_node(&self, node: NodeId, task: NodeTask) -> oneshot::Receiver<AtNodeAnswer> {
        self.ask(|waiting| &mut waiting.at_nodes, |request| Event::AtNode { request, node, task })
    }

    /// Has a node give up its copy of a chunk.
    pub(in crate::live) fn give_up(&self, node: NodeId, id: ChunkId) -> oneshot::Receiver<Mended> {
        self.ask(|waiting| &mut waiting.mends, |request| Event::GiveUp { request, node, id })
    }

    /// Notes who waits, then steps the coordinator with the request; the receiver gets its answer.
    fn ask<Answer>(
        &self,
        list: impl FnOnce(&mut Waiting) -> &mut Answers<Answer>,
        event: impl FnOnce(RequestId) -> Event,
    ) -> oneshot::Receiver<Answer> {
        let (answer, receiver) = oneshot::channel();
        let mut core = self.lock();
        let request = core.waiting.next_request();
        list(&mut core.waiting).insert(request, answer);
        self.step(&mut core, event(request));
        receiver
    }
}
