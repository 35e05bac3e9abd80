//! From which network something was done, so that rows from one network can be told from others, and the network itself
//! stands in none: HMAC-SHA-256 (RFC 2104) of its name, cut to 16 bytes, under a key that the database does not have.
//!
//! A network is what the throttle counts by, an IPv4 address or the /64 of an IPv6 one. There are so few of them that a
//! digest without a key would be no secret: all of IPv4 is tried in minutes.
use std::fmt;

use aws_lc_rs::hmac;
use domain::hex;

const BYTES: usize = 16;
const LABEL: &[u8] = b"network ";

/// The keyed digest of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin([u8; BYTES]);

impl Origin {
    /// Of a network by its name; `None` where nobody knows it.
    pub fn of(key: &[u8; 32], network: &str) -> Option<Self> {
        if network.is_empty() {
            return None;
        }
        let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
        context.update(LABEL);
        context.update(network.as_bytes());
        context.sign().as_ref().first_chunk().copied().map(Self)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&hex::encode(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(key: u8, network: &str) -> String {
        Origin::of(&[key; 32], network).map_or_else(String::new, |origin| origin.to_string())
    }

    #[test]
    fn a_network_has_one_digest_that_needs_the_key() {
        assert_eq!(of(1, "192.0.2.7"), of(1, "192.0.2.7"));
        assert_ne!(of(1, "192.0.2.7"), of(1, "192.0.2.8"));
        assert_ne!(of(1, "192.0.2.7"), of(2, "192.0.2.7"));
        assert_eq!(of(1, "2001:db8:1:2::/64").len(), 2 * BYTES);
        assert_eq!(of(1, ""), "", "nobody knows where it came from");
    }

    #[test]
    fn the_digest_is_as_another_program_makes_it() {
        assert_eq!(of(7, "192.0.2.7"), "31700cac23b020b400a198983cc422f0");
    }
}
