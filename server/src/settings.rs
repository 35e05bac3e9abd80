//! What the operator chose, checked. Where each value came from is told by [`read()`].
mod key;
mod preset;
mod proof;
mod read;
mod source;
mod value;

use std::{
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use cluster::{
    coordinator::Tuning,
    layout::{Layout, NODE_CAPACITY_BYTES, NodeSpec, Role, standard_nodes},
    live::{ClusterOptions, read_layout},
    net::LinkSpec,
};
use domain::{
    limits::{ACCESS_TOKEN_LIFE, FILES_MAX, POOL_BYTES},
    role::Reservations,
    token::SessionLives,
};
use http::{HeaderMap, Uri};
use ipnet::IpNet;

use crate::{auth::HashCost, reach, service::even::Steps};

pub use key::Key;
pub use preset::Preset;
pub use proof::SpaceError;
#[cfg(any(test, fuzzing))]
pub(crate) use read::read_text;
pub use read::{Chosen, Reading, SettingsError, read};
pub use source::{Given, Source};
pub use value::bytes;

/// The port when nobody says otherwise.
const PORT: u16 = 8080;

/// Settings of a server.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Folder of the database, the key and the nodes.
    pub data: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// `https://files.example.com`: how people reach this server through a proxy.
    pub origin: Option<String>,
    /// Speak TLS on a loopback address too; on any other one it is spoken anyway.
    pub tls: bool,
    /// The operator's certificate with those that vouch for it (PEM); without it the server makes one.
    pub tls_cert: Option<PathBuf>,
    /// Its private key (PEM); set together with the certificate.
    pub tls_key: Option<PathBuf>,
    /// Tell programs which calls there are (gRPC reflection); unset: only while this machine alone reaches the server.
    pub reflection: Option<bool>,
    /// File of the token that opens `/metrics`; unset: it is open while this machine alone reaches the server, and to nobody
    /// otherwise.
    pub metrics_token: Option<PathBuf>,
    /// Who takes spans of calls (OTLP over HTTP), without `/v1/traces`; nobody unless set.
    pub otlp_endpoint: Option<Uri>,
    /// What it is told with each of its requests, so that it knows whose they are: secrets.
    pub otlp_headers: HeaderMap,
    /// Show codes instead of mailing them although others reach this server.
    pub allow_test_mode: bool,
    /// Who may name the client of a request (`X-Forwarded-For`); none of them is set: see [`Settings::proxies`].
    pub trusted_proxies: Vec<IpNet>,
    /// `postgres://…`, or SQLite in the data folder.
    pub database: Option<String>,
    /// `smtp://user:password@host:port`, or test mode.
    pub smtp: Option<String>,
    /// Where the signed checkpoints of the audit trail are appended; `audit/checkpoints` in the data folder by default.
    pub audit_checkpoints: Option<PathBuf>,
    /// File of the keys that go into password hashes; without it none does.
    pub password_peppers: Option<PathBuf>,
    /// How long an access token is good: an hour, or less to try what happens then.
    pub access_ttl: Duration,
    /// What hashing a password costs; no source of settings changes it.
    pub hash_cost: HashCost,
    /// When answers leave whose time would tell something; no source of settings changes it.
    pub steps: Steps,
    /// How long a session lives at most; less than usual to try what happens then.
    pub session_lives: SessionLives,
    /// The size of the server: where the next numbers come from when they are not set.
    pub preset: Preset,
    /// What all accounts share.
    pub pool_bytes: u64,
    /// What each role reserves of it.
    pub reservations: Reservations,
    /// Files that an account may have, trash included.
    pub files_max: u32,
    /// Nodes of the cluster.
    pub nodes: u8,
    /// Bytes that each node may keep.
    pub node_capacity_bytes: u64,
    /// Copies of every chunk.
    pub copies: u8,
    /// Durable copies that allow the acknowledgement.
    pub write_quorum: u8,
    /// The links of the simulated network, kept in real time; `None` is as fast as this machine (K17).
    pub links: Option<LinkSpec>,
    /// How long the cluster waits for what, and how often it looks after its copies.
    pub tuning: Tuning,
}

impl Settings {
    /// The defaults, with everything in this folder.
    pub fn in_folder(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, PORT)),
            origin: None,
            tls: false,
            tls_cert: None,
            tls_key: None,
            reflection: None,
            metrics_token: None,
            otlp_endpoint: None,
            otlp_headers: HeaderMap::new(),
            allow_test_mode: false,
            trusted_proxies: Vec::new(),
            database: None,
            smtp: None,
            audit_checkpoints: None,
            password_peppers: None,
            access_ttl: ACCESS_TOKEN_LIFE,
            hash_cost: HashCost::OURS,
            steps: Steps::OURS,
            session_lives: SessionLives::USUAL,
            preset: Preset::Classroom,
            pool_bytes: POOL_BYTES,
            reservations: Reservations::CLASSROOM,
            files_max: FILES_MAX,
            nodes: 5,
            node_capacity_bytes: NODE_CAPACITY_BYTES,
            copies: 3,
            write_quorum: 2,
            links: None,
            tuning: Tuning::default(),
        }
    }

    /// Without a mail server, codes are shown instead of sent.
    pub fn test_mode(&self) -> bool {
        self.smtp.is_none()
    }

    /// Nobody else reaches this server: it listens on loopback, and no proxy leads others to it.
    pub fn is_for_this_machine_alone(&self) -> bool {
        self.listen.ip().is_loopback() && self.origin.is_none()
    }

    /// Whether codes may be shown, on the terminal and in the Outbox: to whoever sits at this machine, and to others only
    /// where the operator said so (K31, K45).
    pub fn may_show_codes(&self) -> bool {
        self.is_for_this_machine_alone() || self.allow_test_mode
    }

    /// Whether reflection is on (K37).
    pub fn reflects(&self) -> bool {
        self.reflection.unwrap_or(self.is_for_this_machine_alone())
    }

    /// Whether the port speaks TLS. Plain text is for loopback addresses alone (SEC-53), and no setting changes that.
    pub fn speaks_tls(&self) -> bool {
        self.tls || self.tls_cert.is_some() || self.tls_key.is_some() || !self.listen.ip().is_loopback()
    }

    /// Whether browsers reach this server by `https`: directly, or through the proxy of the origin.
    pub fn is_reached_by_https(&self) -> bool {
        self.speaks_tls() || self.origin.as_ref().is_some_and(|origin| origin.starts_with("https://"))
    }

    /// The host of the origin, without its port.
    pub fn origin_host(&self) -> Option<&str> {
        let (_, host) = self.origin.as_deref()?.split_once("://")?;
        let port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
        let name = host.rsplit_once(':').filter(|(_, end)| port(end)).map_or(host, |(name, _)| name);
        Some(name.trim_matches(['[', ']']))
    }

    /// The file of the audit trail's checkpoints.
    pub fn audit_checkpoints(&self) -> PathBuf {
        let here = || self.data.join("audit").join("checkpoints");
        self.audit_checkpoints.clone().unwrap_or_else(here)
    }

    /// The address for a browser, once the port is known: passkeys will refuse 127.0.0.1, so it says localhost. Who
    /// listens everywhere is reached from elsewhere by this machine's own address.
    pub fn url(&self, listening: SocketAddr) -> String {
        let scheme = if self.speaks_tls() { "https" } else { "http" };
        let (address, port) = (listening.ip(), listening.port());
        let outside = || reach::addresses().next();
        match &self.origin {
            Some(origin) => origin.clone(),
            None if address == Ipv4Addr::LOCALHOST => format!("{scheme}://localhost:{port}"),
            None if address.is_unspecified() => match outside() {
                Some(address) => format!("{scheme}://{}", SocketAddr::new(address, port)),
                None => format!("{scheme}://localhost:{port}"),
            },
            None => format!("{scheme}://{listening}"),
        }
    }

    /// The proxies that are believed: the ones that are set, else behind an origin the one on this machine.
    pub fn proxies(&self) -> Vec<IpNet> {
        match (&self.trusted_proxies[..], &self.origin) {
            ([], Some(_)) => vec![
                IpNet::new_assert(Ipv4Addr::new(127, 0, 0, 0).into(), 8),
                IpNet::new_assert(Ipv6Addr::LOCALHOST.into(), 128),
            ],
            (set, _) => set.to_vec(),
        }
    }

    /// What the cluster is started with.
    pub fn cluster(&self) -> ClusterOptions {
        ClusterOptions {
            data: self.data.clone(),
            nodes: standard_nodes(self.nodes, self.node_capacity_bytes),
            copies: self.copies,
            write_quorum: self.write_quorum,
            tuning: self.tuning,
            links: self.links,
        }
    }

    /// Promises are backed by bytes (K6): what all accounts may reserve fits the nodes in all its copies, the nodes of the
    /// data folder where it has some.
    pub fn prove_space(&self) -> Result<(), SpaceError> {
        if !self.reservations.are_in_order() {
            return Err(SpaceError::Roles);
        }
        // A layout that cannot be read is told by the cluster's start, in its own words.
        match read_layout(&self.data) {
            Ok(Some(layout)) => self.prove_pool_on(&layout),
            Ok(None) | Err(_) => self.prove_pool(&standard_nodes(self.nodes, self.node_capacity_bytes)),
        }
    }

    /// The pool alone, on those nodes of a layout that are to keep chunks.
    pub fn prove_pool_on(&self, layout: &Layout) -> Result<(), SpaceError> {
        let active = layout.nodes().iter().filter(|node| node.role == Role::Active);
        self.prove_pool(&active.cloned().collect::<Vec<_>>())
    }

    fn prove_pool(&self, nodes: &[NodeSpec]) -> Result<(), SpaceError> {
        proof::prove(self.pool_bytes, nodes, self.copies)
    }
}
