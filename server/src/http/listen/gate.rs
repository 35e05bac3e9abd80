//! Counts connections: so many in all, so many from one network address.
use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv6Addr},
    sync::Arc,
};

use parking_lot::Mutex;

/// Connections in all: with 2 000 of them the server holds some hundred megabytes of buffers at worst.
const CONNECTIONS_MAX: usize = 2_000;
/// Connections of one address: five browsers with six each.
const PER_ADDRESS_MAX: usize = 32;
/// Connections of this machine itself, where tests, tools and a proxy share one address, and of a listed proxy elsewhere,
/// which stands for all its clients.
const SHARED_MAX: usize = 256;

/// Who is inside.
#[derive(Clone)]
pub(super) struct Gate(Arc<Mutex<Inside>>);

#[derive(Default)]
struct Inside {
    all: usize,
    by_address: BTreeMap<IpAddr, usize>,
}

/// A connection's place; dropping it lets another one in.
pub(super) struct Place {
    gate: Gate,
    address: IpAddr,
}

impl Gate {
    pub(super) fn new() -> Self {
        Self(Arc::default())
    }

    /// A place for a connection, unless all are taken: then it is closed at once, which costs us least.
    pub(super) fn enter(&self, peer: IpAddr, is_proxy: bool) -> Option<Place> {
        let address = network(peer);
        let is_shared = is_proxy || address.is_loopback();
        let allowed = if is_shared { SHARED_MAX } else { PER_ADDRESS_MAX };
        let mut inside = self.0.lock();
        let here = inside.by_address.get(&address).copied().unwrap_or(0);
        if inside.all >= CONNECTIONS_MAX || here >= allowed {
            tracing::debug!(connections = inside.all, from_address = here, "a connection was turned away");
            return None;
        }
        inside.all += 1;
        inside.by_address.insert(address, here + 1);
        Some(Place { gate: self.clone(), address })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut inside = self.gate.0.lock();
        inside.all -= 1;
        if let Some(here) = inside.by_address.get_mut(&self.address) {
            *here -= 1;
            if *here == 0 {
                inside.by_address.remove(&self.address);
            }
        }
    }
}

/// One customer of an IPv6 provider holds a whole /64, so that is one address to us.
fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) if !address.is_loopback() => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64))
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn one_address_does_not_take_all_places() {
        let gate = Gate::new();
        let held: Vec<_> = (0..PER_ADDRESS_MAX).map(|_| gate.enter(address("192.0.2.1"), false)).collect();
        assert!(held.iter().all(Option::is_some));
        assert!(gate.enter(address("192.0.2.1"), false).is_none());
        assert!(gate.enter(address("192.0.2.2"), false).is_some());
        drop(held);
        assert!(gate.enter(address("192.0.2.1"), false).is_some());
        assert!(gate.0.lock().by_address.is_empty());
    }

    #[test]
    fn a_v6_network_is_one_address() {
        let gate = Gate::new();
        let places: Vec<_> =
            (0..40).map(|host| gate.enter(address(&format!("2001:db8::{host:x}")), false)).collect();
        assert_eq!(places.iter().flatten().count(), PER_ADDRESS_MAX);
        assert!(gate.enter(address("2001:db8:0:1::1"), false).is_some());
    }

    #[test]
    fn a_listed_proxy_stands_for_its_clients() {
        let gate = Gate::new();
        let places: Vec<_> = (0..300).map(|_| gate.enter(address("10.0.0.2"), true)).collect();
        assert_eq!(places.iter().flatten().count(), SHARED_MAX);
    }

    #[test]
    fn there_is_an_end_to_all() {
        let gate = Gate::new();
        let many = (0..=u8::MAX).flat_map(|host| (0..32).map(move |_| IpAddr::from([192, 0, 2, host])));
        let places: Vec<_> = many.map(|peer| gate.enter(peer, false)).collect();
        assert_eq!(places.iter().flatten().count(), CONNECTIONS_MAX);
    }
}
