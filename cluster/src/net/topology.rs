//! The network at this moment as plain data, for those who draw it.

use core::net::Ipv4Addr;
use core::time::Duration;

use super::address::HostId;
use super::connection::ConnectionId;
use super::packet::{Kind, PacketId};
use super::spec::LinkSpec;
use super::state::State;
use super::statistics::LinkStatistics;
use crate::mono::Mono;

/// Everything there is, at one instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topology {
    /// The instant.
    pub at: Mono,
    /// All hosts, in the order they were added.
    pub hosts: Vec<HostView>,
    /// All directed links, by sender, then receiver.
    pub links: Vec<LinkView>,
    /// All connections of which an end lives, the oldest first.
    pub connections: Vec<ConnectionView>,
    /// All packets between two hosts, the oldest first.
    pub packets: Vec<PacketView>,
}

/// A host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostView {
    /// Its place.
    pub id: HostId,
    /// What people call it.
    pub name: String,
    /// Its address.
    pub address: Ipv4Addr,
    /// Up or down.
    pub power: Power,
}

/// Whether a host runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Power {
    /// It runs.
    Up,
    /// It crashed.
    Down,
}

/// Whether a link carries anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// It does.
    Open,
    /// It holds everything back until then.
    Clogged(Mono),
    /// It carries nothing.
    Cut,
}

/// A link in one direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkView {
    /// The sender.
    pub from: HostId,
    /// The receiver.
    pub to: HostId,
    /// Its physics.
    pub spec: LinkSpec,
    /// Whether it carries anything.
    pub state: LinkState,
    /// Bytes of payload that wait for the wire or are being put on it.
    pub queued_bytes: u64,
    /// Thousandths of the time since the start that the wire was busy.
    pub utilisation_permille: u32,
    /// What was counted.
    pub statistics: LinkStatistics,
}

/// A packet in a queue, on a wire or in a clogged link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PacketView {
    /// Its number.
    pub packet: PacketId,
    /// What it is for.
    pub kind: Kind,
    /// The sender.
    pub from: HostId,
    /// The receiver.
    pub to: HostId,
    /// When it was given to its link.
    pub sent: Mono,
    /// When its last byte leaves the sender.
    pub departs: Mono,
    /// When it will arrive, unless something happens to its link or its hosts.
    pub arrives: Mono,
}

/// A connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionView {
    /// Its number.
    pub id: ConnectionId,
    /// The end that asked, then the end that was asked.
    pub ends: [EndView; 2],
}

/// One end of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndView {
    /// Where it is.
    pub host: HostId,
    /// Its port.
    pub port: u16,
    /// Where it is in its life.
    pub state: State,
    /// The first byte it sent that is not acknowledged.
    pub unacknowledged: u64,
    /// The byte it expects next.
    pub expected: u64,
    /// Bytes sent and not acknowledged.
    pub in_flight_bytes: u64,
    /// Bytes that wait to be sent or acknowledged, headers counted.
    pub backlog_bytes: u64,
    /// Until it would retransmit, back-off included.
    pub rto: Duration,
    /// The smoothed time of a round trip, once measured.
    pub round_trip: Option<Duration>,
}
