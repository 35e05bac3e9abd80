//! The life of every packet and every change of state, as plain values in the order they happened.
//!
//! Two runs of one seed have the same trace, line by line: hash the lines and compare.

use core::fmt;
use core::net::Ipv4Addr;

use super::connection::ConnectionId;
use super::packet::{Header, PacketId};
use super::state::State;
use crate::mono::Mono;

/// Whether the network writes down what happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recording {
    /// Nothing is kept.
    Off,
    /// Everything is kept until it is drained.
    On,
}

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceEvent {
    /// When.
    pub at: Mono,
    /// What.
    pub what: Trace,
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trace {
    /// A packet was given to its link.
    Sent {
        /// The packet.
        packet: PacketId,
        /// Its header.
        header: Header,
        /// Which time the same thing is sent: 1, or more for a retransmission.
        attempt: u8,
        /// When its last byte is on the wire.
        departs: Mono,
    },
    /// The link doubled a packet.
    Duplicated {
        /// The packet.
        packet: PacketId,
        /// Its double.
        double: PacketId,
    },
    /// The link held a packet back.
    Reordered {
        /// The packet.
        packet: PacketId,
    },
    /// A bit of a packet flipped on the link.
    Corrupted {
        /// The packet.
        packet: PacketId,
        /// Which bit of its header.
        bit: u16,
    },
    /// A packet arrived whole.
    Delivered {
        /// The packet.
        packet: PacketId,
    },
    /// A packet did not arrive, or not whole.
    Lost {
        /// The packet.
        packet: PacketId,
        /// Why.
        why: Loss,
    },
    /// One end of a connection changed its state.
    Moved {
        /// The connection.
        connection: ConnectionId,
        /// The end.
        host: Ipv4Addr,
        /// Its state before.
        from: State,
        /// Its state now.
        to: State,
    },
    /// A link was cut.
    Cut {
        /// From here
        from: Ipv4Addr,
        /// to here.
        to: Ipv4Addr,
    },
    /// A cut link was mended.
    Mended {
        /// From here
        from: Ipv4Addr,
        /// to here.
        to: Ipv4Addr,
    },
    /// A link holds back everything for a while.
    Clogged {
        /// From here
        from: Ipv4Addr,
        /// to here,
        to: Ipv4Addr,
        /// until then.
        until: Mono,
    },
    /// A host went down.
    Crashed {
        /// The host.
        host: Ipv4Addr,
    },
    /// A host came up again.
    Restarted {
        /// The host.
        host: Ipv4Addr,
    },
}

/// Keeps what happens, if it is to.
#[derive(Debug)]
pub(super) struct Recorder {
    recording: Recording,
    events: Vec<TraceEvent>,
}

impl Recorder {
    pub(super) const fn new() -> Self {
        Self { recording: Recording::Off, events: Vec::new() }
    }

    pub(super) const fn set(&mut self, recording: Recording) {
        self.recording = recording;
    }

    pub(super) fn note(&mut self, at: Mono, what: Trace) {
        if self.recording == Recording::On {
            self.events.push(TraceEvent { at, what });
        }
    }

    pub(super) fn drain(&mut self) -> impl Iterator<Item = TraceEvent> + '_ {
        self.events.drain(..)
    }
}

/// Why a packet did not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// By chance.
    Chance,
    /// The link's queue had no room.
    Overflow,
    /// The link was cut.
    Cut,
    /// It was damaged: its checksum did not hold.
    Corrupt,
    /// One of the hosts was down.
    Down,
}

impl fmt::Display for Loss {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Chance => "lost on the way",
            Self::Overflow => "no room in the queue",
            Self::Cut => "the link is cut",
            Self::Corrupt => "the checksum does not hold",
            Self::Down => "the host is down",
        })
    }
}

impl fmt::Display for TraceEvent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = self.at.micros();
        write!(formatter, "{}.{:06} {}", micros / 1_000_000, micros % 1_000_000, self.what)
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Sent { packet, header, attempt: 1, .. } => write!(formatter, "{packet} sent {header}"),
            Self::Sent { packet, header, attempt, .. } => {
                write!(formatter, "{packet} retransmitted ({attempt}) {header}")
            }
            Self::Duplicated { packet, double } => write!(formatter, "{packet} doubled as {double}"),
            Self::Reordered { packet } => write!(formatter, "{packet} held back"),
            Self::Corrupted { packet, bit } => write!(formatter, "{packet} corrupted in bit {bit}"),
            Self::Delivered { packet } => write!(formatter, "{packet} delivered"),
            Self::Lost { packet, why } => write!(formatter, "{packet} dropped: {why}"),
            Self::Moved { connection, host, from, to } => {
                write!(formatter, "{connection} {host} {from} -> {to}")
            }
            Self::Cut { from, to } => write!(formatter, "link {from} > {to} cut"),
            Self::Mended { from, to } => write!(formatter, "link {from} > {to} mended"),
            Self::Clogged { from, to, until } => {
                let micros = until.micros();
                let (seconds, rest) = (micros / 1_000_000, micros % 1_000_000);
                write!(formatter, "link {from} > {to} clogged until {seconds}.{rest:06}")
            }
            Self::Crashed { host } => write!(formatter, "{host} crashed"),
            Self::Restarted { host } => write!(formatter, "{host} restarted"),
        }
    }
}
