//! Connections in the simulator: the coordinator dials every node, dials again when a connection broke, and each node
//! talks over the last connection it was given.

use core::time::Duration;

use super::World;
use super::head::Link;
use super::letter::Letter;
use super::sometimes::sometimes;
use super::trace::Kind;
use super::world::Due;
use crate::coordinator::Event;
use crate::layout::NodeId;
use crate::mono::Mono;
use crate::net::{ConnectionId, Happening, HostId, ResetReason, SendError};

impl World {
    /// The coordinator tries to reach a node.
    pub(super) fn dial(&mut self, node: NodeId, life: u32) {
        let free = self.head.links.get(node.index()) == Some(&Link::None);
        if self.head.life == life && self.head.machine.is_some() && free && self.is_member(node) {
            let host = self.nodes[node.index()].host;
            let connection = self.network.connect(self.now, self.head_host, host);
            self.head.links[node.index()] = Link::Dialing(connection);
        }
    }

    /// Gives a letter to the network. When too much waits already the sender breaks the connection off: it may break at
    /// any moment anyway.
    pub(super) fn send(&mut self, now: Mono, connection: ConnectionId, from: HostId, letter: Letter) {
        if let Err(SendError::Full { .. }) = self.network.send(now, connection, from, letter) {
            self.network.abort(now, connection, from);
            self.on_end(connection, from, None);
        }
    }

    pub(super) fn on_happening(&mut self, happening: Happening<Letter>) {
        match happening {
            Happening::Connected { connection, host, .. } => self.on_connected(connection, host),
            Happening::Delivered { connection, to, message, .. } => self.on_letter(connection, to, message),
            Happening::Reset { connection, host, why, .. } => self.on_end(connection, host, Some(why)),
            Happening::Closed { connection, host, .. } => {
                self.on_end(connection, host, Some(ResetReason::ByPeer))
            }
            Happening::Drained { .. } | Happening::HealthChecked { .. } => {}
        }
    }

    fn on_connected(&mut self, connection: ConnectionId, host: HostId) {
        if host == self.head_host {
            let Some(node) = self.linked_node(connection) else { return };
            self.head.links[node.index()] = Link::Up(connection);
            self.trace.note(self.now, Kind::Connection, connection.0, 1, || {
                format!("coordinator reaches node-{}", node.0)
            });
            return self.step_head(Event::Connected(node));
        }
        let Some(node) = self.node_of(host) else { return };
        let it = &mut self.nodes[node.index()];
        if it.process.is_none() {
            // The system refuses: nobody listens.
            return self.network.abort(self.now, connection, host);
        }
        if let Some(before) = it.connection.replace(connection) {
            sometimes!(self.seen, "connection_renewed");
            self.network.abort(self.now, before, host);
        }
    }

    fn on_letter(&mut self, connection: ConnectionId, to: HostId, letter: Letter) {
        let [kind, number] = letter.numbers();
        self.trace.note(self.now, Kind::Letter, (to.index() as u64) << 32 | kind, number, || {
            let receiver = if to == self.head_host {
                "coordinator".to_owned()
            } else {
                format!("node-{}", to.index() - 1)
            };
            format!("{connection} > {receiver}: {letter}")
        });
        match letter {
            Letter::Message(message) => {
                if let Some(node) = self.linked_node(connection) {
                    self.on_message(node, message);
                }
            }
            Letter::Request(request) => {
                if let Some(node) = self.node_of(to) {
                    self.on_request(node, request);
                }
            }
        }
    }

    /// A connection is over for one of its ends.
    fn on_end(&mut self, connection: ConnectionId, host: HostId, why: Option<ResetReason>) {
        sometimes!(self.seen, "connection_timed_out", why == Some(ResetReason::TimedOut));
        sometimes!(self.seen, "connection_broken_by_peer", why == Some(ResetReason::ByPeer));
        self.trace
            .note(self.now, Kind::Connection, connection.0, 0, || format!("{connection} is over ({why:?})"));
        if host == self.head_host {
            let Some(node) = self.linked_node(connection) else { return };
            let was_up = core::mem::take(&mut self.head.links[node.index()]) == Link::Up(connection);
            let pause = self.chances.start.duration(Duration::from_millis(20), Duration::from_millis(600));
            let life = self.head.life;
            self.enter(pause, Due::Dial { node, life });
            if was_up {
                self.step_head(Event::Disconnected(node));
            }
        } else if let Some(node) = self.node_of(host) {
            let it = &mut self.nodes[node.index()];
            it.connection = it.connection.filter(|&current| current != connection);
        }
    }

    /// The node that the coordinator reaches, or tries to, by this connection.
    fn linked_node(&self, connection: ConnectionId) -> Option<NodeId> {
        let is_it = |link: &Link| matches!(*link, Link::Dialing(it) | Link::Up(it) if it == connection);
        let place = self.head.links.iter().position(is_it)?;
        u8::try_from(place).ok().map(NodeId)
    }

    fn node_of(&self, host: HostId) -> Option<NodeId> {
        let place = self.nodes.iter().position(|node| node.host == host)?;
        u8::try_from(place).ok().map(NodeId)
    }
}
