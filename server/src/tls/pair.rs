//! A certificate and its key: read from files, and proven to fit each other and the day before anybody is shown them.
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use aws_lc_rs::digest::{SHA256, digest};
use domain::{fingerprint::Fingerprint, time::Timestamp};
use rustls::{
    CertificateError as Fault, Error, RootCertStore,
    client::verify_server_cert_signed_by_trust_anchor,
    pki_types::{CertificateDer, PrivateKeyDer, UnixTime, pem::PemObject},
    server::ParsedCertificate,
    sign::CertifiedKey,
};
use zeroize::Zeroizing;

use super::provider;

/// A chain has a few certificates of some kilobytes; more is a mistake in the name.
const FILE_BYTES_MAX: u64 = 256 * 1024;

/// Where a pair lies, both in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Files {
    /// The server's certificate, and below it those that vouch for it.
    pub(super) certificate: PathBuf,
    /// Its private key.
    pub(super) key: PathBuf,
}

/// What the two files hold, not yet proven.
#[derive(PartialEq, Eq)]
pub(super) struct Content {
    certificate: Vec<u8>,
    key: Zeroizing<Vec<u8>>,
}

/// A pair that may be used.
#[derive(Clone)]
pub(super) struct Pair {
    pub(super) certified: Arc<CertifiedKey>,
    pub(super) fingerprint: Fingerprint,
}

/// Why a certificate and its key cannot be used; each is a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// A file cannot be read or written.
    #[error("cannot use {}: {cause}", .file.display())]
    Unusable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// Strangers on this machine may read the key.
    #[error("the key {} can be read by other users: run `chmod {mode}` on it, nothing else is needed", .file.display())]
    Exposed {
        /// The file.
        file: PathBuf,
        /// What would be right.
        mode: &'static str,
    },
    /// The file holds something else.
    #[error("{} holds no certificate in PEM (-----BEGIN CERTIFICATE-----)", .0.display())]
    NoCertificate(PathBuf),
    /// The file holds something else.
    #[error("{} holds no private key in PEM (-----BEGIN PRIVATE KEY-----), or one with a password", .0.display())]
    NoKey(PathBuf),
    /// They were not made for each other, or are of a kind that TLS 1.3 does not know.
    #[error("{} and its key cannot be used together: {cause}", .file.display())]
    Unfit {
        /// The certificate.
        file: PathBuf,
        /// What is wrong.
        cause: Error,
    },
    /// It is over.
    #[error("the certificate {} has expired: put a new one in its place", .0.display())]
    Expired(PathBuf),
    /// It has not begun.
    #[error("the certificate {} is not valid yet: look at the clock of this machine", .0.display())]
    TooEarly(PathBuf),
    /// Ours could not be made.
    #[error("a certificate could not be made: {0}")]
    NotMade(#[from] rcgen::Error),
    /// One of the two settings is missing.
    #[error("a certificate and its key go together: set tls_cert and tls_key, or neither")]
    Half,
}

impl CertificateError {
    pub(super) fn unusable(file: &Path) -> impl FnOnce(io::Error) -> Self {
        let file = file.to_owned();
        |cause| Self::Unusable { file, cause }
    }
}

impl Files {
    /// Both files as they are now.
    pub(super) fn content(&self) -> Result<Content, CertificateError> {
        Ok(Content { certificate: read(&self.certificate)?, key: Zeroizing::new(read(&self.key)?) })
    }

    /// The pair in them, proven for this moment.
    pub(super) fn prove(&self, content: &Content, now: Timestamp) -> Result<Pair, CertificateError> {
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&content.certificate).collect();
        let chain = chain.ok().filter(|chain| !chain.is_empty());
        let chain = chain.ok_or_else(|| CertificateError::NoCertificate(self.certificate.clone()))?;
        let key = PrivateKeyDer::from_pem_slice(&content.key);
        let key = key.map_err(|_| CertificateError::NoKey(self.key.clone()))?;
        let unfit = |cause| CertificateError::Unfit { file: self.certificate.clone(), cause };
        let leaf = chain[0].clone();
        let certified = CertifiedKey::from_der(chain, key, &provider()).map_err(unfit)?;
        match day(&leaf, now).map_err(unfit)? {
            Day::Within => {}
            Day::Before => return Err(CertificateError::TooEarly(self.certificate.clone())),
            Day::After => return Err(CertificateError::Expired(self.certificate.clone())),
        }
        Ok(Pair { certified: Arc::new(certified), fingerprint: fingerprint(&leaf) })
    }

    /// A key that others of this machine can read is no secret; `forbidden` are the bits of its mode that must not be.
    #[cfg(unix)]
    pub(super) fn guard_key(&self, forbidden: u32, mode: &'static str) -> Result<(), CertificateError> {
        use std::os::unix::fs::PermissionsExt;
        let found = fs::metadata(&self.key).map_err(CertificateError::unusable(&self.key))?;
        if found.permissions().mode() & forbidden != 0 {
            return Err(CertificateError::Exposed { file: self.key.clone(), mode });
        }
        Ok(())
    }

    #[cfg(not(unix))]
    pub(super) fn guard_key(&self, _: u32, _: &'static str) -> Result<(), CertificateError> {
        Ok(())
    }
}

/// How a moment lies to a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    Before,
    Within,
    After,
}

/// Whether a certificate is valid at a moment. Its time is looked at before its issuer, who need not be known here: the
/// verifier is asked with the certificate as its own anchor, and only what it says of the time counts.
pub(super) fn day(leaf: &CertificateDer<'_>, at: Timestamp) -> Result<Day, Error> {
    let mut anchors = RootCertStore::empty();
    anchors.add(leaf.clone().into_owned())?;
    let parsed = ParsedCertificate::try_from(leaf)?;
    let at = UnixTime::since_unix_epoch(Duration::from_secs(at.unix_seconds().max(0).unsigned_abs()));
    let algorithms = provider().signature_verification_algorithms.all;
    Ok(match verify_server_cert_signed_by_trust_anchor(&parsed, &anchors, &[], at, algorithms) {
        Err(Error::InvalidCertificate(Fault::Expired | Fault::ExpiredContext { .. })) => Day::After,
        Err(Error::InvalidCertificate(Fault::NotValidYet | Fault::NotValidYetContext { .. })) => Day::Before,
        _ => Day::Within,
    })
}

fn fingerprint(leaf: &CertificateDer<'_>) -> Fingerprint {
    let sha256: [u8; 32] = digest(&SHA256, leaf).as_ref().try_into().expect("SHA-256 has 32 bytes");
    Fingerprint::of_digest(sha256)
}

fn read(path: &Path) -> Result<Vec<u8>, CertificateError> {
    let unusable = |cause| CertificateError::Unusable { file: path.to_owned(), cause };
    if fs::metadata(path).map_err(unusable)?.len() > FILE_BYTES_MAX {
        return Err(unusable(io::Error::other("it is too large")));
    }
    fs::read(path).map_err(unusable)
}
