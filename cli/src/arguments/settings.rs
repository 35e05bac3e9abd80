//! What a server may be told, each a flag.
use std::{collections::BTreeMap, env, path::PathBuf};

use clap::Args;
use server::settings::{Given, Key};

/// Each of these can also be set as `SKYSHARD_NAME`, and in a TOML file by its name with underscores.
#[derive(Debug, Args)]
pub(crate) struct SettingsArguments {
    /// Folder of the database, the key and the nodes [default: data]
    #[arg(long, value_name = "DIR")]
    data: Option<String>,
    /// Where to listen; an address that other machines reach speaks TLS [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// Speak TLS on a loopback address too
    #[arg(long, value_name = "on|off", num_args = 0..=1, require_equals = true, default_missing_value = "on")]
    tls: Option<String>,
    /// Certificate for TLS with its chain (PEM); replaced without a restart [default: one made by the server]
    #[arg(long, value_name = "FILE")]
    tls_cert: Option<String>,
    /// Its private key (PEM)
    #[arg(long, value_name = "FILE")]
    tls_key: Option<String>,
    /// Tell programs which calls there are [default: on while this machine alone reaches the server]
    #[arg(long, value_name = "on|off", num_args = 0..=1, require_equals = true, default_missing_value = "on")]
    reflection: Option<String>,
    /// File of the token that opens /metrics, one line [default: none; /metrics is open while this machine alone reaches the
    /// server]
    #[arg(long, value_name = "FILE")]
    metrics_token: Option<String>,
    /// Where a span of each call goes: a collector of OpenTelemetry that takes OTLP over HTTP, like
    /// `http://localhost:4318` [default: none]
    #[arg(long, value_name = "URL")]
    otlp_endpoint: Option<String>,
    /// What it is told with each request, as name=value with commas between; better in the environment or the file
    #[arg(long, value_name = "HEADERS")]
    otlp_headers: Option<String>,
    /// Show codes to everybody who asks, though others reach the server and there is no --smtp; only to try it out
    #[arg(long, value_name = "on|off", num_args = 0..=1, require_equals = true, default_missing_value = "on")]
    allow_test_mode: Option<String>,
    /// How people reach the server through a proxy, like `https://files.example.com`
    #[arg(long, value_name = "URL")]
    origin: Option<String>,
    /// Proxies that may name their clients in X-Forwarded-For, like 10.0.0.0/8; with --origin, those on this machine
    #[arg(long, value_name = "NETS")]
    trusted_proxies: Option<String>,
    /// postgres://… instead of SQLite in the data folder
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// smtp://user:password@host:port; without it, codes are shown instead of sent
    #[arg(long, value_name = "URL")]
    smtp: Option<String>,
    /// File of the audit trail's signed checkpoints, best on another disk [default: audit/checkpoints in the data folder]
    #[arg(long, value_name = "FILE")]
    audit_checkpoints: Option<String>,
    /// File of the keys that go into password hashes, one a line, newest first [default: none]
    #[arg(long, value_name = "FILE")]
    password_peppers: Option<String>,
    /// How long an access token is good, at most an hour; less to try what happens then [default: 1 h]
    #[arg(long, value_name = "TIME")]
    access_ttl: Option<String>,
    /// How long a session lives at most, whatever was agreed at sign-in; to try what happens then [default: 30 d]
    #[arg(long, value_name = "TIME")]
    session_ttl: Option<String>,
    /// How long it lives at most without being used [default: 7 d]
    #[arg(long, value_name = "TIME")]
    session_idle_ttl: Option<String>,
    /// Size of the pool, of what roles reserve and of the nodes: classroom, drive (from 5 GB a member up) or large (100 GB
    /// a member); the numbers below change single ones [default: classroom]
    #[arg(long, value_name = "NAME")]
    preset: Option<String>,
    /// What all accounts share [default: 6 GB]
    #[arg(long, value_name = "BYTES")]
    pool_bytes: Option<String>,
    /// What a basic account reserves: one seat of the pool [default: 1 GB]
    #[arg(long, value_name = "BYTES")]
    basic_bytes: Option<String>,
    /// What a premium account reserves, more than a basic one [default: 5 GB]
    #[arg(long, value_name = "BYTES")]
    premium_bytes: Option<String>,
    /// What an admin reserves who stores files, too [default: 1 GB]
    #[arg(long, value_name = "BYTES")]
    admin_bytes: Option<String>,
    /// Files an account may have, those in the trash included [default: 100000]
    #[arg(long, value_name = "NUMBER")]
    files_max: Option<String>,
    /// Nodes of the cluster, 3 to 10 [default: 5]
    #[arg(long, value_name = "NUMBER")]
    nodes: Option<String>,
    /// What each node may keep [default: 10 GB]
    #[arg(long, value_name = "BYTES")]
    node_capacity_bytes: Option<String>,
    /// Copies of everything [default: 3]
    #[arg(long, value_name = "NUMBER")]
    copies: Option<String>,
    /// Durable copies before an upload is acknowledged [default: 2]
    #[arg(long, value_name = "NUMBER")]
    write_quorum: Option<String>,
    /// How the nodes are reached: unshaped, or shaped as the simulated network is: 64 KiB/s, 1 to 10 ms [default: unshaped]
    #[arg(long, value_name = "KIND")]
    links: Option<String>,
    /// Every copy is read and verified once in this time [default: 7 d]
    #[arg(long, value_name = "TIME")]
    scrub_every: Option<String>,
    /// How long a chunk that no file needs is kept [default: 1 h]
    #[arg(long, value_name = "TIME")]
    garbage_grace: Option<String>,
    /// Settings file [default: skyshard.toml in the data folder, when it is there]
    #[arg(long, value_name = "FILE", env = "SKYSHARD_CONFIG")]
    config: Option<PathBuf>,
}

impl SettingsArguments {
    /// Together with the environment.
    pub(crate) fn given(&self) -> Given {
        let flags = Key::ALL.into_iter().filter_map(|key| Some((key, self.flag(key).clone()?)));
        Given { flags: flags.collect(), variables: variables(), file: self.config.clone() }
    }

    fn flag(&self, key: Key) -> &Option<String> {
        match key {
            Key::Data => &self.data,
            Key::Listen => &self.listen,
            Key::Tls => &self.tls,
            Key::TlsCert => &self.tls_cert,
            Key::TlsKey => &self.tls_key,
            Key::Reflection => &self.reflection,
            Key::MetricsToken => &self.metrics_token,
            Key::OtlpEndpoint => &self.otlp_endpoint,
            Key::OtlpHeaders => &self.otlp_headers,
            Key::AllowTestMode => &self.allow_test_mode,
            Key::Origin => &self.origin,
            Key::TrustedProxies => &self.trusted_proxies,
            Key::Database => &self.database,
            Key::Smtp => &self.smtp,
            Key::AuditCheckpoints => &self.audit_checkpoints,
            Key::PasswordPeppers => &self.password_peppers,
            Key::AccessTtl => &self.access_ttl,
            Key::SessionTtl => &self.session_ttl,
            Key::SessionIdleTtl => &self.session_idle_ttl,
            Key::Preset => &self.preset,
            Key::PoolBytes => &self.pool_bytes,
            Key::BasicBytes => &self.basic_bytes,
            Key::PremiumBytes => &self.premium_bytes,
            Key::AdminBytes => &self.admin_bytes,
            Key::FilesMax => &self.files_max,
            Key::Nodes => &self.nodes,
            Key::NodeCapacityBytes => &self.node_capacity_bytes,
            Key::Copies => &self.copies,
            Key::WriteQuorum => &self.write_quorum,
            Key::Links => &self.links,
            Key::ScrubEvery => &self.scrub_every,
            Key::GarbageGrace => &self.garbage_grace,
        }
    }
}

fn variables() -> BTreeMap<String, String> {
    let all = env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    all.filter(|(name, _)| name.starts_with("SKYSHARD_")).collect()
}
