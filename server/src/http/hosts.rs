//! The names this server answers to. On a loopback address those are the names of this machine and, behind a proxy,
//! the configured origin. Any other name is a page that pointed its own name at us (DNS rebinding): to a browser it
//! would be of one origin with us, and read the Outbox of test mode.

/// What may stand in `Host` and `Origin`.
#[derive(Clone, Debug)]
pub(super) struct Hosts {
    /// `https://files.example.com`, where the operator set one.
    origin: Option<String>,
}

impl Hosts {
    /// The names of this machine, and the origin's.
    pub(super) fn loopback(origin: Option<&str>) -> Self {
        Self { origin: origin.map(|origin| origin.trim_end_matches('/').to_ascii_lowercase()) }
    }

    pub(super) fn includes(&self, host: &str) -> bool {
        let name = without_port(host);
        name.eq_ignore_ascii_case("localhost")
            || name == "[::1]"
            || is_loopback_v4(name)
            || name.to_ascii_lowercase().ends_with(".localhost")
            || self.origin_host().is_some_and(|own| own.eq_ignore_ascii_case(host))
    }

    fn origin_host(&self) -> Option<&str> {
        self.origin.as_deref()?.split_once("://").map(|(_, host)| host)
    }

    /// Whether `origin` is where the request went: the same host and port over plain HTTP, or the configured one.
    pub(super) fn is_origin(&self, origin: &str, host: Option<&str>) -> bool {
        let origin = origin.to_ascii_lowercase();
        let went_to = host.map(|host| format!("http://{}", host.to_ascii_lowercase()));
        went_to.is_some_and(|host| host == origin) || self.origin.as_ref() == Some(&origin)
    }
}

/// A port is digits after the last colon; an address in brackets keeps its own colons.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn is_loopback_v4(name: &str) -> bool {
    name.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}
