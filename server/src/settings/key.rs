//! The settings by name. One name everywhere: `pool_bytes` in the file, `SKYSHARD_POOL_BYTES` in the environment,
//! `--pool-bytes` on the command line.

/// A setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the fields of Settings say what they mean")]
pub enum Key {
    Data,
    Listen,
    Origin,
    Tls,
    TlsCert,
    TlsKey,
    Reflection,
    MetricsToken,
    OtlpEndpoint,
    OtlpHeaders,
    AllowTestMode,
    TrustedProxies,
    Database,
    Smtp,
    AuditCheckpoints,
    PasswordPeppers,
    AccessTtl,
    SessionTtl,
    SessionIdleTtl,
    Preset,
    PoolBytes,
    BasicBytes,
    PremiumBytes,
    AdminBytes,
    FilesMax,
    Nodes,
    NodeCapacityBytes,
    Copies,
    WriteQuorum,
    Links,
    ScrubEvery,
    GarbageGrace,
}

impl Key {
    /// All of them, in the order in which they are put and shown: a preset comes before the numbers it stands for.
    pub const ALL: [Self; 32] = [
        Self::Data,
        Self::Listen,
        Self::Origin,
        Self::Tls,
        Self::TlsCert,
        Self::TlsKey,
        Self::Reflection,
        Self::MetricsToken,
        Self::OtlpEndpoint,
        Self::OtlpHeaders,
        Self::AllowTestMode,
        Self::TrustedProxies,
        Self::Database,
        Self::Smtp,
        Self::AuditCheckpoints,
        Self::PasswordPeppers,
        Self::AccessTtl,
        Self::SessionTtl,
        Self::SessionIdleTtl,
        Self::Preset,
        Self::PoolBytes,
        Self::BasicBytes,
        Self::PremiumBytes,
        Self::AdminBytes,
        Self::FilesMax,
        Self::Nodes,
        Self::NodeCapacityBytes,
        Self::Copies,
        Self::WriteQuorum,
        Self::Links,
        Self::ScrubEvery,
        Self::GarbageGrace,
    ];

    /// In the file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Listen => "listen",
            Self::Origin => "origin",
            Self::Tls => "tls",
            Self::TlsCert => "tls_cert",
            Self::TlsKey => "tls_key",
            Self::Reflection => "reflection",
            Self::MetricsToken => "metrics_token",
            Self::OtlpEndpoint => "otlp_endpoint",
            Self::OtlpHeaders => "otlp_headers",
            Self::AllowTestMode => "allow_test_mode",
            Self::TrustedProxies => "trusted_proxies",
            Self::Database => "database",
            Self::Smtp => "smtp",
            Self::AuditCheckpoints => "audit_checkpoints",
            Self::PasswordPeppers => "password_peppers",
            Self::AccessTtl => "access_ttl",
            Self::SessionTtl => "session_ttl",
            Self::SessionIdleTtl => "session_idle_ttl",
            Self::Preset => "preset",
            Self::PoolBytes => "pool_bytes",
            Self::BasicBytes => "basic_bytes",
            Self::PremiumBytes => "premium_bytes",
            Self::AdminBytes => "admin_bytes",
            Self::FilesMax => "files_max",
            Self::Nodes => "nodes",
            Self::NodeCapacityBytes => "node_capacity_bytes",
            Self::Copies => "copies",
            Self::WriteQuorum => "write_quorum",
            Self::Links => "links",
            Self::ScrubEvery => "scrub_every",
            Self::GarbageGrace => "garbage_grace",
        }
    }

    /// In the environment.
    pub fn variable(self) -> String {
        format!("SKYSHARD_{}", self.name().to_ascii_uppercase())
    }

    /// On the command line.
    pub fn flag(self) -> String {
        format!("--{}", self.name().replace('_', "-"))
    }

    pub(super) fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.name() == name)
    }

    /// The setting whose name looks most like this one, if any does.
    pub(super) fn nearest(name: &str) -> Option<Self> {
        let rated = Self::ALL.into_iter().map(|key| (distance(name, key.name()), key));
        rated.min().filter(|(distance, key)| *distance <= key.name().len() / 2).map(|(_, key)| key)
    }
}

/// Levenshtein's: how many letters to insert, remove or replace.
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (above, letter) in from.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = above + 1;
        for (place, other) in to.bytes().enumerate() {
            let replaced = diagonal + usize::from(letter != other);
            diagonal = row[place + 1];
            row[place + 1] = replaced.min(row[place] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_its_key() {
        for (slip, key) in [
            ("lisen", Some(Key::Listen)),
            ("databse", Some(Key::Database)),
            ("pool-bytes", Some(Key::PoolBytes)),
            ("node_capacity", Some(Key::NodeCapacityBytes)),
            ("zzzzzzzz", None),
            ("", None),
        ] {
            assert_eq!(Key::nearest(slip), key, "{slip}");
        }
    }
}
