//! The places of requests at work (SEC-44): so many in all, so many for one network. Without the second number whoever
//! opens all streams of all connections that one address is given, and sends half of each request, would have every place.
use std::collections::BTreeMap;

use parking_lot::Mutex;

use crate::auth::Network;

/// Requests at work: each holds at most two messages of 1 MiB and some kilobytes, so memory stays bounded.
const IN_FLIGHT_MAX: usize = 2_000;
/// Of one network: some sixty browsers that upload, four parts at a time.
const PER_NETWORK_MAX: usize = 250;
/// Of this machine itself, where tests and tools share an address.
const THIS_MACHINE_MAX: usize = 1_000;

/// Who is at work.
#[derive(Default)]
pub(super) struct Places(Mutex<AtWork>);

#[derive(Default)]
struct AtWork {
    all: usize,
    by_network: BTreeMap<Network, usize>,
}

/// One of the places; dropping it gives it back.
pub(super) struct Place<'a> {
    places: &'a Places,
    network: Option<Network>,
}

impl Places {
    /// A place, unless all are taken, or all of this network.
    pub(super) fn enter(&self, network: Option<&Network>) -> Option<Place<'_>> {
        let mut inside = self.0.lock();
        if inside.all >= IN_FLIGHT_MAX {
            return None;
        }
        if let Some(network) = network {
            let allowed = if network.is_this_machine() { THIS_MACHINE_MAX } else { PER_NETWORK_MAX };
            let here = inside.by_network.entry(network.clone()).or_default();
            if *here >= allowed {
                return None;
            }
            *here += 1;
        }
        inside.all += 1;
        Some(Place { places: self, network: network.cloned() })
    }

    #[cfg(test)]
    pub(super) fn at_work(&self) -> usize {
        self.0.lock().all
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut inside = self.places.0.lock();
        inside.all -= 1;
        let Some(network) = &self.network else { return };
        if let Some(here) = inside.by_network.get_mut(network) {
            *here -= 1;
            if *here == 0 {
                inside.by_network.remove(network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(address: &str) -> Network {
        Network::of(address.parse().expect("an address"))
    }

    #[test]
    fn places_end_and_come_back() {
        let places = Places::default();
        let held: Vec<_> = (0..IN_FLIGHT_MAX).map(|_| places.enter(None)).collect();
        assert!(held.iter().all(Option::is_some));
        assert!(places.enter(None).is_none());
        drop(held);
        assert!(places.enter(None).is_some());
        assert_eq!(places.at_work(), 0);
    }

    #[test]
    fn one_network_does_not_take_all_places_at_work() {
        let places = Places::default();
        for (address, neighbour, allowed) in [
            ("192.0.2.1", "192.0.2.1", PER_NETWORK_MAX),
            ("2001:db8::1", "2001:db8::2", PER_NETWORK_MAX),
            ("127.0.0.1", "127.0.0.1", THIS_MACHINE_MAX),
        ] {
            let held: Vec<_> = (0..allowed).map(|_| places.enter(Some(&network(address)))).collect();
            assert!(held.iter().all(Option::is_some));
            assert!(places.enter(Some(&network(neighbour))).is_none());
            assert!(places.enter(Some(&network("192.0.2.2"))).is_some());
            drop(held);
            assert!(places.enter(Some(&network(neighbour))).is_some());
        }
        assert!(places.0.lock().by_network.is_empty());
    }
}
