//! What travels: packets, their header on the wire, and the checksum that finds a flipped bit.
//!
//! The header holds what IPv4 (RFC 791) and TCP (RFC 9293) would say, in one piece of fifty bytes, big-endian:
//!
//! ```text
//!  0 kind          1 marks           2 source port      4 destination port
//!  6 source       10 destination    14 connection      22 sequence
//! 30 acknowledgement                38 length          42 fingerprint       46 checksum
//! ```
//!
//! Sequence numbers count bytes, as TCP's do, but have 64 bits and start at zero: nothing here lives long enough to
//! wrap. The payload itself is no bytes but a value; its fingerprint stands for it, so the checksum (CRC-32 over the
//! first 46 bytes) covers both. Acknowledgements are cumulative: the number of the byte expected next.

use core::fmt;
use core::net::Ipv4Addr;

use super::connection::ConnectionId;

/// Bytes of a header on the wire.
pub const HEADER_BYTES: usize = 50;
/// Bytes of payload that one packet carries at most: a whole chunk.
pub const PAYLOAD_BYTES_MAX: u32 = 65_536;

const CHECKSUM_AT: usize = HEADER_BYTES - 4;

/// Names one packet on the wire: a retransmission or a duplicate is another packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PacketId(pub u64);

impl fmt::Display for PacketId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "p{}", self.0)
    }
}

/// What a packet is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Opens a connection.
    Syn,
    /// Accepts it, and opens the way back.
    SynAck,
    /// Says how far everything arrived.
    Ack,
    /// Carries payload.
    Data,
    /// Nothing more comes this way.
    Fin,
    /// There is no such connection.
    Rst,
    /// Asks whether a host lives, or answers that it does; belongs to no connection.
    HealthCheck,
}

impl Kind {
    /// All kinds, in the order of their numbers on the wire.
    pub const ALL: [Self; 7] =
        [Self::Syn, Self::SynAck, Self::Ack, Self::Data, Self::Fin, Self::Rst, Self::HealthCheck];

    /// Its number on the wire, and its place in tables.
    pub const fn index(self) -> usize {
        self as usize
    }

    fn of_byte(byte: u8) -> Option<Self> {
        Self::ALL.get(usize::from(byte)).copied()
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Syn => "SYN",
            Self::SynAck => "SYN-ACK",
            Self::Ack => "ACK",
            Self::Data => "DATA",
            Self::Fin => "FIN",
            Self::Rst => "RST",
            Self::HealthCheck => "HEALTH_CHECK",
        })
    }
}

/// What else a header says of its packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing.
    Plain,
    /// DATA: the last packet of its message (TCP's PSH).
    EndOfMessage,
    /// ACK: answer this, so that I know you are there (TCP's keep-alive).
    Probe,
    /// HEALTH_CHECK: the answer to one.
    Answer,
}

impl Mark {
    const ALL: [Self; 4] = [Self::Plain, Self::EndOfMessage, Self::Probe, Self::Answer];
}

/// A packet's header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// What it is for.
    pub kind: Kind,
    /// What else it says.
    pub mark: Mark,
    /// The port it comes from.
    pub source_port: u16,
    /// The port it goes to.
    pub destination_port: u16,
    /// The host it comes from.
    pub source: Ipv4Addr,
    /// The host it goes to.
    pub destination: Ipv4Addr,
    /// The connection; for HEALTH_CHECK the number of the round.
    pub connection: ConnectionId,
    /// The number of its first byte on this way; SYN and FIN count as one byte.
    pub sequence: u64,
    /// The number of the byte expected next on the way back.
    pub acknowledgement: u64,
    /// Bytes of payload.
    pub length: u32,
    /// Stands for the payload in the checksum.
    pub fingerprint: u32,
}

/// A header as it is on the wire, checksum included.
pub type WireImage = [u8; HEADER_BYTES];

/// Why bytes are no packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Damaged on the way.
    #[error("the checksum is {found:08x}, but these bytes have {computed:08x}")]
    Checksum {
        /// In the packet.
        found: u32,
        /// Of its bytes.
        computed: u32,
    },
    /// No such kind or mark.
    #[error("no packet begins with the bytes {kind:#04x} {mark:#04x}")]
    Unknown {
        /// The first byte.
        kind: u8,
        /// The second byte.
        mark: u8,
    },
}

impl Header {
    /// The bytes on the wire, sealed with their checksum.
    pub fn encode(&self) -> WireImage {
        let mut image = [0; HEADER_BYTES];
        image[0] = self.kind as u8;
        image[1] = self.mark as u8;
        image[2..4].copy_from_slice(&self.source_port.to_be_bytes());
        image[4..6].copy_from_slice(&self.destination_port.to_be_bytes());
        image[6..10].copy_from_slice(&self.source.octets());
        image[10..14].copy_from_slice(&self.destination.octets());
        image[14..22].copy_from_slice(&self.connection.0.to_be_bytes());
        image[22..30].copy_from_slice(&self.sequence.to_be_bytes());
        image[30..38].copy_from_slice(&self.acknowledgement.to_be_bytes());
        image[38..42].copy_from_slice(&self.length.to_be_bytes());
        image[42..46].copy_from_slice(&self.fingerprint.to_be_bytes());
        let checksum = crc32fast::hash(&image[..CHECKSUM_AT]);
        image[CHECKSUM_AT..].copy_from_slice(&checksum.to_be_bytes());
        image
    }

    /// Reads bytes from the wire; none are believed before their checksum holds.
    pub fn parse(image: &WireImage) -> Result<Self, ParseError> {
        let found = checksum_of(image);
        let computed = crc32fast::hash(&image[..CHECKSUM_AT]);
        if found != computed {
            return Err(ParseError::Checksum { found, computed });
        }
        let unknown = ParseError::Unknown { kind: image[0], mark: image[1] };
        Ok(Self {
            kind: Kind::of_byte(image[0]).ok_or(unknown)?,
            mark: Mark::ALL.get(usize::from(image[1])).copied().ok_or(unknown)?,
            source_port: u16::from_be_bytes(bytes_at(image, 2)),
            destination_port: u16::from_be_bytes(bytes_at(image, 4)),
            source: bytes_at(image, 6).into(),
            destination: bytes_at(image, 10).into(),
            connection: ConnectionId(u64::from_be_bytes(bytes_at(image, 14))),
            sequence: u64::from_be_bytes(bytes_at(image, 22)),
            acknowledgement: u64::from_be_bytes(bytes_at(image, 30)),
            length: u32::from_be_bytes(bytes_at(image, 38)),
            fingerprint: u32::from_be_bytes(bytes_at(image, 42)),
        })
    }

    /// The checksum its bytes have on the wire.
    pub fn checksum(&self) -> u32 {
        checksum_of(&self.encode())
    }
}

fn checksum_of(image: &WireImage) -> u32 {
    u32::from_be_bytes(bytes_at(image, CHECKSUM_AT))
}

fn bytes_at<const N: usize>(image: &WireImage, at: usize) -> [u8; N] {
    *image[at..].first_chunk().expect("every field lies inside the header")
}

impl fmt::Display for Header {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, source, source_port, destination, destination_port, connection, .. } = self;
        write!(formatter, "{kind} {source}:{source_port} > {destination}:{destination_port} ")?;
        if *kind == Kind::HealthCheck {
            let word = if self.mark == Mark::Answer { "answer" } else { "question" };
            return write!(formatter, "round={} {word}", connection.0);
        }
        write!(formatter, "{connection} seq={} ack={}", self.sequence, self.acknowledgement)?;
        match self.mark {
            Mark::Plain if self.length == 0 => Ok(()),
            Mark::Plain => write!(formatter, " len={}", self.length),
            Mark::EndOfMessage => write!(formatter, " len={} end", self.length),
            Mark::Probe => formatter.write_str(" probe"),
            Mark::Answer => formatter.write_str(" answer"),
        }
    }
}
