//! What the network tells the machines on its hosts.

use core::fmt;

use super::address::HostId;
use super::connection::ConnectionId;

/// A message that travels: a value with a size.
pub trait Payload {
    /// Bytes it takes on the wire. A message of none counts as one byte.
    fn wire_bytes(&self) -> u64;

    /// Stands for its bytes in the checksum of its packets; asked once a message.
    fn fingerprint(&self) -> u32;
}

/// Something a host learns. `host` is the one that learns it, `peer` the other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening<M> {
    /// The connection stands. Both ends are told, the asked one when the handshake is complete.
    Connected {
        /// The connection.
        connection: ConnectionId,
        /// Who learns it.
        host: HostId,
        /// The other end.
        peer: HostId,
    },
    /// A message arrived: exactly once, in the order sent.
    Delivered {
        /// The connection.
        connection: ConnectionId,
        /// Who gets it.
        to: HostId,
        /// Who sent it.
        from: HostId,
        /// The message.
        message: M,
    },
    /// A sender that was refused for want of room can go on.
    Drained {
        /// The connection.
        connection: ConnectionId,
        /// Who learns it.
        host: HostId,
        /// The other end.
        peer: HostId,
    },
    /// The peer has said everything and closed; nothing can be sent any more. What was given to send before is still
    /// sent. The last word about a connection.
    Closed {
        /// The connection.
        connection: ConnectionId,
        /// Who learns it.
        host: HostId,
        /// The other end.
        peer: HostId,
    },
    /// The connection broke, or never came about; what was sent and not answered may have arrived or not. The last
    /// word about a connection.
    Reset {
        /// The connection.
        connection: ConnectionId,
        /// Who learns it.
        host: HostId,
        /// The other end.
        peer: HostId,
        /// Why.
        why: ResetReason,
    },
    /// A host answered a health check.
    HealthChecked {
        /// Who asked.
        host: HostId,
        /// Who answered.
        peer: HostId,
        /// The round the question had.
        round: u64,
    },
}

/// Why a connection broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResetReason {
    /// The peer did not answer, however often it was asked.
    TimedOut,
    /// The peer knows no such connection (any more), or broke it off.
    ByPeer,
}

impl fmt::Display for ResetReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::TimedOut => "the peer did not answer",
            Self::ByPeer => "the peer broke it off",
        })
    }
}

/// Why a message is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// There is no such connection, it is closing, or the host is no end of it.
    #[error("there is no open connection to send on")]
    NotConnected,
    /// Too much waits to be sent: [`Happening::Drained`] says when to go on.
    #[error("{waiting_bytes} bytes wait to be sent: wait until they are")]
    Full {
        /// Bytes that wait to be sent or acknowledged.
        waiting_bytes: u64,
    },
}
