//! What the server shows to its clients now.
use std::{fmt, path::PathBuf, sync::Arc};

use domain::{fingerprint::Fingerprint, time::Timestamp};
use parking_lot::RwLock;
use rustls::{
    server::{ClientHello, ParsedCertificate, ResolvesServerCert},
    sign::CertifiedKey,
};

use super::{
    own::{Own, good_for},
    pair::{CertificateError, Content, Day, Files, Pair, day},
};
use crate::{reach, settings::Settings};

/// The pair in use. Every new connection asks for it, so a replacement needs no restart.
pub struct Certificates {
    source: Source,
    current: RwLock<Pair>,
}

pub(super) enum Source {
    /// Made by the server.
    Own(Own),
    /// The operator's.
    Files(Files),
}

impl Certificates {
    /// The operator's pair, or our own, made where there is none. The data folder must be ours.
    pub fn open(settings: &Settings, now: Timestamp) -> Result<Self, CertificateError> {
        let source = match (&settings.tls_cert, &settings.tls_key) {
            (None, None) => Source::Own(own(settings)),
            (Some(certificate), Some(key)) => {
                Source::Files(Files { certificate: certificate.clone(), key: key.clone() })
            }
            _ => return Err(CertificateError::Half),
        };
        let pair = match &source {
            Source::Own(own) => own.open(now)?,
            Source::Files(files) => operators(files, &files.content()?, now)?,
        };
        Ok(Self { source, current: RwLock::new(pair) })
    }

    /// Of the certificate in use.
    pub fn fingerprint(&self) -> Fingerprint {
        self.current.read().fingerprint
    }

    /// The file that the operator named; none where we made the certificate.
    pub fn file(&self) -> Option<PathBuf> {
        match &self.source {
            Source::Own(_) => None,
            Source::Files(files) => Some(files.certificate.clone()),
        }
    }

    /// Whether the certificate in use is good for this host: these are the names that the server answers to.
    pub fn name(&self, host: &str) -> bool {
        let current = self.current.read().clone();
        ParsedCertificate::try_from(&current.certified.cert[0]).is_ok_and(|leaf| good_for(&leaf, host))
    }

    /// Whether the certificate in use is valid then.
    pub fn lasts_until(&self, at: Timestamp) -> bool {
        let current = self.current.read().clone();
        matches!(day(&current.certified.cert[0], at), Ok(Day::Within))
    }

    pub(super) fn source(&self) -> &Source {
        &self.source
    }

    /// Makes our certificate anew where it is due; answers whether it was.
    pub(super) fn renew(&self, own: &Own, now: Timestamp) -> Result<bool, CertificateError> {
        let current = self.current.read().clone();
        if own.lasts(&current, now) {
            return Ok(false);
        }
        *self.current.write() = own.open(now)?;
        Ok(true)
    }

    /// Takes up what the operator's files hold; answers whether it is another certificate.
    pub(super) fn replace(
        &self,
        files: &Files,
        content: &Content,
        now: Timestamp,
    ) -> Result<bool, CertificateError> {
        let pair = operators(files, content, now)?;
        let is_other = pair.fingerprint != self.fingerprint();
        *self.current.write() = pair;
        Ok(is_other)
    }
}

/// An operator's key may be readable by a group, as Debian's `ssl-cert` is, but not by everybody.
fn operators(files: &Files, content: &Content, now: Timestamp) -> Result<Pair, CertificateError> {
    files.guard_key(0o007, "o=")?;
    files.prove(content, now)
}

/// Our own is good for the names of this machine, and the address that was asked for.
fn own(settings: &Settings) -> Own {
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    names.extend(reach::host_name());
    let bound = settings.listen.ip();
    let also = if bound.is_unspecified() {
        reach::addresses().map(|address| address.to_string()).collect()
    } else {
        names.push(bound.to_string());
        Vec::new()
    };
    names.extend(settings.origin_host().map(str::to_owned));
    names.sort();
    names.dedup();
    Own::in_folder(&settings.data, names, also)
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.current.read().certified))
    }
}

/// Shows no key.
impl fmt::Debug for Certificates {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Certificates").field(&self.fingerprint().to_string()).finish()
    }
}
