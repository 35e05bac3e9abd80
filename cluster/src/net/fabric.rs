//! Hosts and the links between them: takes packets and says when they arrive. It knows nothing of connections.

use core::net::Ipv4Addr;

use super::address::{AddressError, HostId, Subnet};
use super::agenda::{Agenda, Due};
use super::flight::{Flight, FlightSlot, Flights};
use super::host::Host;
use super::link::{Fate, Journey, Link, Load};
use super::packet::{Header, PacketId};
use super::spec::LinkSpec;
use super::statistics::Statistics;
use super::topology::{PacketView, Power};
use super::trace::{Loss, Recorder, Trace};
use super::tuning::Tuning;
use crate::chance::Chance;
use crate::mono::Mono;

#[derive(Debug)]
pub(super) struct Fabric {
    pub(super) now: Mono,
    pub(super) tuning: Tuning,
    /// All but what the links count.
    pub(super) counted: Statistics,
    hosts: Vec<Host>,
    pub(super) agenda: Agenda,
    pub(super) recorder: Recorder,
    /// By sender, then receiver; a host's link to itself is never used.
    links: Vec<Vec<Link>>,
    standard: LinkSpec,
    subnet: Subnet,
    flights: Flights,
    last_packet: PacketId,
    chance: Chance,
}

impl Fabric {
    pub(super) fn new(chance: Chance, standard: LinkSpec, tuning: Tuning) -> Self {
        Self {
            now: Mono::ZERO,
            tuning,
            counted: Statistics::default(),
            hosts: Vec::new(),
            agenda: Agenda::new(),
            recorder: Recorder::new(),
            links: Vec::new(),
            standard,
            subnet: Subnet::new(),
            flights: Flights::new(),
            last_packet: PacketId(0),
            chance,
        }
    }

    pub(super) fn add_host(&mut self, name: &str, wish: Option<Ipv4Addr>) -> Result<HostId, AddressError> {
        let address = self.subnet.choose(wish, |holder| self.hosts[holder.index()].name.clone())?;
        let host = HostId(u8::try_from(self.hosts.len()).expect("the subnet has 253 addresses"));
        self.subnet.give(address, host);
        self.hosts.push(Host::new(name, address));
        for row in &mut self.links {
            row.push(Link::new(self.standard));
        }
        self.links.push((0..self.hosts.len()).map(|_| Link::new(self.standard)).collect());
        Ok(host)
    }

    pub(super) fn host_at(&self, address: Ipv4Addr) -> Option<HostId> {
        self.subnet.holder(address)
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = HostId> + use<> {
        (0..u8::try_from(self.hosts.len()).expect("at most 253 hosts")).map(HostId)
    }

    pub(super) fn host(&self, host: HostId) -> &Host {
        &self.hosts[host.index()]
    }

    pub(super) fn host_mut(&mut self, host: HostId) -> &mut Host {
        &mut self.hosts[host.index()]
    }

    pub(super) fn link(&self, from: HostId, to: HostId) -> &Link {
        assert!(from != to, "a host has no link to itself");
        &self.links[from.index()][to.index()]
    }

    pub(super) fn link_mut(&mut self, from: HostId, to: HostId) -> &mut Link {
        assert!(from != to, "a host has no link to itself");
        &mut self.links[from.index()][to.index()]
    }

    /// All links in use, by sender, then receiver.
    pub(super) fn all_links(&self) -> impl Iterator<Item = (HostId, HostId, &Link)> {
        let pairs = self.ids().flat_map(|from| self.ids().map(move |to| (from, to)));
        pairs.filter(|(from, to)| from != to).map(|(from, to)| (from, to, self.link(from, to)))
    }

    pub(super) fn note(&mut self, what: Trace) {
        self.recorder.note(self.now, what);
    }

    pub(super) fn crash(&mut self, host: HostId) {
        let now = self.now;
        let crashed = &mut self.hosts[host.index()];
        crashed.power = Power::Down;
        crashed.crashes += 1;
        crashed.crashed_at = now;
        for link in &mut self.links[host.index()] {
            link.sender_crashed(now);
        }
    }

    /// Gives a packet to its link; says when its last byte has left the sender.
    pub(super) fn transmit(&mut self, from: HostId, to: HostId, header: &Header, attempt: u8) -> Mono {
        let packet = self.next_packet();
        let load = Load { kind: header.kind, payload_bytes: header.length, attempt };
        let link = &mut self.links[from.index()][to.index()];
        let passage = link.pass(self.now, load, &mut self.chance);
        let departs = passage.departs;
        self.note(Trace::Sent { packet, header: *header, attempt, departs });
        match passage.fate {
            Fate::Dropped(why) => self.note(Trace::Lost { packet, why }),
            Fate::Carried(journey) => {
                let (cuts, crashes) = (self.link(from, to).cuts(), self.host(from).crashes);
                let (kind, sent, image) = (header.kind, self.now, header.encode());
                let flight = Flight { packet, from, to, kind, sent, departs, cuts, crashes, image };
                self.launch(flight, &journey);
            }
        }
        departs
    }

    fn launch(&mut self, mut flight: Flight, journey: &Journey) {
        let packet = flight.packet;
        if let Some(arrives) = journey.double_arrives {
            let double = self.next_packet();
            self.note(Trace::Duplicated { packet, double });
            let slot = self.flights.insert(Flight { packet: double, ..flight });
            self.agenda.enter(arrives, Due::Arrival(slot));
        }
        if journey.held_back {
            self.note(Trace::Reordered { packet });
        }
        if let Some(bit) = journey.flipped_bit {
            self.note(Trace::Corrupted { packet, bit });
            flight.image[usize::from(bit / 8)] ^= 1 << (bit % 8);
        }
        let slot = self.flights.insert(flight);
        self.agenda.enter(journey.arrives, Due::Arrival(slot));
    }

    /// Takes a packet off the end of its link: the header, if it arrived whole at a host that is up.
    pub(super) fn arrive(&mut self, slot: FlightSlot) -> Option<(HostId, HostId, Header)> {
        let flight = self.flights.get(slot);
        let (packet, from, to) = (flight.packet, flight.from, flight.to);
        if let Some(until) = self.link(from, to).holds_until(self.now) {
            self.agenda.enter(until, Due::Arrival(slot));
            return None;
        }
        let outcome = self.inspect(flight);
        self.flights.release(slot);
        let statistics = &mut self.link_mut(from, to).statistics;
        statistics.on_the_way -= 1;
        match outcome {
            Ok(header) => {
                statistics.delivered += 1;
                statistics.delivered_bytes += u64::from(header.length);
                self.note(Trace::Delivered { packet });
                Some((from, to, header))
            }
            Err(why) => {
                statistics.drops.count(why);
                self.note(Trace::Lost { packet, why });
                None
            }
        }
    }

    fn inspect(&self, flight: &Flight) -> Result<Header, Loss> {
        let sender = self.host(flight.from);
        let never_left = sender.crashes != flight.crashes && flight.departs > sender.crashed_at;
        if !self.link(flight.from, flight.to).carries(flight.cuts) {
            return Err(Loss::Cut);
        }
        if never_left || !self.host(flight.to).is_up() {
            return Err(Loss::Down);
        }
        Header::parse(&flight.image).map_err(|_| Loss::Corrupt)
    }

    /// All packets under way, as plain data, the oldest first.
    pub(super) fn packets(&self) -> Vec<PacketView> {
        let view = |(arrives, slot)| {
            let Flight { packet, kind, from, to, sent, departs, .. } = *self.flights.get(slot);
            PacketView { packet, kind, from, to, sent, departs, arrives }
        };
        let mut packets: Vec<_> = self.agenda.arrivals().map(view).collect();
        packets.sort_unstable_by_key(|view| view.packet);
        packets
    }

    const fn next_packet(&mut self) -> PacketId {
        self.last_packet.0 += 1;
        self.last_packet
    }

    /// Packets that were ever under way at once.
    #[cfg(test)]
    pub(super) fn flight_places(&self) -> usize {
        self.flights.places()
    }
}
