//! What people and tests may ask of a network without changing it.

use super::address::HostId;
use super::connection::{Connection, ConnectionId};
use super::state::State;
use super::statistics::{LinkStatistics, Statistics};
use super::topology::{HostView, LinkView, Topology};
use super::{Network, Payload};

impl<M: Payload> Network<M> {
    /// Bytes at this end that wait to be sent or acknowledged; `None` when there is no such end.
    pub fn backlog_bytes(&self, connection: ConnectionId, host: HostId) -> Option<u64> {
        let connection = self.connections.get(&connection)?;
        Some(connection.backlog_bytes(connection.side_of(host)?))
    }

    /// The state of one end; closed when there is none.
    pub fn state(&self, connection: ConnectionId, host: HostId) -> State {
        let found = self.connections.get(&connection);
        let state = found.and_then(|connection| Some(connection.state(connection.side_of(host)?)));
        state.unwrap_or(State::Closed)
    }

    /// What was counted since the start.
    pub fn statistics(&self) -> Statistics {
        let mut statistics = self.fabric.counted;
        self.fabric.all_links().for_each(|(_, _, link)| statistics.links += &link.statistics);
        statistics
    }

    /// Packets under way, and timers that have not gone off: what memory the future takes.
    pub fn pending(&self) -> usize {
        self.fabric.agenda.len()
    }

    /// What was counted on one link.
    pub fn link_statistics(&self, from: HostId, to: HostId) -> &LinkStatistics {
        &self.fabric.link(from, to).statistics
    }

    /// Everything there is, as plain data.
    pub fn topology(&self) -> Topology {
        let at = self.fabric.now;
        let host_view = |id| {
            let host = self.fabric.host(id);
            HostView { id, name: host.name.clone(), address: host.address, power: host.power }
        };
        let links = self.fabric.all_links().map(|(from, to, link)| LinkView {
            from,
            to,
            spec: *link.spec(),
            state: link.state(at),
            queued_bytes: link.queued_bytes(at),
            utilisation_permille: link.utilisation_permille(at),
            statistics: link.statistics,
        });
        Topology {
            at,
            hosts: self.fabric.ids().map(host_view).collect(),
            links: links.collect(),
            connections: self.connections.values().map(Connection::view).collect(),
            packets: self.fabric.packets(),
        }
    }
}
