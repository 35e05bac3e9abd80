//! Whose word counts on where a request came from (SEC-19). A proxy names its client in `X-Forwarded-For`; anybody else who
//! does is not heard. Behind an origin, who listens on this machine alone trusts the proxy on this machine.
use std::net::{IpAddr, SocketAddr};

use http::HeaderMap;
use ipnet::IpNet;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The proxies that are believed.
#[derive(Clone, Debug, Default)]
pub(super) struct Proxies(Vec<IpNet>);

impl Proxies {
    /// These.
    pub(super) fn new(trusted: Vec<IpNet>) -> Self {
        Self(trusted)
    }

    /// The address of the client: the last one that a proxy of ours saw and that is no proxy of ours itself. A header that
    /// cannot be read says nothing, and neither does what stands before it.
    pub(super) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let told: Vec<&str> = headers
            .get_all(FORWARDED_FOR)
            .iter()
            .flat_map(|value| value.to_str().unwrap_or("?").split(','))
            .collect();
        for address in told.iter().rev() {
            if !self.trusts(client) {
                break;
            }
            let Some(before) = read(address) else { break };
            client = before.to_canonical();
        }
        client
    }

    /// Whether this address is one of them.
    pub(super) fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|net| net.contains(&address))
    }
}

/// An address, perhaps with a port.
fn read(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let with_port = || text.parse::<SocketAddr>().map(|address| address.ip());
    text.trim_matches(['[', ']']).parse().or_else(|_| with_port()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &[&str], peer: &str, headers: &[&str]) -> String {
        let nets = trusted.iter().map(|net| net.parse().expect("a network")).collect();
        let mut map = HeaderMap::new();
        for header in headers {
            map.append(FORWARDED_FOR, header.parse().expect("a header"));
        }
        Proxies::new(nets).client(peer.parse().expect("an address"), &map).to_string()
    }

    #[test]
    fn a_stranger_cannot_say_who_he_is() {
        assert_eq!(client(&[], "192.0.2.1", &["203.0.113.9"]), "192.0.2.1");
        assert_eq!(client(&["127.0.0.0/8"], "192.0.2.1", &["203.0.113.9"]), "192.0.2.1");
    }

    #[test]
    fn a_proxy_names_its_client_and_not_what_that_one_made_up() {
        let trusted = ["127.0.0.0/8", "::1/128", "10.0.0.0/8"];
        assert_eq!(client(&trusted, "127.0.0.1", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(client(&trusted, "::1", &["1.2.3.4, 203.0.113.9"]), "203.0.113.9");
        assert_eq!(client(&trusted, "127.0.0.1", &["1.2.3.4", "203.0.113.9, 10.1.1.1"]), "203.0.113.9");
        assert_eq!(client(&trusted, "127.0.0.1", &["203.0.113.9:51234"]), "203.0.113.9");
        assert_eq!(client(&trusted, "127.0.0.1", &["[2001:db8::1]:443"]), "2001:db8::1");
        assert_eq!(client(&trusted, "::ffff:127.0.0.1", &["::ffff:203.0.113.9"]), "203.0.113.9");
    }

    #[test]
    fn what_cannot_be_read_says_nothing() {
        let trusted = ["127.0.0.0/8"];
        for header in ["", "unknown", "203.0.113.9, _hidden", "203.0.113.9, "] {
            assert_eq!(client(&trusted, "127.0.0.1", &[header]), "127.0.0.1", "{header}");
        }
        assert_eq!(client(&trusted, "127.0.0.1", &[]), "127.0.0.1");
    }
}
