//! Who knocks, before anybody knows who it is: the browser that a challenge is bound to, the program, the network.
//! Nothing here is proof of anything; it is what the owner of an account is shown, and what a throttle counts by.
use std::{fmt, net::IpAddr, sync::Arc};

use domain::{id::AccountId, limits::DEVICE_CHARS_MAX};
use http::{Extensions, HeaderMap, HeaderName, header::USER_AGENT};

use super::{
    Door, Secret,
    authenticate::{anyone, browser},
    device_pass,
};
use crate::{app::App, keyring::Keys, trail::Origin};

/// Where a request came from: an IPv4 address, or the /64 of an IPv6 one, because a house has a whole /64 to choose from.
/// Clones share it: each request of a connection has one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Network(Arc<str>);

impl Network {
    /// The network of a peer.
    pub fn of(peer: IpAddr) -> Self {
        let name = match peer.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        };
        Self(name.into())
    }

    /// Whether a program of this machine asked, and no proxy for somebody else.
    pub fn is_this_machine(&self) -> bool {
        self.0.starts_with("127.") || *self.0 == *"0:0:0:0::/64"
    }

    /// What the audit trail keeps of it, to be made when a row needs it: most calls write none.
    pub(super) fn source(&self, app: &App) -> Source {
        Source { network: self.clone(), keys: app.keyring.newest() }
    }
}

/// A network, and the key that its digest will be made with.
#[derive(Clone)]
pub(super) struct Source {
    network: Network,
    keys: Arc<Keys>,
}

/// Neither the network nor the key is for a log.
impl fmt::Debug for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Source").finish_non_exhaustive()
    }
}

impl Source {
    pub(super) fn origin(&self) -> Option<Origin> {
        Origin::of(&self.keys.network, &self.network.0)
    }
}

/// What a program says of itself (`User-Agent`), as far as it can be shown.
#[derive(Clone, Debug, Default)]
pub struct Device(String);

impl Device {
    /// Of a request's headers.
    pub fn of(headers: &HeaderMap) -> Self {
        let said = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Self(said.chars().filter(|letter| !letter.is_control()).take(DEVICE_CHARS_MAX).collect())
    }
}

/// Whether somebody is there. Only what a person does keeps a session from being idle (SEC-22): not a stream that is
/// looked at, not the trade of a token, and not the calls that a page makes by itself while nobody touches it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// A person, or work that a person began and that still goes on.
    #[default]
    Attended,
    /// A program by itself.
    Unattended,
}

impl Presence {
    /// The header in which our page says that nobody touched it lately. Who leaves it out is believed to be there, as
    /// everybody is who calls by other programs; who adds it only ends a session of his own sooner.
    const AWAY: HeaderName = HeaderName::from_static("x-away");

    /// Of a request's headers.
    pub fn of(headers: &HeaderMap) -> Self {
        if headers.contains_key(Self::AWAY) { Self::Unattended } else { Self::Attended }
    }

    /// As the request's doors noted it.
    pub(super) fn noted(request: &Extensions) -> Self {
        request.get::<Self>().copied().unwrap_or_default()
    }
}

/// Who knocks.
#[derive(Clone, Default)]
pub struct Visitor {
    /// The secret that binds what begins to this browser; none at the native door.
    pub browser: Option<Secret>,
    /// The pass that an account may have given this browser.
    pub pass: Option<String>,
    /// What the program says of itself; may be empty.
    pub device: String,
    /// Where it comes from; empty where nobody knows.
    pub network: String,
}

impl Visitor {
    /// As the request's doors noted it. Who asks for no session asks for this.
    pub fn of(request: &Extensions) -> Self {
        anyone(request);
        Self {
            browser: browser(request).flatten(),
            pass: match request.get::<Door>() {
                Some(Door::Browser { device, .. }) => device.clone(),
                Some(Door::Native { .. }) | None => None,
            },
            device: request.get::<Device>().map(|device| device.0.clone()).unwrap_or_default(),
            network: request.get::<Network>().map(|network| network.0.to_string()).unwrap_or_default(),
        }
    }

    /// The same, with a binding where it is a browser that has none yet.
    pub fn bound(request: &Extensions) -> Self {
        let browser = browser(request).map(|has| has.unwrap_or_else(Secret::fresh));
        Self { browser, ..Self::of(request) }
    }

    /// What tells this device from others when a token comes back (SEC-23): a browser that the account knows, wherever it
    /// is by now, or else where it is; and what the program says of itself.
    pub fn face(&self, app: &App, account: AccountId) -> String {
        match self.known_device(app, account) {
            // Not which pass: each answer brings another one, and two tabs may hold two of them.
            Some(_) => format!("known {}", self.device),
            None => format!("at {} {}", self.network, self.device),
        }
    }

    /// From where, as the audit trail keeps it.
    pub fn origin(&self, app: &App) -> Option<Origin> {
        Origin::of(&app.keyring.newest().network, &self.network)
    }

    /// The id of this browser, if the account knows it.
    pub fn known_device(&self, app: &App, account: AccountId) -> Option<String> {
        let pass = self.pass.as_deref()?;
        let ring = app.keyring.ring();
        ring.keys().iter().find_map(|keys| device_pass::id_of(&keys.device, account, pass))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_house_is_one_network() {
        let of = |text: &str| Network::of(text.parse().expect("an address")).0.to_string();
        assert_eq!(of("192.0.2.7"), "192.0.2.7");
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    }

    #[test]
    fn a_program_says_little() {
        let mut headers = HeaderMap::new();
        assert_eq!(Device::of(&headers).0, "");
        headers.insert(USER_AGENT, "x".repeat(5_000).parse().expect("a header"));
        assert_eq!(Device::of(&headers).0.len(), DEVICE_CHARS_MAX);
    }
}
