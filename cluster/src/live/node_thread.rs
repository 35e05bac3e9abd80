//! A node's process: one thread that owns the machine and its disk.
//!
//! The thread takes everything that waits in its inbox, then does one disk operation, then looks again. So requests that
//! arrive while an fsync runs are appended together and covered by the next one (group commit), hashing runs beside the
//! other nodes' hashing, and blocking I/O never touches a thread of tokio. Reads and writes take turns: a download does
//! not wait behind a queue of appends, and an upload is not starved by downloads.
//!
//! The inbox is bounded by the coordinator's window for each node.
#![expect(clippy::disallowed_types, reason = "a live node is a real thread")]

use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Arc, Weak};
use std::thread::{self, JoinHandle};

use tokio::sync::oneshot;

use super::crash;
use super::driver::{Connected, Driver};
use crate::coordinator;
use crate::effects::Effects;
use crate::layout::{NodeId, NodeSpec};
use crate::message::Message;
use crate::mono::Mono;
use crate::node::{Effect, Event, Node, NodeState, OperationId, Space};
use crate::store::disk::FileDisk;
use crate::store::record::DiskTag;
use crate::store::{Disk, DiskRequest};

/// What a thread is started with.
pub(super) struct NodeThread {
    pub(super) id: NodeId,
    pub(super) spec: NodeSpec,
    pub(super) tag: DiskTag,
    pub(super) segments: PathBuf,
    pub(super) driver: Weak<Driver>,
    /// Keeps other processes out of the data folder as long as this thread may write.
    pub(super) lock: Arc<File>,
}

/// A thread that was started.
pub(super) struct Started {
    pub(super) thread: JoinHandle<()>,
    /// Whether it could read its disk.
    pub(super) ready: oneshot::Receiver<bool>,
    /// Ends when the coordinator knows what the node holds, or the node is gone.
    pub(super) introduced: oneshot::Receiver<()>,
}

impl NodeThread {
    /// Connects the node with the coordinator and starts its process. The connection comes first, so that a node that
    /// is ready has introduced itself.
    pub(super) fn start(self, driver: &Driver) -> io::Result<Started> {
        let (inbox, events) = channel();
        let id = self.id;
        let connected = driver.connect(id, inbox);
        let started = self.spawn(events, connected);
        if started.is_err() {
            driver.disconnect(id);
        }
        started
    }

    fn spawn(self, events: Receiver<Event>, connected: Connected) -> io::Result<Started> {
        let (ready, is_ready) = oneshot::channel();
        let name = self.spec.name.to_string();
        let thread = thread::Builder::new().name(name).spawn(move || {
            let farewell = Farewell { id: self.id, driver: self.driver.clone() };
            Running::new(&self, connected.number, ready).run(&events);
            drop((farewell, self.lock));
        })?;
        Ok(Started { thread, ready: is_ready, introduced: connected.introduced })
    }
}

/// Tells the coordinator that the process ended, however it ended.
struct Farewell {
    id: NodeId,
    driver: Weak<Driver>,
}

impl Drop for Farewell {
    fn drop(&mut self) {
        if let Some(driver) = self.driver.upgrade().filter(|_| thread::panicking()) {
            let message = Message::Report { state: NodeState::Stopped, used_bytes: 0 };
            driver.deliver(coordinator::Event::Node { node: self.id, message });
            driver.disconnect(self.id);
        }
    }
}

struct Running {
    id: NodeId,
    connection: u64,
    node: Node,
    disk: FileDisk,
    driver: Weak<Driver>,
    effects: Effects<Effect>,
    reads: VecDeque<(OperationId, DiskRequest)>,
    writes: VecDeque<(OperationId, DiskRequest)>,
    read_last: bool,
    ready: Option<oneshot::Sender<bool>>,
}

impl Running {
    fn new(thread: &NodeThread, connection: u64, ready: oneshot::Sender<bool>) -> Self {
        Self {
            id: thread.id,
            connection,
            node: Node::new(thread.tag, Space::of(thread.spec.capacity_bytes)),
            disk: FileDisk::new(&thread.segments),
            driver: thread.driver.clone(),
            effects: Effects::new(),
            reads: VecDeque::new(),
            writes: VecDeque::new(),
            read_last: false,
            ready: Some(ready),
        }
    }

    fn run(&mut self, events: &Receiver<Event>) {
        self.step(Event::Start);
        while let Some(event) = self.next_event(events) {
            self.step(event);
            if self.node.state() == NodeState::Stopped {
                return;
            }
        }
    }

    /// The next thing that happens: news from the inbox before the end of a disk operation. `None` when nobody can
    /// send news any more.
    fn next_event(&mut self, events: &Receiver<Event>) -> Option<Event> {
        match events.try_recv() {
            Ok(event) => return Some(event),
            Err(TryRecvError::Disconnected) => return None,
            Err(TryRecvError::Empty) => {}
        }
        match self.next_operation() {
            Some((operation, request)) => {
                let (before, after) = crash_points(&request);
                crash::point(before);
                let result = self.disk.execute(request);
                crash::point(after);
                Some(Event::Disk { operation, result })
            }
            None => events.recv().ok(),
        }
    }

    fn next_operation(&mut self) -> Option<(OperationId, DiskRequest)> {
        let read_now = self.writes.is_empty() || (!self.read_last && !self.reads.is_empty());
        self.read_last = read_now;
        if read_now { self.reads.pop_front() } else { self.writes.pop_front() }
    }

    fn step(&mut self, event: Event) {
        let now = self.driver.upgrade().map_or(Mono::ZERO, |driver| driver.now());
        self.node.step(now, event, &mut self.effects);
        for effect in self.effects.drain() {
            match effect {
                Effect::Disk { operation, request: request @ DiskRequest::Read { .. } } => {
                    self.reads.push_back((operation, request));
                }
                Effect::Disk { operation, request } => self.writes.push_back((operation, request)),
                Effect::Send(message) => {
                    if let Some(driver) = self.driver.upgrade() {
                        driver.hear(self.id, self.connection, message);
                    }
                }
            }
        }
        self.tell_when_ready();
    }

    /// The disk is read, or it cannot be: then the node waits with nothing left to do.
    fn tell_when_ready(&mut self) {
        let idle = self.reads.is_empty() && self.writes.is_empty();
        if (self.node.state().serves() || idle)
            && let Some(ready) = self.ready.take()
        {
            // Whoever started the node may have stopped waiting.
            ready.send(self.node.state().serves()).ok();
        }
    }
}

/// Where a test may end the process, before and after an operation.
const fn crash_points(request: &DiskRequest) -> (&'static str, &'static str) {
    match request {
        DiskRequest::CreateSegment(_) => ("disk.before_create", "disk.after_create"),
        DiskRequest::Append { .. } => ("disk.before_append", "disk.after_append"),
        DiskRequest::Fsync(_) => ("disk.before_fsync", "disk.after_fsync"),
        DiskRequest::FsyncDirectory => ("disk.before_fsync_directory", "disk.after_fsync_directory"),
        DiskRequest::DeleteSegment(_) => ("disk.before_delete", "disk.after_delete"),
        DiskRequest::Truncate { .. } => ("disk.before_truncate", "disk.after_truncate"),
        DiskRequest::List | DiskRequest::Read { .. } | DiskRequest::Close(_) => {
            ("disk.before_read", "disk.after_read")
        }
    }
}
