//! The names this server answers to. On a loopback address those are the names of this machine and, behind a proxy,
//! the configured origin; with TLS also those of its certificate, and addresses. Any other name is a page that pointed
//! its own name at us (DNS rebinding): to a browser it would be of one origin with us, and read the Outbox of test mode.
//! An address cannot be pointed elsewhere.
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use crate::tls::Certificates;

/// What may stand in `Host` and `Origin`.
#[derive(Clone, Debug)]
pub(super) struct Hosts {
    /// `https://files.example.com`, where the operator set one.
    origin: Option<String>,
    /// What our port shows, where it speaks TLS.
    certificates: Option<Arc<Certificates>>,
}

impl Hosts {
    /// The names of this machine, the origin's, and those of the certificate.
    pub(super) fn new(origin: Option<&str>, certificates: Option<Arc<Certificates>>) -> Self {
        let origin = origin.map(|origin| origin.trim_end_matches('/').to_ascii_lowercase());
        Self { origin, certificates }
    }

    pub(super) fn includes(&self, host: &str) -> bool {
        let name = without_port(host);
        is_this_machine(name)
            || self.origin_host().is_some_and(|own| own.eq_ignore_ascii_case(host))
            || self.certificates.as_ref().is_some_and(|shown| is_address(name) || shown.name(name))
    }

    fn origin_host(&self) -> Option<&str> {
        self.origin.as_deref()?.split_once("://").map(|(_, host)| host)
    }

    /// Whether `origin` is where the request went: the same scheme, host and port, or the configured one.
    pub(super) fn is_origin(&self, origin: &str, host: Option<&str>) -> bool {
        let origin = origin.to_ascii_lowercase();
        let scheme = if self.certificates.is_some() { "https" } else { "http" };
        let went_to = host.map(|host| format!("{scheme}://{}", host.to_ascii_lowercase()));
        went_to.is_some_and(|host| host == origin) || self.origin.as_ref() == Some(&origin)
    }

    /// Whether a browser that asked for this host may be told to use `https` alone for a year (SEC-30). `localhost` is
    /// every server's of its machine, so none of them may decide that for the others.
    pub(super) fn is_strict(&self, host: Option<&str>) -> bool {
        let by_proxy = || self.origin.as_ref().is_some_and(|origin| origin.starts_with("https://"));
        let encrypted = self.certificates.is_some() || by_proxy();
        encrypted && host.is_some_and(|host| !is_this_machine(without_port(host)))
    }
}

fn is_this_machine(name: &str) -> bool {
    name.eq_ignore_ascii_case("localhost")
        || name == "[::1]"
        || name.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        || name.to_ascii_lowercase().ends_with(".localhost")
}

fn is_address(name: &str) -> bool {
    name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok()
}

/// A port is digits after the last colon; an address in brackets keeps its own colons.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}
