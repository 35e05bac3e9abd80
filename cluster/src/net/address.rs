//! Who is called what on the virtual network: hosts and their IPv4 addresses.
//!
//! One subnet, 192.168.1.0/24. Its first address names the network, the second is the gateway's, the last is the
//! broadcast; hosts live between .2 and .254 and get the lowest free one, unless they wish for another.

use core::net::Ipv4Addr;

/// A host's place in the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostId(pub(super) u8);

impl HostId {
    /// The place as an index: hosts count from zero in the order they were added.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Bits of an address that name the subnet.
pub const PREFIX_BITS: u32 = 24;
/// Names the subnet itself.
pub const NETWORK: Ipv4Addr = Ipv4Addr::new(192, 168, 1, 0);
/// Where packets to other networks would go; there are none.
pub const GATEWAY: Ipv4Addr = Ipv4Addr::new(192, 168, 1, 1);
/// Reaches every host of the subnet.
pub const BROADCAST: Ipv4Addr = Ipv4Addr::new(192, 168, 1, 255);

/// Why a host does not get an address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not in the subnet.
    #[error("{0} is not in the network {NETWORK}/{PREFIX_BITS}: choose 192.168.1.2 to 192.168.1.254")]
    Outside(Ipv4Addr),
    /// The network's own.
    #[error("{0} names the network itself: choose 192.168.1.2 to 192.168.1.254")]
    Network(Ipv4Addr),
    /// The gateway's.
    #[error("{0} is the address of the gateway: choose 192.168.1.2 to 192.168.1.254")]
    Gateway(Ipv4Addr),
    /// The broadcast address.
    #[error("{0} is the broadcast address: choose 192.168.1.2 to 192.168.1.254")]
    Broadcast(Ipv4Addr),
    /// Another host's.
    #[error("{address} already belongs to {holder}: choose another address")]
    Taken {
        /// The address wished for.
        address: Ipv4Addr,
        /// The name of the host that has it.
        holder: String,
    },
    /// All 253 are given away.
    #[error("no address is free: 192.168.1.2 to 192.168.1.254 are all taken")]
    Exhausted,
}

/// Which host has which of the subnet's addresses; the last byte of an address is its place in the table.
#[derive(Debug)]
pub(super) struct Subnet {
    holders: [Option<HostId>; 256],
}

impl Subnet {
    pub(super) const fn new() -> Self {
        Self { holders: [None; 256] }
    }

    pub(super) fn holder(&self, address: Ipv4Addr) -> Option<HostId> {
        is_inside(address).then(|| self.holders[place(address)])?
    }

    /// The address for the next host: the one it wishes for, or the lowest free one.
    pub(super) fn choose(
        &self,
        wish: Option<Ipv4Addr>,
        name_of: impl Fn(HostId) -> String,
    ) -> Result<Ipv4Addr, AddressError> {
        match wish {
            Some(address) => self.check(address, name_of).map(|()| address),
            None => self.lowest_free().ok_or(AddressError::Exhausted),
        }
    }

    /// Gives an address that [`Self::choose`] chose to a host.
    pub(super) fn give(&mut self, address: Ipv4Addr, host: HostId) {
        let previous = self.holders[place(address)].replace(host);
        assert!(is_inside(address) && previous.is_none(), "{address} was not free");
    }

    fn check(&self, address: Ipv4Addr, name_of: impl Fn(HostId) -> String) -> Result<(), AddressError> {
        match address {
            NETWORK => Err(AddressError::Network(address)),
            GATEWAY => Err(AddressError::Gateway(address)),
            BROADCAST => Err(AddressError::Broadcast(address)),
            _ if !is_inside(address) => Err(AddressError::Outside(address)),
            _ => match self.holder(address) {
                Some(host) => Err(AddressError::Taken { address, holder: name_of(host) }),
                None => Ok(()),
            },
        }
    }

    fn lowest_free(&self) -> Option<Ipv4Addr> {
        (2..=254).map(|last| Ipv4Addr::new(192, 168, 1, last)).find(|&address| self.holder(address).is_none())
    }
}

fn is_inside(address: Ipv4Addr) -> bool {
    address.octets()[..3] == NETWORK.octets()[..3]
}

fn place(address: Ipv4Addr) -> usize {
    usize::from(address.octets()[3])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(subnet: &Subnet, wish: [u8; 4]) -> String {
        let chosen = subnet.choose(Some(wish.into()), |_| "node-us-east".to_owned());
        chosen.map_or_else(|refused| refused.to_string(), |address| format!("{address} is free"))
    }

    #[test]
    fn hosts_get_the_lowest_free_address() {
        let mut subnet = Subnet::new();
        let next = |subnet: &Subnet| subnet.choose(None, |_| String::new());
        subnet.give(Ipv4Addr::new(192, 168, 1, 3), HostId(0));
        assert_eq!(next(&subnet), Ok(Ipv4Addr::new(192, 168, 1, 2)));
        subnet.give(Ipv4Addr::new(192, 168, 1, 2), HostId(1));
        assert_eq!(next(&subnet), Ok(Ipv4Addr::new(192, 168, 1, 4)));
        assert_eq!(subnet.holder(Ipv4Addr::new(192, 168, 1, 3)), Some(HostId(0)));
        assert_eq!(subnet.holder(Ipv4Addr::new(10, 0, 0, 3)), None);
    }

    #[test]
    fn the_253rd_host_gets_the_last_address_and_the_next_none() {
        let mut subnet = Subnet::new();
        let mut last = None;
        for number in 0..253 {
            let address = subnet.choose(None, |_| String::new()).expect("there are 253");
            subnet.give(address, HostId(number));
            last = Some(address);
        }
        assert_eq!(last, Some(Ipv4Addr::new(192, 168, 1, 254)));
        assert_eq!(subnet.choose(None, |_| String::new()), Err(AddressError::Exhausted));
    }

    #[test]
    fn a_refusal_says_why_and_what_to_do() {
        let mut subnet = Subnet::new();
        subnet.give(Ipv4Addr::new(192, 168, 1, 2), HostId(0));
        let check = |wish, sentence: &str| assert_eq!(refusal(&subnet, wish), sentence);
        let choose = "choose 192.168.1.2 to 192.168.1.254";
        check([192, 168, 1, 0], &format!("192.168.1.0 names the network itself: {choose}"));
        check([192, 168, 1, 1], &format!("192.168.1.1 is the address of the gateway: {choose}"));
        check([192, 168, 1, 255], &format!("192.168.1.255 is the broadcast address: {choose}"));
        check([192, 168, 2, 7], &format!("192.168.2.7 is not in the network 192.168.1.0/24: {choose}"));
        check([192, 168, 1, 2], "192.168.1.2 already belongs to node-us-east: choose another address");
        check([192, 168, 1, 254], "192.168.1.254 is free");
    }
}
