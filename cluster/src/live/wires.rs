//! Links of limited width, in real time: what is sent waits until the simulated network would have brought it.
//!
//! Each way between the coordinator and a node has its bandwidth and its propagation ([`LinkSpec`]); payload waits in
//! turn, as in [`crate::net`], and health checks pass it by. Loss, damage and disorder have no part here: beneath a
//! connection they cost only time, and the simulator is where they are watched. Off by default (K17).
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the live driver owns the real clock"
)]

use std::collections::BTreeMap;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use super::driver::Driver;
use crate::chance::Chance;
use crate::layout::NodeId;
use crate::message::{Held, Message, Request};
use crate::net::LinkSpec;
use crate::node;

/// The links of all nodes.
#[derive(Debug)]
pub(super) struct Wires {
    spec: LinkSpec,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    on_the_way: BTreeMap<(Instant, u64), Parcel>,
    last: u64,
    lanes: BTreeMap<Lane, Instants>,
    chance: Chance,
    closed: bool,
}

/// A way and what kind of thing uses it: payload in turn, or pulses beside it.
type Lane = (NodeId, Towards, bool);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Towards {
    Node,
    Coordinator,
}

#[derive(Clone, Copy, Debug)]
struct Instants {
    /// When the wire is free again.
    free: Instant,
    /// When the last thing arrives: nothing overtakes it.
    last_arrival: Instant,
}

/// Something on its way.
#[derive(Debug)]
enum Parcel {
    Request(NodeId, Sender<node::Event>, Request),
    /// With the number of the connection it was sent over.
    Message(NodeId, u64, Message),
}

impl Parcel {
    const fn lane(&self) -> Lane {
        match self {
            Self::Request(node, _, request) => {
                (*node, Towards::Node, matches!(request, Request::HealthCheck { .. }))
            }
            Self::Message(node, _, message) => {
                (*node, Towards::Coordinator, matches!(message, Message::Healthy { .. }))
            }
        }
    }

    /// Bytes of payload; headers cost nothing.
    fn bytes(&self) -> u64 {
        let bytes = match self {
            Self::Request(_, _, Request::Store { chunk, .. })
            | Self::Message(_, _, Message::Fetched { chunk, .. }) => chunk.bytes().len(),
            Self::Message(_, _, Message::Inventory(page)) => page.len() * size_of::<Held>(),
            Self::Request(..) | Self::Message(..) => 0,
        };
        bytes as u64
    }
}

impl Wires {
    /// Links of this kind, with nothing on them.
    pub(super) fn new(spec: LinkSpec) -> Self {
        let state = State {
            on_the_way: BTreeMap::new(),
            last: 0,
            lanes: BTreeMap::new(),
            chance: Chance::from_seed(0).fork("wires"),
            closed: false,
        };
        Self { spec, state: Mutex::new(state), changed: Condvar::new() }
    }

    pub(super) fn send_request(&self, node: NodeId, inbox: Sender<node::Event>, request: Request) {
        self.send(Parcel::Request(node, inbox, request));
    }

    pub(super) fn send_message(&self, node: NodeId, connection: u64, message: Message) {
        self.send(Parcel::Message(node, connection, message));
    }

    /// The connection to the node broke: what is on its way is lost.
    pub(super) fn cut(&self, node: NodeId) {
        let mut state = self.lock();
        state.on_the_way.retain(|_, parcel| parcel.lane().0 != node);
        state.lanes.retain(|lane, _| lane.0 != node);
    }

    /// Ends the thread.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_one();
    }

    /// Starts the thread that delivers.
    pub(super) fn run(self: &Arc<Self>, driver: Weak<Driver>) -> std::io::Result<()> {
        let wires = Arc::clone(self);
        let thread = thread::Builder::new().name("cluster-wires".to_owned());
        thread.spawn(move || wires.deliver_until_closed(&driver)).map(drop)
    }

    fn send(&self, parcel: Parcel) {
        let mut state = self.lock();
        let arrival = state.arrival(&self.spec, &parcel, Instant::now());
        state.last += 1;
        let key = (arrival, state.last);
        state.on_the_way.insert(key, parcel);
        if state.on_the_way.first_key_value().is_some_and(|(first, _)| *first == key) {
            self.changed.notify_one();
        }
    }

    fn deliver_until_closed(&self, driver: &Weak<Driver>) {
        while let Some(parcel) = self.wait_for_arrival() {
            match parcel {
                // A thread that just ended does not answer; its last report tells the coordinator.
                Parcel::Request(_, inbox, request) => drop(inbox.send(node::Event::Request(request))),
                Parcel::Message(node, connection, message) => {
                    let Some(driver) = driver.upgrade() else { return };
                    driver.arrived(node, connection, message);
                }
            }
        }
    }

    fn wait_for_arrival(&self) -> Option<Parcel> {
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            let now = Instant::now();
            let Some((&(arrival, _), _)) = state.on_the_way.first_key_value() else {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            if arrival <= now {
                return state.on_the_way.pop_first().map(|(_, parcel)| parcel);
            }
            state = self.changed.wait_timeout(state, arrival - now).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// When it arrives, if it is given to the wire now.
    fn arrival(&mut self, spec: &LinkSpec, parcel: &Parcel, now: Instant) -> Instant {
        let propagation = self.chance.duration(spec.propagation.low(), spec.propagation.high());
        let lane = self.lanes.entry(parcel.lane()).or_insert(Instants { free: now, last_arrival: now });
        lane.free = lane.free.max(now) + transmission(spec, parcel.bytes());
        lane.last_arrival = lane.last_arrival.max(lane.free + propagation);
        lane.last_arrival
    }
}

/// How long the wire is busy with so many bytes.
pub(super) fn transmission(spec: &LinkSpec, bytes: u64) -> Duration {
    spec.bandwidth
        .map_or(Duration::ZERO, |bandwidth| Duration::from_secs_f64(bytes as f64 / bandwidth.get() as f64))
}
