//! What can be said on the command line.
//!
//! - `settings`: what a server may be told
//! - `admin`: accounts, pool, requests, audit trail, master keys, diagnostics
//! - `book`: lessons
//! - `drive`: files and folders
//! - `seek`: finding them, and older versions
//! - `share`: giving them to others
//! - `account`: making an account, protecting it, computing with it
//! - `cluster`: nodes, zones, links
//! - `hello`: greetings
//! - `access`: which server, and who acts there
mod access;
mod account;
mod admin;
mod book;
mod cluster;
mod drive;
mod hello;
mod seek;
mod settings;
mod share;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use server::settings::bytes;

use crate::trust::TrustArguments;

pub(crate) use self::{
    access::{AccessArguments, Way},
    account::{CalcArguments, LoginArguments, OtpArguments, RegisterArguments, TotpAction},
    admin::{
        AccountsAction, AuditAction, AuditArguments, AuditWanted, BundleArguments, ExportForm,
        ImportArguments, KeysAction, KeysArguments, RequestsAction, RequestsArguments, Shape, UsersAction,
        UsersArguments,
    },
    book::{BookAction, BookArguments},
    cluster::ClusterCommand,
    drive::{DriveCommand, GetArguments, PutArguments},
    hello::{HelloArguments, Pattern},
    seek::{SeekCommand, VersionsAction, VersionsArguments},
    settings::SettingsArguments,
    share::{May, ShareArguments, ShareCommand},
};

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
    /// Look into the audit trail: who did what, and whether nobody has changed it since.
    Audit(AuditArguments),
    /// See the master keys of a data folder, make the next one, take one out that nothing needs. The server may run.
    Keys(KeysArguments),
    /// See accounts and change them, as the admin of `skyshard login`; or import those of another system.
    Users(UsersArguments),
    /// See what all accounts share: who holds seats, who waits for one.
    Pool(Shape),
    /// See and answer the requests of members for more space.
    Requests(RequestsArguments),
    /// Look at every part of a running server and at the way to it; exit code 1 when one does not work.
    Doctor(Shape),
    /// Write what may be shown to somebody who helps: numbers and states, nothing of people.
    SupportBundle(BundleArguments),
    /// Make an account. Password and code are asked for.
    Register(RegisterArguments),
    /// Sign in to a server, so that other commands may act for you. Password and code are asked for.
    Login(LoginArguments),
    /// Take the code of a sign-in that `login --begin` began. It is asked for, or read from standard input.
    Otp(OtpArguments),
    /// Sign out, at the server and here.
    Logout(Shape),
    /// Protect the account by an authenticator app.
    Totp {
        #[command(subcommand)]
        action: TotpAction,
    },
    #[command(flatten)]
    Drive(DriveCommand),
    #[command(flatten)]
    Seek(SeekCommand),
    #[command(flatten)]
    Share(ShareCommand),
    #[command(flatten)]
    Cluster(ClusterCommand),
    /// Compute a line, like 2 + 3 or "2 * (3 + 4)", exactly.
    Calc(CalcArguments),
    /// Say hello by one of the four patterns of calls.
    Hello(HelloArguments),
    /// Find, book, move and cancel lessons.
    Book(BookArguments),
    /// Watch a cluster in virtual time: files come in, a node loses its disk, the copies are made anew.
    Demo(DemoArguments),
    /// Fill the pool of a server in test mode seat by seat, be refused, and compute four things at once.
    DemoLimits(LimitsArguments),
    /// Give these commands without the word skyshard before them, with history and completion.
    Shell,
    /// Print what a shell needs to complete these commands.
    Completions(CompletionsArguments),
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
    /// Measure lists of files inside of a server in this new folder.
    #[command(hide = true)]
    DriveCost {
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

#[derive(Debug, Args)]
pub(crate) struct ExportArguments {
    #[command(flatten)]
    pub(crate) settings: SettingsArguments,
    /// As one JSON document, the only format there is
    #[arg(long, required = true)]
    json: bool,
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
pub(crate) struct LimitsArguments {
    /// The server
    #[arg(long, value_name = "URL", default_value = "http://localhost:8080")]
    pub(crate) server: String,
    #[command(flatten)]
    pub(crate) trust: TrustArguments,
    /// Print JSON, and nothing else
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArguments {
    /// Which shell
    pub(crate) shell: clap_complete::Shell,
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
