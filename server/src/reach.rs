//! By which name and addresses other machines reach this one, as far as it knows itself.
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};

/// The name of this machine, when it is one that a certificate can have.
pub fn host_name() -> Option<String> {
    let name = hostname::get().ok()?.into_string().ok()?.to_ascii_lowercase();
    rustls::pki_types::DnsName::try_from(name.as_str()).is_ok().then_some(name)
}

/// The addresses from which this machine would speak to others, IPv4 first. A datagram socket that is connected asks the
/// routing table and sends nothing; the far ends are those of documentation (RFC 5737, RFC 3849).
pub fn addresses() -> impl Iterator<Item = IpAddr> {
    let far: [(IpAddr, IpAddr); 2] = [
        (Ipv4Addr::UNSPECIFIED.into(), Ipv4Addr::new(192, 0, 2, 1).into()),
        (Ipv6Addr::UNSPECIFIED.into(), Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).into()),
    ];
    let near = far.into_iter().filter_map(|(here, there)| {
        let socket = UdpSocket::bind((here, 0)).ok()?;
        socket.connect((there, 9)).ok()?;
        Some(socket.local_addr().ok()?.ip())
    });
    near.filter(|address| !address.is_loopback() && !address.is_unspecified())
}
