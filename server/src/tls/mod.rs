//! TLS for whoever comes from another machine (SEC-53): version 1.3 and nothing older, no early data, and a certificate
//! from the first start on.
//!
//! - [`Certificates`]: what the server shows to its clients now, and its replacement while connections live
//! - `pair`: a certificate and its key, read from files and proven before they are used
//! - `own`: the pair that the server makes for itself, where the operator has none
//! - `watch`: looks at the files again, and renews what is ours
//!
//! The files of an operator may be replaced at any time: connections that stand keep what they began with, new ones see
//! the new pair. A pair that cannot be right is told of and the one before goes on; there is no way back to plain text.
mod certificates;
mod own;
mod pair;
mod watch;

use std::sync::Arc;

use rustls::crypto::{CryptoProvider, aws_lc_rs};

pub use certificates::Certificates;
pub use pair::CertificateError;
pub(crate) use watch::watch;

/// The one crypto provider. Of the key exchanges, the one that the client likes best is taken: browsers and our own client
/// put first what also withstands a quantum computer (X25519MLKEM768).
pub(crate) fn provider() -> CryptoProvider {
    aws_lc_rs::default_provider()
}

/// What every connection is served with.
pub(crate) fn server_config(certificates: &Arc<Certificates>) -> Arc<rustls::ServerConfig> {
    let shown: Arc<Certificates> = Arc::clone(certificates);
    let mut config = rustls::ServerConfig::builder_with_provider(Arc::new(provider()))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .expect("the provider has suites of TLS 1.3")
        .with_no_client_auth()
        .with_cert_resolver(shown);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    // A request that can be sent again by whoever recorded it is none that we answer.
    config.max_early_data_size = 0;
    Arc::new(config)
}

#[cfg(test)]
mod tests;
