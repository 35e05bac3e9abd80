//! A host: a name, an address, and whether it runs.

use core::net::Ipv4Addr;

use super::topology::Power;
use crate::mono::Mono;

/// Ports that are given to those who ask for a connection (RFC 6335, section 6).
const EPHEMERAL_PORTS: core::ops::RangeInclusive<u16> = 49_152..=65_535;

#[derive(Debug)]
pub(super) struct Host {
    pub(super) name: String,
    pub(super) address: Ipv4Addr,
    pub(super) power: Power,
    /// How often it crashed, and when last: what had not left it by then never leaves.
    pub(super) crashes: u32,
    pub(super) crashed_at: Mono,
    next_port: u16,
}

impl Host {
    pub(super) fn new(name: &str, address: Ipv4Addr) -> Self {
        Self {
            name: name.to_owned(),
            address,
            power: Power::Up,
            crashes: 0,
            crashed_at: Mono::ZERO,
            next_port: *EPHEMERAL_PORTS.start(),
        }
    }

    pub(super) fn is_up(&self) -> bool {
        self.power == Power::Up
    }

    /// A port for a connection it asks for; they go round.
    pub(super) fn take_port(&mut self) -> u16 {
        let port = self.next_port;
        self.next_port = if port == *EPHEMERAL_PORTS.end() { *EPHEMERAL_PORTS.start() } else { port + 1 };
        port
    }
}
