//! The packets between two hosts. Their places are used again, so that a packet costs no allocation.

use super::address::HostId;
use super::packet::{Kind, PacketId, WireImage};
use crate::mono::Mono;

/// A packet on its way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flight {
    pub(super) packet: PacketId,
    pub(super) from: HostId,
    pub(super) to: HostId,
    pub(super) kind: Kind,
    pub(super) sent: Mono,
    /// When its last byte left the sender.
    pub(super) departs: Mono,
    /// How often the link had been cut when it was sent.
    pub(super) cuts: u32,
    /// How often the sender had crashed when it was sent.
    pub(super) crashes: u32,
    /// What the receiver will see.
    pub(super) image: WireImage,
}

/// The place of a packet in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FlightSlot(pub(super) u32);

#[derive(Debug)]
pub(super) struct Flights {
    places: Vec<Flight>,
    free: Vec<FlightSlot>,
}

impl Flights {
    pub(super) const fn new() -> Self {
        Self { places: Vec::new(), free: Vec::new() }
    }

    pub(super) fn insert(&mut self, flight: Flight) -> FlightSlot {
        if let Some(slot) = self.free.pop() {
            self.places[slot.index()] = flight;
            return slot;
        }
        let slot =
            FlightSlot(u32::try_from(self.places.len()).expect("fewer packets than four thousand million"));
        self.places.push(flight);
        slot
    }

    pub(super) fn get(&self, slot: FlightSlot) -> &Flight {
        &self.places[slot.index()]
    }

    /// Gives the place free: each slot is released once.
    pub(super) fn release(&mut self, slot: FlightSlot) {
        self.free.push(slot);
    }

    /// Places ever used at once.
    #[cfg(test)]
    pub(super) fn places(&self) -> usize {
        self.places.len()
    }
}

impl FlightSlot {
    const fn index(self) -> usize {
        self.0 as usize
    }
}
