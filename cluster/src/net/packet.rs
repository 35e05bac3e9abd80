//! What travels: packets, their header on the wire, and the checksum that finds a flipped bit.
//!
//! The header holds what IPv4 (RFC 791) and TCP (RFC 9293) would say, in one piece of 58 bytes, big-endian:
//!
//! ```text
//!  0 kind          1 marks           2 source port      4 destination port
//!  6 source       10 destination    14 connection      22 sequence
//! 30 acknowledgement                38 received
//! 46 length        50 fingerprint   54 checksum
//! ```
//!
//! Sequence numbers count bytes, as TCP's do, but have 64 bits and start at zero: nothing here lives long enough to
//! wrap. The payload itself is no bytes but a value; its fingerprint stands for it, so the checksum (CRC-32 over the
//! first 54 bytes) covers both. Acknowledgements are cumulative: the number of the byte expected next. An ACK also says
//! which packet it answers, so that its sender knows what arrived behind a gap (the first block of RFC 2018).

use core::fmt;
use core::net::Ipv4Addr;

use super::connection::ConnectionId;

/// Bytes of a header on the wire.
pub const HEADER_BYTES: usize = 58;
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
    /// ACK: the sequence number of the packet that it answers; 0 otherwise.
    pub received: u64,
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
        image[38..46].copy_from_slice(&self.received.to_be_bytes());
        image[46..50].copy_from_slice(&self.length.to_be_bytes());
        image[50..54].copy_from_slice(&self.fingerprint.to_be_bytes());
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
            received: u64::from_be_bytes(bytes_at(image, 38)),
            length: u32::from_be_bytes(bytes_at(image, 46)),
            fingerprint: u32::from_be_bytes(bytes_at(image, 50)),
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
            Mark::Plain if self.received > 0 => write!(formatter, " got={}", self.received),
            Mark::Plain if self.length == 0 => Ok(()),
            Mark::Plain => write!(formatter, " len={}", self.length),
            Mark::EndOfMessage => write!(formatter, " len={} end", self.length),
            Mark::Probe => formatter.write_str(" probe"),
            Mark::Answer => formatter.write_str(" answer"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn header() -> impl Strategy<Value = Header> {
        let what = (0..Kind::ALL.len(), 0..Mark::ALL.len(), any::<u32>(), any::<u32>());
        let ends = (any::<[u8; 4]>(), any::<[u8; 4]>(), any::<u16>(), any::<u16>());
        let numbers = (any::<u64>(), any::<u64>(), any::<u64>(), any::<u64>());
        (what, ends, numbers).prop_map(|((kind, mark, length, fingerprint), ends, numbers)| Header {
            kind: Kind::ALL[kind],
            mark: Mark::ALL[mark],
            source_port: ends.2,
            destination_port: ends.3,
            source: ends.0.into(),
            destination: ends.1.into(),
            connection: ConnectionId(numbers.0),
            sequence: numbers.1,
            acknowledgement: numbers.2,
            received: numbers.3,
            length,
            fingerprint,
        })
    }

    proptest! {
        #[test]
        fn a_header_comes_out_as_it_went_in(header in header()) {
            prop_assert_eq!(Header::parse(&header.encode()), Ok(header));
        }

        /// CRC-32 finds every single flipped bit, and every burst of up to 32 bits.
        #[test]
        fn a_flipped_bit_is_found_wherever_it_is(header in header(), burst in 1u32..) {
            let image = header.encode();
            for bit in 0..HEADER_BYTES * 8 {
                let mut damaged = image;
                damaged[bit / 8] ^= 1 << (bit % 8);
                prop_assert!(Header::parse(&damaged).is_err(), "bit {}", bit);
            }
            for at in 0..=HEADER_BYTES - 4 {
                let mut damaged = image;
                let flipped = u32::from_be_bytes(bytes_at(&image, at)) ^ burst;
                damaged[at..at + 4].copy_from_slice(&flipped.to_be_bytes());
                prop_assert!(Header::parse(&damaged).is_err(), "bytes from {}", at);
            }
        }

        #[test]
        fn any_bytes_are_a_packet_or_an_error(bytes in any::<[u8; 29]>(), rest in any::<[u8; 29]>()) {
            let mut image = [0; HEADER_BYTES];
            image[..29].copy_from_slice(&bytes);
            image[29..].copy_from_slice(&rest);
            prop_assert!(Header::parse(&image).is_err());
            let sealed = crc32fast::hash(&image[..CHECKSUM_AT]).to_be_bytes();
            image[CHECKSUM_AT..].copy_from_slice(&sealed);
            let known = usize::from(image[0]) < Kind::ALL.len() && usize::from(image[1]) < Mark::ALL.len();
            prop_assert_eq!(Header::parse(&image).map(|header| header.encode()).ok(), known.then_some(image));
        }
    }

    #[test]
    fn the_wire_image_of_a_known_packet() {
        let header = Header {
            kind: Kind::Data,
            mark: Mark::EndOfMessage,
            source_port: 49_152,
            destination_port: 7100,
            source: Ipv4Addr::new(192, 168, 1, 2),
            destination: Ipv4Addr::new(192, 168, 1, 3),
            connection: ConnectionId(1),
            sequence: 65_537,
            acknowledgement: 1,
            received: 0,
            length: 65_536,
            fingerprint: 0xdead_beef,
        };
        let hex: String = header.encode().iter().map(|byte| format!("{byte:02x}")).collect();
        let fields = "0301c0001bbcc0a80102c0a801030000000000000001\
                      00000000000100010000000000000001000000000000000000010000deadbeef";
        assert_eq!(hex, format!("{fields}{:08x}", header.checksum()));
        assert_eq!(
            header.to_string(),
            "DATA 192.168.1.2:49152 > 192.168.1.3:7100 c1 seq=65537 ack=1 len=65536 end"
        );
    }
}
