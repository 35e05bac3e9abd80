//! What is made, kept, renewed, refused; and what the handshake agrees on.
#![expect(clippy::unwrap_used, reason = "tests")]
use std::{fs, path::Path, time::Duration};

use domain::time::Timestamp;
use rcgen::{CertificateParams, KeyPair};
use tempfile::TempDir;

use super::{certificates::Source, *};
use crate::settings::Settings;

const NOW: Timestamp = Timestamp::from_unix_seconds(1_800_000_000);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn open(folder: &TempDir, now: Timestamp) -> Result<Certificates, String> {
    let settings =
        Settings { listen: "192.0.2.7:443".parse().unwrap(), ..Settings::in_folder(folder.path()) };
    Certificates::open(&settings, now).map_err(|error| error.to_string())
}

fn operators(folder: &TempDir, now: Timestamp) -> Result<Certificates, String> {
    let mut settings = Settings::in_folder(folder.path());
    settings.tls_cert = Some(folder.path().join("cert.pem"));
    settings.tls_key = Some(folder.path().join("key.pem"));
    Certificates::open(&settings, now).map_err(|error| error.to_string())
}

/// A pair for this name, valid for a year around [`NOW`].
fn pair(name: &str) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let mut wanted = CertificateParams::new(vec![name.to_owned()]).unwrap();
    wanted.not_before = rcgen::date_time_ymd(2026, 8, 1);
    wanted.not_after = rcgen::date_time_ymd(2027, 8, 1);
    (wanted.self_signed(&key).unwrap().pem(), key.serialize_pem())
}

fn put(folder: &Path, (certificate, key): &(String, String)) {
    fs::write(folder.join("cert.pem"), certificate).unwrap();
    fs::write(folder.join("key.pem"), key).unwrap();
    mode(&folder.join("key.pem"), 0o640);
}

fn mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn the_first_start_makes_a_pair_that_later_ones_keep() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let first = open(&folder, NOW).unwrap();
    let key = fs::metadata(folder.path().join("tls/key.pem")).unwrap();
    assert_eq!(key.permissions().mode() & 0o777, 0o600);
    for name in ["localhost", "127.0.0.1", "::1", "192.0.2.7"] {
        assert!(first.name(name), "{name}");
    }
    for name in ["example.com", "192.0.2.8", "", "not a name"] {
        assert!(!first.name(name), "{name}");
    }
    assert_eq!(open(&folder, NOW.plus(600 * DAY)).unwrap().fingerprint(), first.fingerprint());
}

#[test]
fn a_certificate_is_renewed_before_its_end_by_the_same_key() {
    let folder = tempfile::tempdir().unwrap();
    let first = open(&folder, NOW).unwrap();
    let key = fs::read(folder.path().join("tls/key.pem")).unwrap();
    let Source::Own(own) = first.source() else { panic!("it is our own") };
    let before = first.fingerprint();
    assert!(!first.renew(own, NOW.plus(660 * DAY)).unwrap());
    assert_eq!(first.fingerprint(), before);
    assert!(first.renew(own, NOW.plus(680 * DAY)).unwrap());
    assert_ne!(first.fingerprint(), before);
    assert_eq!(fs::read(folder.path().join("tls/key.pem")).unwrap(), key);
    assert_eq!(open(&folder, NOW.plus(900 * DAY)).unwrap().fingerprint(), first.fingerprint());
}

#[test]
fn another_address_needs_another_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let first = open(&folder, NOW).unwrap();
    let settings =
        Settings { listen: "192.0.2.8:443".parse().unwrap(), ..Settings::in_folder(folder.path()) };
    let other = Certificates::open(&settings, NOW).unwrap();
    assert!(other.name("192.0.2.8") && other.fingerprint() != first.fingerprint());
}

#[test]
fn an_exposed_or_damaged_pair_of_ours_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    open(&folder, NOW).unwrap();
    let (certificate, key) = (folder.path().join("tls/certificate.pem"), folder.path().join("tls/key.pem"));
    mode(&key, 0o640);
    assert!(open(&folder, NOW).unwrap_err().contains("run `chmod 600`"));
    mode(&key, 0o600);
    fs::write(&certificate, "nothing").unwrap();
    assert!(open(&folder, NOW).unwrap_err().contains("holds no certificate"));
}

#[test]
fn a_pair_of_the_operator_that_cannot_be_right_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let (good, other) = (pair("a.example.com"), pair("b.example.com"));
    assert!(operators(&folder, NOW).unwrap_err().contains("cannot use"));
    for (certificate, key, said) in [
        (good.0.as_str(), other.1.as_str(), "cannot be used together"),
        (good.1.as_str(), good.1.as_str(), "holds no certificate"),
        (good.0.as_str(), good.0.as_str(), "holds no private key"),
        ("", "", "holds no certificate"),
    ] {
        put(folder.path(), &(certificate.to_owned(), key.to_owned()));
        let refused = operators(&folder, NOW).unwrap_err();
        assert!(refused.contains(said), "{refused}");
    }
    put(folder.path(), &good);
    assert!(operators(&folder, NOW.plus(400 * DAY)).unwrap_err().contains("has expired"));
    assert!(operators(&folder, NOW.minus(400 * DAY)).unwrap_err().contains("not valid yet"));
    assert!(operators(&folder, NOW).unwrap().name("a.example.com"));
    mode(&folder.path().join("key.pem"), 0o644);
    assert!(operators(&folder, NOW).unwrap_err().contains("can be read by other users"));
    let half = Settings { tls_cert: Some("cert.pem".into()), ..Settings::in_folder(folder.path()) };
    assert!(Certificates::open(&half, NOW).unwrap_err().to_string().contains("tls_cert and tls_key"));
}

#[test]
fn a_bad_successor_leaves_the_pair_in_use() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), &pair("a.example.com"));
    let shown = operators(&folder, NOW).unwrap();
    let Source::Files(files) = shown.source() else { panic!("it is the operator's") };
    let before = shown.fingerprint();
    put(folder.path(), &(pair("b.example.com").0, pair("c.example.com").1));
    assert!(shown.replace(files, &files.content().unwrap(), NOW).is_err());
    assert_eq!(shown.fingerprint(), before);
    put(folder.path(), &pair("b.example.com"));
    assert!(shown.replace(files, &files.content().unwrap(), NOW).unwrap());
    assert!(shown.name("b.example.com") && !shown.name("a.example.com"));
}

#[test]
fn nothing_is_printed_of_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let shown = open(&folder, NOW).unwrap();
    assert_eq!(format!("{shown:?}"), format!("Certificates(\"{}\")", shown.fingerprint()));
}
