//! What can be said on the command line.
use std::{collections::BTreeMap, env, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use server::settings::{Given, Key, bytes};

use crate::trust::TrustArguments;

/// Cloud storage on a cluster of your own: one binary, one port.
#[derive(Debug, Parser)]
#[command(name = "skyshard", version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start the server.
    Serve(ServeArguments),
    /// Show each setting, its value and where it came from.
    Config(SettingsArguments),
    /// Write the metadata as JSON: nodes, accounts, files and their chunks; nothing secret. The server may run.
    Export(ExportArguments),
    /// Look into the audit trail: who did what, and whether nobody has changed it since. The server may run.
    Audit(AuditArguments),
    /// See accounts and change them, as the admin of `skyshard login`; or import those of another system.
    Users(UsersArguments),
    /// Sign in to a server, so that other commands may act for you. Password and code are asked for.
    Login(LoginArguments),
    /// Sign out, at the server and here.
    Logout,
    /// Find, book, move and cancel lessons.
    Book(BookArguments),
    /// Watch a cluster in virtual time: files come in, a node loses its disk, the copies are made anew.
    Demo(DemoArguments),
    /// Measure a running server. It must be one whose data may be thrown away.
    Bench(BenchArguments),
    /// Answer like the calculator's Add and do nothing else: what `bench` measures beside.
    #[command(hide = true)]
    Echo,
    /// Measure registration, sign-in and token checks inside of a server in this new folder.
    #[command(hide = true)]
    IdentityCost {
        /// Where; it must not exist
        folder: PathBuf,
    },
    /// Measure lessons inside of a server in this new folder.
    #[command(hide = true)]
    LessonsCost {
        /// Where; it must not exist
        folder: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    #[command(flatten)]
    pub(crate) settings: SettingsArguments,
    /// Make people to try it with: three members, six teachers, twelve courses. Not with --smtp or --origin
    #[arg(long)]
    pub(crate) demo: bool,
}

/// Each of these can also be set as `SKYSHARD_NAME`, and in a TOML file by its name with underscores.
#[derive(Debug, Args)]
pub(crate) struct SettingsArguments {
    /// Folder of the database, the key and the nodes [default: data]
    #[arg(long, value_name = "DIR")]
    data: Option<String>,
    /// Where to listen; an address that other machines reach speaks TLS [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// How people reach the server through a proxy, like `https://files.example.com`
    #[arg(long, value_name = "URL")]
    origin: Option<String>,
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
    /// Show codes to everybody who asks, though others reach the server and there is no --smtp; only to try it out
    #[arg(long, value_name = "on|off", num_args = 0..=1, require_equals = true, default_missing_value = "on")]
    allow_test_mode: Option<String>,
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
    /// What all accounts share [default: 6 GB]
    #[arg(long, value_name = "BYTES")]
    pool_bytes: Option<String>,
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
            Key::Origin => &self.origin,
            Key::Tls => &self.tls,
            Key::TlsCert => &self.tls_cert,
            Key::TlsKey => &self.tls_key,
            Key::Reflection => &self.reflection,
            Key::AllowTestMode => &self.allow_test_mode,
            Key::TrustedProxies => &self.trusted_proxies,
            Key::Database => &self.database,
            Key::Smtp => &self.smtp,
            Key::AuditCheckpoints => &self.audit_checkpoints,
            Key::PoolBytes => &self.pool_bytes,
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

#[derive(Debug, Args)]
pub(crate) struct ExportArguments {
    #[command(flatten)]
    pub(crate) settings: SettingsArguments,
    /// As one JSON document, the only format there is
    #[arg(long, required = true)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct AuditArguments {
    #[command(subcommand)]
    pub(crate) action: AuditAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditAction {
    /// Walk the whole trail and hold it against its checkpoints; exit code 1 when something is wrong
    Verify(SettingsArguments),
}

#[derive(Debug, Args)]
pub(crate) struct UsersArguments {
    #[command(subcommand)]
    pub(crate) action: UsersAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UsersAction {
    /// Make an account for each line: username, email and password_hash (bcrypt or PBKDF2-SHA256). Twice is as once
    Import(Box<ImportArguments>),
    #[command(flatten)]
    Accounts(AccountsAction),
}

#[derive(Debug, Args)]
pub(crate) struct ImportArguments {
    /// JSON lines, or CSV with a header
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) settings: SettingsArguments,
}

#[derive(Debug, Args)]
pub(crate) struct DemoArguments {
    /// Nodes of the cluster, 3 to 10
    #[arg(long, value_name = "NUMBER", default_value_t = 7, value_parser = clap::value_parser!(u8).range(3..=10))]
    pub(crate) nodes: u8,
    /// What each node may keep
    #[arg(long, value_name = "BYTES", default_value = "15GB", value_parser = bytes)]
    pub(crate) storage: u64,
    /// The same seed makes the same run, event for event, on any machine and in a browser
    #[arg(long, value_name = "NUMBER", default_value_t = 7)]
    pub(crate) seed: u64,
    /// Print the report as JSON, and nothing else
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LoginArguments {
    /// Username or e-mail
    pub(crate) name: String,
    /// The server
    #[arg(long, value_name = "URL", default_value = "http://localhost:8080")]
    pub(crate) server: String,
    #[command(flatten)]
    pub(crate) trust: TrustArguments,
}

#[derive(Debug, Args)]
pub(crate) struct BookArguments {
    #[command(subcommand)]
    pub(crate) action: BookAction,
    /// The server; the one of your sign-in, where there is one
    #[arg(long, value_name = "URL", global = true)]
    pub(crate) server: Option<String>,
    #[command(flatten)]
    pub(crate) trust: TrustArguments,
    /// Use this session instead of the one of `skyshard login`
    #[arg(long, value_name = "TOKEN", env = "SKYSHARD_TOKEN", hide_env_values = true, global = true)]
    pub(crate) token: Option<String>,
    /// Whose clock is shown and meant, like Europe/Paris; this machine's by default
    #[arg(long, value_name = "ZONE", global = true)]
    pub(crate) zone: Option<String>,
    /// Print JSON, and nothing else
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

/// A time is written as `2026-12-01 15:30` by the clock of --zone, or with an offset as `2026-12-01T15:30+01:00`.
#[derive(Debug, Subcommand)]
pub(crate) enum BookAction {
    /// Courses that have all these words; no account is needed
    Courses {
        /// Words of title, skill or teacher
        words: Vec<String>,
    },
    /// What can be booked of a course; no account is needed
    Slots {
        /// Its id
        course: String,
        /// The first day, like 2026-12-01; today by default
        #[arg(long, default_value = "")]
        day: String,
        /// How many days
        #[arg(long, default_value_t = 7)]
        days: i32,
    },
    /// Book a slot
    Lesson {
        /// The course's id
        course: String,
        /// When it begins
        start: String,
        /// What the teacher should know
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Your lessons, the next one first
    List {
        /// Those that are over or cancelled
        #[arg(long)]
        past: bool,
        /// Those that you give
        #[arg(long)]
        teacher: bool,
    },
    /// Move a lesson to another slot of its course
    Move {
        /// The booking's id
        booking: String,
        /// When it is to begin
        start: String,
    },
    /// Cancel a lesson
    Cancel {
        /// The booking's id
        booking: String,
    },
    /// Write a lesson as a calendar file to standard output
    Ics {
        /// The booking's id
        booking: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum AccountsAction {
    /// Accounts by name, never what they store
    List {
        /// Part of a name or an address
        filter: Option<String>,
        /// Print JSON, and nothing else
        #[arg(long)]
        json: bool,
    },
    /// Give an account another role; the role is what it reserves
    Role {
        /// Its username
        name: String,
        /// basic, premium or admin
        role: String,
    },
    /// Keep an account out; what it stores is kept
    Suspend {
        /// Its username
        name: String,
    },
    /// Let it in again
    Resume {
        /// Its username
        name: String,
    },
    /// Let somebody try again at once who typed too many wrong passwords
    Unlock {
        /// Its username
        name: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct BenchArguments {
    /// The server
    #[arg(long, value_name = "URL", default_value = "http://localhost:8080")]
    pub(crate) server: String,
    /// Use this session instead of new accounts; its account needs 600 MB of free space
    #[arg(long, value_name = "TOKEN", env = "SKYSHARD_TOKEN", hide_env_values = true)]
    pub(crate) token: Option<String>,
    /// How to print the results
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    pub(crate) json: bool,
    /// Calls in flight at a time
    #[arg(long, default_value_t = 64)]
    pub(crate) concurrency: usize,
    /// Runs of which the median is taken
    #[arg(long, default_value_t = 3)]
    pub(crate) runs: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// For programs
    Json,
}
