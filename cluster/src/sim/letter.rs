//! What travels between coordinator and nodes on the virtual network.

use core::fmt;

use crate::message::{Message, Request};
use crate::net::Payload;

/// A request or a message.
#[derive(Clone, Debug)]
pub(super) enum Letter {
    Request(Request),
    Message(Message),
}

/// Bytes of everything but chunks and inventories: kind, ticket, digest.
const ENVELOPE_BYTES: u64 = 48;

impl Payload for Letter {
    fn wire_bytes(&self) -> u64 {
        ENVELOPE_BYTES
            + match self {
                Self::Request(Request::Store { chunk, .. })
                | Self::Message(Message::Fetched { chunk, .. }) => chunk.bytes().len() as u64,
                Self::Message(Message::Inventory(page)) => page.len() as u64 * 48,
                Self::Request(_) | Self::Message(_) => 0,
            }
    }

    fn fingerprint(&self) -> u32 {
        let [kind, ticket] = self.numbers();
        u32::from(u8::try_from(kind).unwrap_or(u8::MAX)) << 24
            ^ u32::try_from(ticket & 0xffff_ffff).unwrap_or(0)
    }
}

impl Letter {
    /// What kind of letter it is, and a number that tells it from others: for fingerprints.
    pub(super) const fn numbers(&self) -> [u64; 2] {
        match self {
            Self::Request(Request::Introduce) => [0, 0],
            Self::Request(Request::HealthCheck { round }) => [1, *round],
            Self::Request(Request::Store { ticket, .. }) => [2, ticket.0],
            Self::Request(Request::Fetch { ticket, .. }) => [3, ticket.0],
            Self::Request(Request::Verify { ticket, .. }) => [4, ticket.0],
            Self::Request(Request::Forget { ticket, .. }) => [5, ticket.0],
            Self::Message(Message::Stored { ticket, .. }) => [6, ticket.0],
            Self::Message(Message::Refused { ticket, .. }) => [7, ticket.0],
            Self::Message(Message::Fetched { ticket, .. }) => [8, ticket.0],
            Self::Message(Message::Unfetched { ticket, .. }) => [9, ticket.0],
            Self::Message(Message::Verified { ticket, .. }) => [10, ticket.0],
            Self::Message(Message::Forgotten { ticket, .. }) => [11, ticket.0],
            Self::Message(Message::Damaged { .. }) => [12, 0],
            Self::Message(Message::Introduction) => [13, 0],
            Self::Message(Message::Inventory(page)) => [14, page.len() as u64],
            Self::Message(Message::Healthy { round }) => [15, *round],
            Self::Message(Message::Report { used_bytes, .. }) => [16, *used_bytes],
        }
    }
}

impl fmt::Display for Letter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(request) => write!(formatter, "{request:?}"),
            Self::Message(Message::Inventory(page)) => write!(formatter, "Inventory of {}", page.len()),
            Self::Message(message) => write!(formatter, "{message:?}"),
        }
    }
}
