//! A link in one direction: what becomes of each packet that is given to it.
//!
//! The wire takes DATA one after the other, in the time their payload needs; what finds it busy waits in a bounded
//! queue. The time is exact: what does not fill a microsecond is carried to the next packet, so any number of packets
//! with 5 MiB of payload in all takes 80.000000 s at 65,536 B/s. Headers cost nothing: SYN, ACK, RST and HEALTH_CHECK
//! go between the bytes of DATA without waiting, as a host lets its control packets go first. FIN takes no time
//! either, but keeps its place behind the DATA before it.
//!
//! What leaves the wire arrives after the propagation, in the order sent, unless reordering strikes.

use core::time::Duration;
use std::collections::VecDeque;

use super::packet::{HEADER_BYTES, Kind};
use super::spec::{LinkSpec, PerMillion};
use super::statistics::LinkStatistics;
use super::topology::LinkState;
use super::trace::Loss;
use crate::chance::Chance;
use crate::mono::Mono;

const MICROS_PER_SECOND: u64 = 1_000_000;
const ONE_MICRO: Duration = Duration::from_micros(1);
const HEADER_BITS: u64 = HEADER_BYTES as u64 * 8;

#[derive(Debug)]
pub(super) struct Link {
    spec: LinkSpec,
    cut: bool,
    /// How often it was cut: what was sent before a cut does not survive it.
    cuts: u32,
    clogged_until: Mono,
    /// When the wire has sent all it was given, and how much of a microsecond more, in units of 1 / bandwidth.
    free_at: Mono,
    free_at_remainder: u64,
    /// Departure and payload of what waits or is being sent.
    queue: VecDeque<(Mono, u32)>,
    queued_bytes: u64,
    /// The latest arrivals of what waits its turn and of what does not.
    last_arrivals: [Mono; 2],
    pub(super) statistics: LinkStatistics,
}

/// What is given to a link.
#[derive(Clone, Copy, Debug)]
pub(super) struct Load {
    pub(super) kind: Kind,
    pub(super) payload_bytes: u32,
    /// Which time the same thing is sent.
    pub(super) attempt: u8,
}

/// What becomes of a packet.
#[derive(Debug)]
pub(super) struct Passage {
    /// When its last byte has left the sender.
    pub(super) departs: Mono,
    pub(super) fate: Fate,
}

#[derive(Debug)]
pub(super) enum Fate {
    Dropped(Loss),
    Carried(Journey),
}

#[derive(Debug)]
pub(super) struct Journey {
    pub(super) arrives: Mono,
    pub(super) held_back: bool,
    pub(super) flipped_bit: Option<u16>,
    pub(super) double_arrives: Option<Mono>,
}

/// Whether a packet keeps its place behind the DATA before it.
#[derive(Clone, Copy)]
enum Lane {
    InTurn,
    Express,
}

impl Link {
    pub(super) fn new(spec: LinkSpec) -> Self {
        Self {
            spec,
            cut: false,
            cuts: 0,
            clogged_until: Mono::ZERO,
            free_at: Mono::ZERO,
            free_at_remainder: 0,
            queue: VecDeque::new(),
            queued_bytes: 0,
            last_arrivals: [Mono::ZERO; 2],
            statistics: LinkStatistics::default(),
        }
    }

    pub(super) const fn spec(&self) -> &LinkSpec {
        &self.spec
    }

    pub(super) const fn set_spec(&mut self, spec: LinkSpec) {
        self.spec = spec;
        self.free_at_remainder = 0;
    }

    pub(super) const fn cut(&mut self) {
        self.cut = true;
        self.cuts += 1;
    }

    pub(super) const fn mend(&mut self) {
        self.cut = false;
    }

    pub(super) const fn cuts(&self) -> u32 {
        self.cuts
    }

    /// Whether something sent when it had been cut so often still arrives.
    pub(super) const fn carries(&self, cuts: u32) -> bool {
        !self.cut && self.cuts == cuts
    }

    pub(super) const fn clog(&mut self, until: Mono) {
        self.clogged_until = until;
    }

    /// Until when what arrives now is held back.
    pub(super) fn holds_until(&self, now: Mono) -> Option<Mono> {
        (self.clogged_until > now).then_some(self.clogged_until)
    }

    pub(super) fn state(&self, now: Mono) -> LinkState {
        match self.holds_until(now) {
            _ if self.cut => LinkState::Cut,
            Some(until) => LinkState::Clogged(until),
            None => LinkState::Open,
        }
    }

    /// Bytes that wait or are being sent.
    pub(super) fn queued_bytes(&self, now: Mono) -> u64 {
        let waiting = self.queue.iter().filter(|(departs, _)| *departs > now);
        waiting.map(|(_, bytes)| u64::from(*bytes)).sum()
    }

    /// Thousandths of the time since the start that the wire was busy.
    pub(super) fn utilisation_permille(&self, now: Mono) -> u32 {
        let planned = self.free_at.micros().saturating_sub(now.micros());
        let busy = self.statistics.busy.as_micros().saturating_sub(u128::from(planned));
        let permille = busy * 1000 / u128::from(now.micros().max(1));
        u32::try_from(permille.min(1000)).expect("at most a thousand")
    }

    /// The sender crashed: what had not left it is gone.
    pub(super) fn sender_crashed(&mut self, now: Mono) {
        let planned = Duration::from_micros(self.free_at.micros().saturating_sub(now.micros()));
        self.statistics.busy = self.statistics.busy.saturating_sub(planned);
        self.free_at = self.free_at.min(now);
        self.free_at_remainder = 0;
        self.queue.clear();
        self.queued_bytes = 0;
        self.last_arrivals = [now; 2];
    }

    /// Takes a packet and decides its fate.
    pub(super) fn pass(&mut self, now: Mono, load: Load, chance: &mut Chance) -> Passage {
        self.count(load);
        if self.cut {
            return self.drop(now, Loss::Cut);
        }
        let lane = lane_of(load.kind);
        let departs = match lane {
            Lane::Express => now,
            Lane::InTurn => match self.occupy(now, load.payload_bytes) {
                Some(departs) => departs,
                None => return self.drop(now, Loss::Overflow),
            },
        };
        if strikes(self.spec.loss, chance) {
            return self.drop(departs, Loss::Chance);
        }
        let journey = self.carry(departs, lane, chance);
        Passage { departs, fate: Fate::Carried(journey) }
    }

    fn count(&mut self, load: Load) {
        self.statistics.sent_by_kind[load.kind.index()] += 1;
        self.statistics.sent_bytes += u64::from(load.payload_bytes);
        self.statistics.retransmitted += u64::from(load.attempt > 1);
    }

    fn drop(&mut self, departs: Mono, why: Loss) -> Passage {
        self.statistics.drops.count(why);
        Passage { departs, fate: Fate::Dropped(why) }
    }

    /// When the wire will have sent these bytes too; `None` when there is no room for them to wait.
    fn occupy(&mut self, now: Mono, bytes: u32) -> Option<Mono> {
        let Some(bandwidth) = self.spec.bandwidth else { return Some(now.max(self.free_at)) };
        while self.queue.front().is_some_and(|(departs, _)| *departs <= now) {
            self.queued_bytes -= self.queue.pop_front().map_or(0, |(_, bytes)| u64::from(bytes));
        }
        let waiting = self.queued_bytes + u64::from(bytes);
        if waiting > self.spec.queue_bytes && !self.queue.is_empty() {
            return None;
        }
        if now > self.free_at {
            self.free_at = now;
            self.free_at_remainder = 0;
        }
        let work = self.free_at_remainder + u64::from(bytes) * MICROS_PER_SECOND;
        let time = Duration::from_micros(work / bandwidth);
        self.free_at = self.free_at.plus(time);
        self.free_at_remainder = work % bandwidth;
        self.statistics.busy += time;
        self.queue.push_back((self.free_at, bytes));
        self.queued_bytes = waiting;
        Some(self.free_at)
    }

    fn carry(&mut self, departs: Mono, lane: Lane, chance: &mut Chance) -> Journey {
        let held_back = strikes(self.spec.reordering, chance);
        let arrives = if held_back {
            let turn = self.drawn_arrival(departs, chance).max(self.last_arrivals[lane as usize]);
            turn.plus(chance.duration(ONE_MICRO, self.spec.reorder_by.max(ONE_MICRO)))
        } else {
            self.arrival_in_order(departs, lane, chance)
        };
        let flipped_bit = strikes(self.spec.corruption, chance).then(|| drawn_bit(chance));
        let double_arrives =
            strikes(self.spec.duplication, chance).then(|| self.arrival_in_order(departs, lane, chance));
        self.statistics.reordered += u64::from(held_back);
        self.statistics.duplicated += u64::from(double_arrives.is_some());
        self.statistics.on_the_way += 1 + u64::from(double_arrives.is_some());
        Journey { arrives, held_back, flipped_bit, double_arrives }
    }

    fn arrival_in_order(&mut self, departs: Mono, lane: Lane, chance: &mut Chance) -> Mono {
        let arrives = self.drawn_arrival(departs, chance).max(self.last_arrivals[lane as usize]);
        self.last_arrivals[lane as usize] = arrives;
        arrives
    }

    fn drawn_arrival(&self, departs: Mono, chance: &mut Chance) -> Mono {
        let arrives = departs.plus(self.spec.propagation.draw(chance));
        if self.spec.jitter.is_zero() {
            return arrives;
        }
        arrives.plus(chance.duration(Duration::ZERO, self.spec.jitter))
    }
}

const fn lane_of(kind: Kind) -> Lane {
    match kind {
        Kind::Data | Kind::Fin => Lane::InTurn,
        Kind::Syn | Kind::SynAck | Kind::Ack | Kind::Rst | Kind::HealthCheck => Lane::Express,
    }
}

/// What never happens draws no chance.
fn strikes(rate: PerMillion, chance: &mut Chance) -> bool {
    rate != PerMillion::NEVER && chance.per_million(rate.cases())
}

fn drawn_bit(chance: &mut Chance) -> u16 {
    u16::try_from(chance.below(HEADER_BITS)).expect("a header has 464 bits")
}
