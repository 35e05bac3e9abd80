//! One way of a connection: everything its sender was given and the receiver has not acknowledged, in order.
//!
//! ```text
//!  unacknowledged           next to send                 end
//!  |                        |                            |
//!  [SYN][DATA][DATA][DATA]..[DATA][DATA][DATA][DATA][FIN]
//!   \___ sent, in flight __/ \________ waiting _________/
//! ```
//!
//! The messages stay here while their packets travel, and the receiver takes each at its turn: a packet needs only its
//! header, and no message is ever copied. What the receiver has of the packets that arrived before their turn is the
//! mark `arrived`; what it knows itself is its [`Place`]. The way outlives its sender's end, because packets do.

use core::time::Duration;
use std::collections::VecDeque;

use super::packet::{HEADER_BYTES, Header, Kind, Mark};
use crate::mono::Mono;

/// What one packet carries: a message, a part of one, or the opening or closing of the way.
#[derive(Debug)]
pub(super) struct Segment<M> {
    pub(super) kind: Kind,
    pub(super) mark: Mark,
    pub(super) sequence: u64,
    pub(super) payload_bytes: u32,
    pub(super) fingerprint: u32,
    /// Times it was sent.
    pub(super) attempts: u8,
    /// When it left its sender last.
    pub(super) departs: Mono,
    /// Whether the sender was told that it arrived before its turn.
    reported: bool,
    /// Whether it arrived, perhaps before its turn.
    arrived: bool,
    /// With the last part of a message, until the receiver takes it.
    message: Option<M>,
}

/// How far a receiver is on a way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// The byte it expects next.
    pub(super) expected: u64,
    /// Segments it has passed.
    passed: u64,
}

/// What a sender learns from an acknowledgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct News {
    /// Bytes of which it is news that they arrived in order; SYN and FIN count as one.
    pub(super) bytes: u64,
    /// The kind of the last segment that is settled by it.
    pub(super) last: Option<Kind>,
    /// The departure of the packet that was answered, if it was sent once.
    pub(super) departed: Option<Mono>,
}

/// What a receiver finds at its place.
#[derive(Debug)]
pub(super) enum Found<M> {
    Message(M),
    Fin,
}

#[derive(Debug)]
pub(super) struct Way<M> {
    segments: VecDeque<Segment<M>>,
    /// Of these, so many were sent.
    sent: usize,
    /// Segments acknowledged and let go.
    settled: u64,
    unacknowledged: u64,
    /// The number of the next byte that is given.
    end: u64,
    in_flight_bytes: u64,
    backlog_bytes: u64,
    mending: Mending,
}

/// The search for gaps after a timeout: segments counted from the start of the way.
#[derive(Clone, Copy, Debug)]
struct Mending {
    next: u64,
    end: u64,
}

impl<M> Segment<M> {
    /// The header it travels with.
    pub(super) const fn header(&self, envelope: &Header) -> Header {
        let Self { kind, mark, sequence, payload_bytes: length, fingerprint, .. } = *self;
        Header { kind, mark, sequence, length, fingerprint, ..*envelope }
    }

    /// The number of the byte after it. SYN and FIN take one number, though no byte.
    const fn end(&self) -> u64 {
        self.sequence + self.numbers()
    }

    /// Sequence numbers it takes.
    const fn numbers(&self) -> u64 {
        if self.payload_bytes == 0 { 1 } else { self.payload_bytes as u64 }
    }

    fn departed_once(&self) -> Option<Mono> {
        (self.attempts == 1).then_some(self.departs)
    }

    const fn backlog_bytes(&self) -> u64 {
        self.payload_bytes as u64 + HEADER_BYTES as u64
    }
}

impl<M> Way<M> {
    pub(super) const fn new() -> Self {
        Self {
            segments: VecDeque::new(),
            sent: 0,
            settled: 0,
            unacknowledged: 0,
            end: 0,
            in_flight_bytes: 0,
            backlog_bytes: 0,
            mending: Mending { next: 0, end: 0 },
        }
    }

    pub(super) const fn unacknowledged(&self) -> u64 {
        self.unacknowledged
    }

    /// The number of the byte that is sent next.
    pub(super) const fn next_to_send(&self) -> u64 {
        self.unacknowledged + self.in_flight_bytes
    }

    pub(super) const fn in_flight_bytes(&self) -> u64 {
        self.in_flight_bytes
    }

    /// Bytes that wait to be sent or acknowledged, headers counted.
    pub(super) const fn backlog_bytes(&self) -> u64 {
        self.backlog_bytes
    }

    /// Gives an opening or a closing to send.
    pub(super) fn give_control(&mut self, kind: Kind) {
        self.give(kind, Mark::Plain, 0, 0, None);
    }

    /// Gives a message to send, in parts of so many bytes.
    pub(super) fn give_message(&mut self, bytes: u64, part_bytes_max: u32, fingerprint: u32, message: M) {
        let mut rest = bytes;
        while let Some(after) = rest.checked_sub(u64::from(part_bytes_max)).filter(|after| *after > 0) {
            self.give(Kind::Data, Mark::Plain, part_bytes_max, fingerprint, None);
            rest = after;
        }
        let part_bytes = u32::try_from(rest).expect("no more than one part");
        self.give(Kind::Data, Mark::EndOfMessage, part_bytes, fingerprint, Some(message));
    }

    fn give(&mut self, kind: Kind, mark: Mark, payload_bytes: u32, fingerprint: u32, message: Option<M>) {
        let (sequence, departs) = (self.end, Mono::ZERO);
        let (attempts, reported, arrived) = (0, false, false);
        let segment = Segment {
            kind,
            mark,
            sequence,
            payload_bytes,
            fingerprint,
            attempts,
            departs,
            reported,
            arrived,
            message,
        };
        self.end = segment.end();
        self.backlog_bytes += segment.backlog_bytes();
        self.segments.push_back(segment);
    }

    /// The next segment that was never sent, if it fits into the window; one always fits when nothing is in flight.
    /// It counts as sent.
    pub(super) fn send_next(&mut self, window_bytes: u64) -> Option<&mut Segment<M>> {
        let segment = self.segments.get_mut(self.sent)?;
        let in_flight = self.in_flight_bytes + segment.numbers();
        if in_flight > window_bytes && self.in_flight_bytes > 0 {
            return None;
        }
        self.in_flight_bytes = in_flight;
        self.sent += 1;
        Some(segment)
    }

    /// The first segment that was sent and not acknowledged.
    pub(super) fn first_in_flight(&self) -> Option<&Segment<M>> {
        if self.sent == 0 { None } else { self.segments.front() }
    }

    /// A timeout says that packets in flight were lost: looks for the gaps from the start.
    pub(super) const fn begin_mending(&mut self) {
        self.mending = Mending { next: self.settled, end: self.settled + self.sent as u64 };
    }

    /// The next segment in flight that is overdue and was not reported, once for each timeout.
    pub(super) fn next_overdue(&mut self, is_overdue: impl Fn(Mono) -> bool) -> Option<&mut Segment<M>> {
        let mut number = self.mending.next.max(self.settled);
        while number < self.mending.end {
            let index = usize::try_from(number - self.settled).expect("no longer than the way");
            let segment = &self.segments[index];
            if !segment.reported {
                if !is_overdue(segment.departs) {
                    break;
                }
                self.mending.next = number + 1;
                return self.segments.get_mut(index);
            }
            number += 1;
        }
        self.mending.next = number;
        None
    }

    /// Everything before `acknowledgement` has arrived, and the segment of the number `received`; `None` when that was
    /// known, or cannot be.
    pub(super) fn acknowledge(&mut self, acknowledgement: u64, received: u64) -> Option<News> {
        if acknowledgement < self.unacknowledged || acknowledgement > self.next_to_send() {
            return None;
        }
        let bytes = acknowledgement - self.unacknowledged;
        let mut news = News { bytes, last: None, departed: None };
        while let Some(segment) = self.segments.pop_front_if(|first| first.end() <= acknowledgement) {
            if segment.sequence == received {
                news.departed = segment.departed_once();
            }
            news.last = Some(segment.kind);
            self.backlog_bytes -= segment.backlog_bytes();
            self.sent -= 1;
            self.settled += 1;
        }
        self.in_flight_bytes -= bytes;
        self.unacknowledged = acknowledgement;
        let reported = received > acknowledgement && self.report(received, &mut news);
        (bytes > 0 || reported).then_some(news)
    }

    /// A segment arrived before its turn; whether that is news.
    fn report(&mut self, received: u64, news: &mut News) -> bool {
        let found = self.segments.binary_search_by_key(&received, |segment| segment.sequence);
        let Some(segment) = found.ok().and_then(|index| self.segments.get_mut(index)) else { return false };
        news.departed = segment.departed_once();
        !core::mem::replace(&mut segment.reported, true)
    }

    /// The receiver at `place` got the segment of this number. What it has passed already has nothing left to give.
    pub(super) fn arrive(&mut self, place: &Place, sequence: u64) {
        let first = self.index(place);
        let at_its_turn = self.segments.get(first).is_some_and(|segment| segment.sequence == sequence);
        let index = if at_its_turn {
            Ok(first)
        } else {
            self.segments.binary_search_by_key(&sequence, |segment| segment.sequence)
        };
        if let Some(segment) = index.ok().and_then(|index| self.segments.get_mut(index)) {
            segment.arrived = true;
        }
    }

    /// Goes on over what has arrived, up to the next message or the end of the way.
    pub(super) fn take_next(&mut self, place: &mut Place) -> Option<Found<M>> {
        loop {
            let index = self.index(place);
            let segment = self.segments.get_mut(index).filter(|segment| segment.arrived)?;
            place.expected = segment.end();
            place.passed += 1;
            if segment.kind == Kind::Fin {
                return Some(Found::Fin);
            }
            if let Some(message) = segment.message.take() {
                return Some(Found::Message(message));
            }
        }
    }

    /// Where the receiver's next segment is; nothing is acknowledged that it has not passed.
    fn index(&self, place: &Place) -> usize {
        usize::try_from(place.passed - self.settled).expect("no longer than the way")
    }
}

/// How long ago something departed.
pub(super) fn since(departed: Mono, now: Mono) -> Duration {
    Duration::from_micros(now.micros().saturating_sub(departed.micros()))
}
