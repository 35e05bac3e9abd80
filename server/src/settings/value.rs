//! Text becomes a value, and a value becomes text again for people, without its secrets.
mod otlp;

use std::{
    net::{IpAddr, SocketAddr},
    num::ParseIntError,
    path::PathBuf,
    time::Duration,
};

use cluster::net::LinkSpec;
use domain::{limits::ACCESS_TOKEN_LIFE, token::SessionLives};
use ipnet::IpNet;

use super::{Key, Preset, Settings};

/// Links as fast as this machine.
const UNSHAPED: &str = "unshaped";
/// Links as the simulated network has them: 64 KiB/s, 1 to 10 ms.
const SHAPED: &str = "shaped";

/// Garbage is looked for so many times while its grace lasts.
const LOOKS_PER_GRACE: u32 = 6;

/// The shortest and the longest interval that can be set. Below a minute the row that refers to a chunk could be late.
const DURATION_MIN: Duration = Duration::from_secs(60);
const DURATION_MAX: Duration = Duration::from_secs(365 * DAY);
/// The shortest life of a token or a session.
const LIFE_MIN: Duration = Duration::from_secs(5);

/// The most files that can be set: each upload counts them.
const FILES_MAX_MOST: u32 = 1_000_000;

const DAY: u64 = 24 * 60 * 60;
const UNITS: [(&str, u64); 4] = [("d", DAY), ("h", 60 * 60), ("min", 60), ("s", 1)];

/// Puts a value into its field, or says what would be right.
pub(super) fn put(settings: &mut Settings, key: Key, text: &str) -> Result<(), String> {
    let text = text.trim();
    match key {
        Key::Data => settings.data = PathBuf::from(text),
        Key::Listen => settings.listen = listen(text)?,
        Key::Origin => settings.origin = Some(origin(text)?),
        Key::Tls => settings.tls = switch(text)?,
        Key::TlsCert => settings.tls_cert = Some(PathBuf::from(text)),
        Key::TlsKey => settings.tls_key = Some(PathBuf::from(text)),
        Key::Reflection => settings.reflection = Some(switch(text)?),
        Key::MetricsToken => settings.metrics_token = Some(PathBuf::from(text)),
        Key::OtlpEndpoint => settings.otlp_endpoint = Some(otlp::endpoint(text)?),
        Key::OtlpHeaders => settings.otlp_headers = otlp::headers(text)?,
        Key::AllowTestMode => settings.allow_test_mode = switch(text)?,
        Key::TrustedProxies => settings.trusted_proxies = proxies(text)?,
        Key::Database => {
            settings.database = Some(one_of(text, &["postgres://", "postgresql://", "sqlite:"])?)
        }
        Key::Smtp => settings.smtp = Some(one_of(text, &["smtp://", "smtps://"])?),
        Key::AuditCheckpoints => settings.audit_checkpoints = Some(PathBuf::from(text)),
        Key::PasswordPeppers => settings.password_peppers = Some(PathBuf::from(text)),
        Key::AccessTtl => settings.access_ttl = life(text, ACCESS_TOKEN_LIFE)?,
        Key::SessionTtl => settings.session_lives.absolute = life(text, SessionLives::USUAL.absolute)?,
        Key::SessionIdleTtl => settings.session_lives.idle = life(text, SessionLives::USUAL.idle)?,
        Key::Preset => Preset::parse(text)?.apply(settings),
        Key::PoolBytes => settings.pool_bytes = bytes(text)?,
        Key::BasicBytes => settings.reservations.basic = bytes(text)?,
        Key::PremiumBytes => settings.reservations.premium = bytes(text)?,
        Key::AdminBytes => settings.reservations.admin = bytes(text)?,
        Key::FilesMax => settings.files_max = files_max(text)?,
        Key::Nodes => settings.nodes = within(text, 3, 10)?,
        Key::NodeCapacityBytes => settings.node_capacity_bytes = bytes(text)?,
        Key::Copies => settings.copies = within(text, 1, 10)?,
        Key::WriteQuorum => settings.write_quorum = within(text, 1, 10)?,
        Key::Links => settings.links = links(text)?,
        Key::ScrubEvery => settings.tuning.scrub_every = duration(text)?,
        Key::GarbageGrace => {
            settings.tuning.collect_grace = duration(text)?;
            settings.tuning.collect_every = settings.tuning.collect_grace / LOOKS_PER_GRACE;
        }
    }
    Ok(())
}

/// The value for people.
pub(super) fn show(settings: &Settings, key: Key) -> String {
    let or =
        |value: &Option<String>, otherwise: &str| value.as_deref().map_or(otherwise.to_owned(), redacted);
    match key {
        Key::Data => settings.data.display().to_string(),
        Key::Listen => settings.listen.to_string(),
        Key::Origin => or(&settings.origin, &settings.url(settings.listen)),
        Key::Tls => show_switch(settings.speaks_tls()),
        Key::TlsCert => show_file(&settings.tls_cert, "none: made by the server"),
        Key::TlsKey => show_file(&settings.tls_key, "none: made by the server"),
        Key::Reflection => show_switch(settings.reflects()),
        Key::MetricsToken => {
            let open = settings.is_for_this_machine_alone();
            show_file(
                &settings.metrics_token,
                if open { "none: open to this machine" } else { "none: no metrics" },
            )
        }
        Key::OtlpEndpoint => otlp::show_endpoint(settings.otlp_endpoint.as_ref()),
        Key::OtlpHeaders => otlp::show_headers(&settings.otlp_headers),
        Key::AllowTestMode => show_switch(settings.allow_test_mode),
        Key::TrustedProxies => show_proxies(&settings.proxies()),
        Key::Database => or(&settings.database, "SQLite in the data folder"),
        Key::Smtp => or(&settings.smtp, "none: test mode, codes appear in the Outbox"),
        Key::AuditCheckpoints => settings.audit_checkpoints().display().to_string(),
        Key::PasswordPeppers => show_file(&settings.password_peppers, "none"),
        Key::AccessTtl => show_duration(settings.access_ttl),
        Key::SessionTtl => show_duration(settings.session_lives.absolute),
        Key::SessionIdleTtl => show_duration(settings.session_lives.idle),
        Key::Preset => settings.preset.name().to_owned(),
        Key::PoolBytes => settings.pool_bytes.to_string(),
        Key::BasicBytes => settings.reservations.basic.to_string(),
        Key::PremiumBytes => settings.reservations.premium.to_string(),
        Key::AdminBytes => settings.reservations.admin.to_string(),
        Key::FilesMax => settings.files_max.to_string(),
        Key::Nodes => settings.nodes.to_string(),
        Key::NodeCapacityBytes => settings.node_capacity_bytes.to_string(),
        Key::Copies => settings.copies.to_string(),
        Key::WriteQuorum => settings.write_quorum.to_string(),
        Key::Links => settings.links.map_or(UNSHAPED, |_| SHAPED).to_owned(),
        Key::ScrubEvery => show_duration(settings.tuning.scrub_every),
        Key::GarbageGrace => show_duration(settings.tuning.collect_grace),
    }
}

/// A URL without its password, and without parameters, which may hold one.
fn redacted(url: &str) -> String {
    let url = url.split_once('?').map_or(url, |(before, _)| before);
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let Some((user, host)) = rest.rsplit_once('@') else { return url.to_owned() };
    let name = user.split(':').next().unwrap_or_default();
    let hidden = if user.contains(':') { ":•••" } else { "" };
    format!("{scheme}://{name}{hidden}@{host}")
}

/// Addresses and networks with commas between them.
fn proxies(text: &str) -> Result<Vec<IpNet>, String> {
    let wrong =
        |part: &str| format!("\"{part}\" is neither an address like 10.0.0.2 nor a network like 10.0.0.0/8");
    let one = |part: &str| {
        let part = part.trim();
        part.parse().or_else(|_| part.parse::<IpAddr>().map(IpNet::from)).map_err(|_| wrong(part))
    };
    text.split(',').map(one).collect()
}

fn show_proxies(trusted: &[IpNet]) -> String {
    match trusted {
        [] => "none".to_owned(),
        some => some.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    }
}

/// `on` or `off`; a file may say `true` or `false`, too.
fn switch(text: &str) -> Result<bool, String> {
    match text {
        "on" | "true" => Ok(true),
        "off" | "false" => Ok(false),
        _ => Err("use on or off".to_owned()),
    }
}

fn show_switch(is_on: bool) -> String {
    if is_on { "on" } else { "off" }.to_owned()
}

fn show_file(path: &Option<PathBuf>, otherwise: &str) -> String {
    path.as_ref().map_or_else(|| otherwise.to_owned(), |path| path.display().to_string())
}

/// An address with a port; `localhost` is this machine.
fn listen(text: &str) -> Result<SocketAddr, String> {
    let wanted = "use an address with a port, like 127.0.0.1:8080";
    let numeric = match text.strip_prefix("localhost:") {
        Some(port) => format!("127.0.0.1:{port}"),
        None => text.to_owned(),
    };
    numeric.parse().map_err(|_| wanted.to_owned())
}

fn origin(text: &str) -> Result<String, String> {
    let text = text.trim_end_matches('/');
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
    let plain = !host.is_empty() && !host.contains(['/', '@', '?', '#', ' ']);
    if plain {
        Ok(text.to_owned())
    } else {
        Err("use scheme and host, like https://files.example.com".to_owned())
    }
}

fn one_of(text: &str, schemes: &[&str]) -> Result<String, String> {
    if schemes.iter().any(|scheme| text.starts_with(scheme)) {
        return Ok(text.to_owned());
    }
    Err(format!("it must begin with {}", schemes.join(" or ")))
}

fn within(text: &str, least: u8, most: u8) -> Result<u8, String> {
    let number = text.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("use a number from {least} to {most}"))
}

fn files_max(text: &str) -> Result<u32, String> {
    let number = text.replace('_', "").parse().ok().filter(|number| (1..=FILES_MAX_MOST).contains(number));
    number.ok_or_else(|| format!("use a number of files from 1 to {FILES_MAX_MOST}"))
}

fn links(text: &str) -> Result<Option<LinkSpec>, String> {
    match text {
        UNSHAPED => Ok(None),
        SHAPED => Ok(Some(LinkSpec::standard())),
        _ => Err(format!("use {UNSHAPED} or {SHAPED}")),
    }
}

/// `7 d`, `12 h`, `30 min` or `90 s`.
fn duration(text: &str) -> Result<Duration, String> {
    let fits = time(text).filter(|time| (DURATION_MIN..=DURATION_MAX).contains(time));
    fits.ok_or_else(|| "use a time from 60 s to 365 d, like 7 d, 12 h or 30 min".to_owned())
}

/// The same, for tokens and sessions: never longer than their usual life (SEC-21, SEC-22).
fn life(text: &str, usual: Duration) -> Result<Duration, String> {
    let fits = time(text).filter(|time| (LIFE_MIN..=usual).contains(time));
    let (least, usual) = (show_duration(LIFE_MIN), show_duration(usual));
    fits.ok_or_else(|| format!("use a time from {least} to {usual}, like 30 s or 10 min"))
}

fn time(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic())?);
    let (_, seconds) = UNITS.iter().find(|(name, _)| *name == unit)?;
    let number: u64 = number.trim().parse().ok()?;
    number.checked_mul(*seconds).map(Duration::from_secs)
}

/// In the largest unit that divides it.
fn show_duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let fits = UNITS.iter().find(|(_, unit)| seconds.is_multiple_of(*unit));
    fits.map_or_else(|| format!("{seconds} s"), |(name, unit)| format!("{} {name}", seconds / unit))
}

/// Reads `6000000000`, `6_000_000_000` or `6 GB`; units are decimal. An error says what to write instead.
pub fn bytes(text: &str) -> Result<u64, String> {
    let wanted = || "use bytes, like 6000000000 or 6 GB".to_owned();
    let split = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let factor: u64 = match unit.to_ascii_uppercase().as_str() {
        "" | "B" => 1,
        "KB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        "TB" => 1_000_000_000_000,
        _ => return Err(wanted()),
    };
    let number: Result<u64, ParseIntError> = number.trim().replace('_', "").parse();
    number.ok().and_then(|number| number.checked_mul(factor)).filter(|bytes| *bytes > 0).ok_or_else(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_with_decimal_units() {
        assert_eq!(bytes("6_000_000_000"), Ok(6_000_000_000));
        assert_eq!(bytes("6 GB"), Ok(6_000_000_000));
        assert_eq!(bytes("512mb"), Ok(512_000_000));
        for wrong in ["", "0", "-1", "1.5 GB", "6 GiB", "GB", "99999999999 TB"] {
            assert!(bytes(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn times_are_read_and_shown_in_units() {
        for (text, shown) in [("7 d", "7 d"), ("24h", "1 d"), ("90 min", "90 min"), ("61 s", "61 s")] {
            assert_eq!(duration(text).map(show_duration).as_deref(), Ok(shown), "{text}");
        }
        for wrong in ["", "7", "59 s", "366 d", "1.5 h", "-1 h", "7 days", "99999999999999999999 d"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_access_token_lives_an_hour_at_most() {
        for (text, seconds) in [("5 s", 5), ("10 min", 600), ("1 h", 3_600)] {
            assert_eq!(life(text, ACCESS_TOKEN_LIFE), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for wrong in ["", "4 s", "61 min", "2 h", "1 d", "0 s"] {
            let advice = "use a time from 5 s to 1 h, like 30 s or 10 min";
            assert_eq!(life(wrong, ACCESS_TOKEN_LIFE), Err(advice.to_owned()), "{wrong}");
        }
    }

    #[test]
    fn passwords_are_not_shown() {
        assert_eq!(
            redacted("postgres://sky:p@ss:word@db:5432/sky?password=x"),
            "postgres://sky:•••@db:5432/sky"
        );
        assert_eq!(redacted("smtp://mail.example.com:587"), "smtp://mail.example.com:587");
        assert_eq!(redacted("smtp://robot@mail.example.com"), "smtp://robot@mail.example.com");
    }

    #[test]
    fn addresses_have_ports() {
        assert_eq!(listen("localhost:9000"), Ok(SocketAddr::from(([127, 0, 0, 1], 9000))));
        assert!(listen("[::1]:8080").is_ok());
        for wrong in ["", "8080", "localhost", "example.com:80", "127.0.0.1:99999"] {
            assert!(listen(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_origin_is_a_scheme_and_a_host() {
        assert_eq!(origin("https://files.example.com/"), Ok("https://files.example.com".to_owned()));
        for wrong in ["", "files.example.com", "https://", "https://a/b", "https://user@a", "ftp://a"] {
            assert!(origin(wrong).is_err(), "{wrong}");
        }
    }
}
