//! How a native client knows that it speaks with the server it means: TLS 1.3, and a certificate that somebody vouches
//! for who was named beforehand. Nothing is trusted because it happens to answer.

use std::sync::Arc;

use domain::fingerprint::Fingerprint;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{
        CryptoProvider,
        aws_lc_rs::{
            self,
            kx_group::{SECP256R1, SECP384R1, X25519, X25519MLKEM768},
        },
        verify_tls13_signature,
    },
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};
use sha2::{Digest, Sha256};

use crate::{ClientError, Kind};

/// Whom to believe that it is the server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Trust {
    /// The authorities of this system.
    #[default]
    System,
    /// The authorities in this PEM, or the server's own certificate, and nobody else.
    Authority(String),
    /// The one certificate with this fingerprint, whatever names and times it has: who compared it knows whose it is.
    Certificate(Fingerprint),
}

impl Trust {
    /// What connections are opened with.
    pub(super) fn config(&self) -> Result<Arc<ClientConfig>, ClientError> {
        // The one that also withstands a quantum computer is offered first.
        let kx_groups = vec![X25519MLKEM768, X25519, SECP256R1, SECP384R1];
        let provider = Arc::new(CryptoProvider { kx_groups, ..aws_lc_rs::default_provider() });
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(&[&rustls::version::TLS13])
            .expect("the provider has suites of TLS 1.3");
        let builder = match self {
            Self::System => builder.with_root_certificates(system()),
            Self::Authority(pem) => builder.with_root_certificates(authority(pem)?),
            Self::Certificate(fingerprint) => {
                let pinned = Pinned { fingerprint: *fingerprint, provider };
                builder.dangerous().with_custom_certificate_verifier(Arc::new(pinned))
            }
        };
        let mut config = builder.with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Arc::new(config))
    }
}

/// Where the system has none, nobody is trusted, and every connection says so.
fn system() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

fn authority(pem: &str) -> Result<RootCertStore, ClientError> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        let added = certificate.ok().and_then(|certificate| roots.add(certificate).ok());
        added.ok_or_else(no_authority)?;
    }
    if roots.is_empty() { Err(no_authority()) } else { Ok(roots) }
}

fn no_authority() -> ClientError {
    ClientError::local(Kind::Invalid, "BAD_AUTHORITY", "There is no certificate in PEM to trust.")
}

/// Takes one certificate and no other. That the server has its key is proven by the handshake, as always.
#[derive(Debug)]
struct Pinned {
    fingerprint: Fingerprint,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if Fingerprint::of_digest(Sha256::digest(end_entity).into()) == self.fingerprint {
            return Ok(ServerCertVerified::assertion());
        }
        Err(CertificateError::ApplicationVerificationFailure.into())
    }

    /// Never reached: only TLS 1.3 is spoken.
    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(CertificateError::BadSignature.into())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// The server's certificate is not one that may be trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "The server at {host} has no certificate that may be trusted ({cause}), so nothing was sent. If it made its own, \
     pass the fingerprint that its banner shows; if it had another one before, ask its operator first."
)]
pub(crate) struct Untrusted {
    pub(super) host: String,
    pub(super) cause: String,
}

impl Untrusted {
    /// What lies below a failure, if it is this.
    pub(crate) fn below<'a>(failure: &'a (dyn std::error::Error + 'static)) -> Option<&'a Self> {
        let mut cause = Some(failure);
        while let Some(error) = cause {
            if let Some(found) = error.downcast_ref() {
                return Some(found);
            }
            cause = error.source();
        }
        None
    }
}
