//! No crate older than the version that mended what we know to be broken before it.

use super::Finding;

/// Crate, release line, floor, reason. A line of `""` is every line; `"0.9"` is 0.9.x alone.
const FLOORS: [(&str, &str, &str, &str); 21] = [
    ("aes-gcm", "", "0.10.3", "RUSTSEC-2023-0096: plaintext left in the buffer on tag failure"),
    ("bytes", "", "1.11.1", "RUSTSEC-2026-0007: overflow in reserve"),
    ("h2", "", "0.4.16", "RUSTSEC-2026-0258: empty DATA flood, and those before it"),
    ("idna", "", "1.0.3", "RUSTSEC-2024-0421: punycode confusion in e-mail domains"),
    ("lettre", "", "0.11.22", "RUSTSEC-2026-0141: host name check off with boring-tls"),
    ("libsqlite3-sys", "", "0.37.0", "SQLite before 3.51.3 may corrupt its log on two connections"),
    ("postgres-protocol", "", "0.6.12", "RUSTSEC-2026-0179"),
    ("rand", "0.8", "0.8.6", "RUSTSEC-2026-0097"),
    ("rand", "0.9", "0.9.3", "RUSTSEC-2026-0097"),
    ("rand", "0.10", "0.10.1", "RUSTSEC-2026-0097"),
    ("russh", "", "0.61.1", "CVE-2026-46702, CVE-2026-48108, CVE-2026-46673"),
    ("rustls", "", "0.23.18", "RUSTSEC-2024-0399: panic on a fragmented ClientHello"),
    ("rustls-webpki", "", "0.103.13", "RUSTSEC-2026-0104: panic on a revocation list"),
    ("sqlx", "", "0.8.1", "RUSTSEC-2024-0363: protocol smuggling by length truncation"),
    ("time", "", "0.3.47", "RUSTSEC-2026-0009: stack exhaustion"),
    ("tokio-postgres", "", "0.7.18", "RUSTSEC-2026-0178"),
    ("tonic", "", "0.12.3", "RUSTSEC-2024-0376: an accept error ends the server"),
    ("tonic-web", "", "0.14.8", "trailers split over two reads end a call wrongly"),
    ("totp-rs", "", "1.1.0", "RUSTSEC-2022-0018: comparison not in constant time"),
    ("tracing-subscriber", "", "0.3.20", "RUSTSEC-2025-0055: terminal escapes in logs"),
    ("zip", "", "2.3.0", "RUSTSEC-2025-0168: writes through symbolic links"),
];

/// Every locked crate below its floor.
pub fn check(lock: &str) -> Vec<Finding> {
    let problems = packages(lock).filter_map(|(name, version)| problem(name, version));
    problems.map(|sentence| Finding { place: "Cargo.lock".to_owned(), sentence }).collect()
}

fn problem(name: &str, version: &str) -> Option<String> {
    let below = |(floored, line, floor, _): &&(&str, &str, &str, &str)| {
        *floored == name && in_line(version, line) && numbers(version) < numbers(floor)
    };
    let (_, _, floor, reason) = FLOORS.iter().find(below)?;
    Some(format!("{name} {version} is older than {floor}: {reason}"))
}

fn in_line(version: &str, line: &str) -> bool {
    line.is_empty() || version.strip_prefix(line).is_some_and(|rest| rest.starts_with('.'))
}

/// Name and version of each package in the lock.
fn packages(lock: &str) -> impl Iterator<Item = (&str, &str)> {
    lock.split("[[package]]").skip(1).filter_map(|package| {
        let value = |key: &str| package.lines().find_map(|line| line.strip_prefix(key)?.strip_suffix('"'));
        Some((value("name = \"")?, value("version = \"")?))
    })
}

/// The three numbers of a version, for comparing; a pre-release counts as its release.
fn numbers(version: &str) -> Vec<u64> {
    let release = version.split(['-', '+']).next().unwrap_or_default();
    release.split('.').map(|number| number.parse().unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, version: &str) -> usize {
        check(&format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n")).len()
    }

    #[test]
    fn versions_compare_as_numbers() {
        assert_eq!(found("h2", "0.4.9"), 1);
        assert_eq!(found("h2", "0.4.16"), 0);
        assert_eq!(found("rustls-webpki", "0.103.9"), 1);
    }

    #[test]
    fn each_release_line_has_its_own_floor() {
        assert_eq!(found("rand", "0.8.5"), 1);
        assert_eq!(found("rand", "0.8.6"), 0);
        assert_eq!(found("rand", "0.9.2"), 1);
        assert_eq!(found("rand", "0.10.3"), 0);
    }
}
