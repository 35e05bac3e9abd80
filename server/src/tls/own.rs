//! The pair that the server makes for itself when the operator has none: nobody vouches for it but its fingerprint, which
//! the banner shows.
//!
//! The key is made once and kept; the certificate is made anew by the same key when it comes to its end, or when it lacks
//! a name that it must have. Two years are the most that Apple's systems accept of any certificate (825 days), and the
//! longer it lives the fewer people must look at a new fingerprint.
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use domain::time::Timestamp;
use jiff::tz::TimeZone;
use rcgen::{
    CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
    date_time_ymd,
};
use rustls::{pki_types::ServerName, server::ParsedCertificate};
use zeroize::Zeroizing;

use super::pair::{CertificateError, Day, Files, Pair, day};

const FOLDER: &str = "tls";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a certificate of ours is valid.
const LIFE: Duration = Duration::from_secs(730 * 24 * 60 * 60);
/// It is made anew when less than this is left.
const RENEW_BEFORE: Duration = Duration::from_secs(60 * 24 * 60 * 60);

/// Where our own pair lies, and for which names it must be good.
#[derive(Clone, Debug)]
pub(super) struct Own {
    files: Files,
    /// A certificate without one of these is made anew.
    names: Vec<String>,
    /// Good to have, but they change with the network: no reason for a new fingerprint.
    also: Vec<String>,
}

impl Own {
    pub(super) fn in_folder(data: &Path, names: Vec<String>, also: Vec<String>) -> Self {
        let folder = data.join(FOLDER);
        let files = Files { certificate: folder.join("certificate.pem"), key: folder.join("key.pem") };
        Self { files, names, also }
    }

    /// The kept pair, or a new certificate where there is none, where it ends soon or lacks a name.
    pub(super) fn open(&self, now: Timestamp) -> Result<Pair, CertificateError> {
        if self.files.certificate.exists() && self.files.key.exists() {
            self.files.guard_key(0o077, "600")?;
            match self.files.prove(&self.files.content()?, now) {
                Ok(pair) if self.lasts(&pair, now) => return Ok(pair),
                Ok(_) | Err(CertificateError::Expired(_) | CertificateError::TooEarly(_)) => {}
                Err(error) => return Err(error),
            }
        }
        self.make(now)?;
        self.files.prove(&self.files.content()?, now)
    }

    /// Whether the pair needs no successor yet.
    pub(super) fn lasts(&self, pair: &Pair, now: Timestamp) -> bool {
        let leaf = &pair.certified.cert[0];
        matches!(day(leaf, now.plus(RENEW_BEFORE)), Ok(Day::Within))
            && ParsedCertificate::try_from(leaf)
                .is_ok_and(|leaf| self.names.iter().all(|name| good_for(&leaf, name)))
    }

    fn make(&self, now: Timestamp) -> Result<(), CertificateError> {
        let folder = self.files.key.parent().unwrap_or(Path::new("."));
        make_folder(folder).map_err(CertificateError::unusable(folder))?;
        let key = self.key()?;
        let names: Vec<String> = self.names.iter().chain(&self.also).cloned().collect();
        let mut wanted = CertificateParams::new(names)?;
        wanted.distinguished_name.push(DnType::CommonName, "Skyshard");
        let midnight = |at: Timestamp| {
            let at = jiff::Timestamp::from_second(at.unix_seconds()).unwrap_or_default();
            let date = at.to_zoned(TimeZone::UTC).date();
            date_time_ymd(date.year().into(), date.month().unsigned_abs(), date.day().unsigned_abs())
        };
        wanted.not_before = midnight(now.minus(DAY));
        wanted.not_after = midnight(now.plus(LIFE));
        wanted.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        wanted.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let certificate = wanted.self_signed(&key)?.pem();
        let written = keep(&self.files.certificate, certificate.as_bytes(), 0o644);
        written.map_err(CertificateError::unusable(&self.files.certificate))
    }

    /// The kept key, or a new one.
    fn key(&self) -> Result<KeyPair, CertificateError> {
        let path = &self.files.key;
        if path.exists() {
            self.files.guard_key(0o077, "600")?;
            let kept = fs::read_to_string(path).map(Zeroizing::new);
            let kept = kept.map_err(CertificateError::unusable(path))?;
            return KeyPair::from_pem(&kept).map_err(|_| CertificateError::NoKey(path.clone()));
        }
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let pem = Zeroizing::new(key.serialize_pem());
        keep(path, pem.as_bytes(), 0o600).map_err(CertificateError::unusable(path))?;
        Ok(key)
    }
}

/// Whether a certificate is good for a host, written as a name or as an address.
pub(super) fn good_for(leaf: &ParsedCertificate<'_>, host: &str) -> bool {
    ServerName::try_from(host).is_ok_and(|name| rustls::client::verify_server_name(leaf, &name).is_ok())
}

fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Writes beside it and renames, so that a crash leaves the old file or the new one.
fn keep(path: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    let draft: PathBuf = path.with_extension("new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    let mut file = options.open(&draft)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}
