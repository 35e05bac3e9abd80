//! A native channel: HTTP/2, connected on first use and again after a loss. Over TLS; in plain text only to this machine.

use std::{net::IpAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http::Uri;
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, pki_types::ServerName};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};
use tonic::{
    Request,
    transport::{Channel, Endpoint},
};
use tower::service_fn;

use super::trust::{Trust, Untrusted};
use crate::{ClientError, Kind};

/// What the generated clients send through.
pub(crate) type Wire = Channel;

/// How long a connection may take to open.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Bytes of a frame that the server may send: each costs a write there and a read here, so a chunk of 1 MiB should not
/// need the 64 of HTTP/2's default.
const FRAME_BYTES_MAX: u32 = 256 * 1024;
/// Of `https`.
const PORT: u16 = 443;

/// A lazy channel to this origin; needs a tokio runtime around it.
pub(crate) fn open(origin: &str) -> Result<Wire, ClientError> {
    open_trusting(origin, &Trust::System)
}

/// The same, with another trust than the system's.
pub(crate) fn open_trusting(origin: &str, trust: &Trust) -> Result<Wire, ClientError> {
    let endpoint = Endpoint::from_shared(origin.to_owned()).map_err(|error| {
        ClientError::local(Kind::Invalid, "BAD_ADDRESS", format!("{origin} is no address: {error}."))
    })?;
    let endpoint = endpoint
        .user_agent(user_agent())
        .map_err(|error| ClientError::local(Kind::Invalid, "BAD_NAME", error.to_string()))?
        .connect_timeout(CONNECT_TIMEOUT)
        .tcp_nodelay(true)
        .max_frame_size(FRAME_BYTES_MAX);
    let uri = endpoint.uri();
    match uri.scheme_str() {
        Some("https") => {
            let config = trust.config()?;
            let connector = service_fn(move |uri: Uri| connect(uri, Arc::clone(&config)));
            Ok(endpoint.connect_with_connector_lazy(connector))
        }
        Some("http") if uri.host().is_some_and(is_this_machine) => Ok(endpoint.connect_lazy()),
        _ => Err(ClientError::local(
            Kind::Invalid,
            "PLAIN_TEXT",
            format!(
                "{origin} is not on this machine, and passwords must not travel in the clear: use https."
            ),
        )),
    }
}

/// What this program says of itself, so that its owner knows the session again: "skyshard/0.1.0 (Linux)".
fn user_agent() -> String {
    let system = match std::env::consts::OS {
        "linux" => "Linux",
        "macos" => "Mac OS X",
        "windows" => "Windows",
        other => other,
    };
    format!("skyshard/{} ({system})", env!("CARGO_PKG_VERSION"))
}

/// Whether nothing that is sent there leaves this machine.
fn is_this_machine(host: &str) -> bool {
    let address: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    address.map_or_else(
        || host.eq_ignore_ascii_case("localhost") || host.to_ascii_lowercase().ends_with(".localhost"),
        |address| address.is_loopback(),
    )
}

async fn connect(
    uri: Uri,
    config: Arc<ClientConfig>,
) -> Result<TokioIo<TlsStream<TcpStream>>, Box<dyn std::error::Error + Send + Sync>> {
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let name = ServerName::try_from(host.clone())?;
    let stream = TcpStream::connect((host.as_str(), uri.port_u16().unwrap_or(PORT))).await?;
    stream.set_nodelay(true)?;
    let opened = TlsConnector::from(config).connect(name, stream).await;
    opened.map(TokioIo::new).map_err(|error| {
        match error.get_ref().and_then(|cause| cause.downcast_ref::<rustls::Error>()) {
            Some(cause @ rustls::Error::InvalidCertificate(_)) => {
                Untrusted { host, cause: cause.to_string() }.into()
            }
            _ => error.into(),
        }
    })
}

/// A request without any token: here none is added.
pub(crate) fn unsigned<Message>(message: Message) -> Request<Message> {
    Request::new(message)
}

/// Bytes to be sent in a message.
#[derive(Debug, Clone)]
pub struct Content(pub(crate) Bytes);

impl Content {
    /// What stands in the message itself: all of it.
    pub(crate) fn in_message(&self) -> Bytes {
        self.0.clone()
    }

    /// Sends what the messages lack behind them: nothing.
    pub(crate) fn follow<Messages>(_: &[Self], _: &mut Request<Messages>, _field: u32) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nothing_leaves_this_machine_in_plain_text() {
        for origin in ["http://localhost:8080", "http://127.0.0.9", "http://[::1]:80", "http://a.localhost"] {
            assert!(open(origin).is_ok(), "{origin}");
        }
        for origin in ["http://192.0.2.1:8080", "http://files.example.com", "http://localhost.example.com"] {
            let refused = open(origin).expect_err("it would be sent in the clear");
            assert_eq!(refused.reason, "PLAIN_TEXT", "{origin}");
        }
        assert!(open("https://files.example.com").is_ok());
    }

    #[test]
    fn what_withstands_a_quantum_computer_is_offered_first() {
        let config = Trust::System.config().expect("a configuration");
        assert_eq!(config.crypto_provider().kx_groups[0].name(), rustls::NamedGroup::X25519MLKEM768);
    }

    #[test]
    fn what_is_no_certificate_is_trusted_by_nobody() {
        for pem in ["", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            let refused = Trust::Authority(pem.to_owned()).config().expect_err("no certificate");
            assert_eq!(refused.reason, "BAD_AUTHORITY", "{pem}");
        }
    }
}
