//! What can be said on the command line.
//!
//! - `settings`: what a server may be told
//! - `admin`: accounts, pool, requests, audit trail, master keys, diagnostics
//! - `book`: lessons
//! - `drive`: files and folders
//! - `seek`: finding them, and older versions
//! - `share`: giving them to others
//! - `vault`: folders whose files are encrypted here
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
mod vault;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use server::settings::bytes;

use crate::trust::TrustArguments;

pub(crate) use self::{
    access::{AccessArguments, Way},
    account::{CalcArguments, LoginArguments, OtpArguments, RegisterArguments, TotpAction},
    admin::{
        AccountsAction, AdminCommand, AuditAction, AuditArguments, AuditWanted, BundleArguments, ExportForm,
        ImportArguments, KeysAction, KeysArguments, RequestsAction, RequestsArguments, Shape, UsersAction,
        UsersArguments,
    },
    book::{BookAction, BookArguments},
    cluster::ClusterCommand,
    drive::{
        DriveCommand, GetArguments, MoveArguments, PurgeArguments, PutArguments, RestoreArguments,
        UsageArguments,
    },
    hello::{HelloArguments, Pattern},
    seek::{KindWanted, LikeArguments, SeekCommand, TagArguments, VersionsAction, VersionsArguments},
    settings::SettingsArguments,
    share::{May, ShareArguments, ShareCommand},
    vault::{PassphraseArguments, VaultAction, VaultArguments},
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
    Config(ConfigArguments),
    /// Write the metadata as JSON: nodes, accounts, files and their chunks; nothing secret. The server may run.
    Export(ExportArguments),
    #[command(flatten)]
    Administration(AdminCommand),
    /// What admins do, in one place: the same commands as without this word.
    Admin {
        #[command(subcommand)]
        what: AdminCommand,
    },
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
    /// Make vaults, folders whose files are encrypted here before they are sent, and care for their keys
    Vault(VaultArguments),
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
    /// Measure one native stream of 512 MiB to this server, whose data may be thrown away.
    #[command(hide = true)]
    StreamCost {
        /// The server
        server: String,
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
pub(crate) struct ConfigArguments {
    #[command(flatten)]
    pub(crate) settings: SettingsArguments,
    /// Print JSON, and nothing else
    #[arg(long)]
    pub(crate) json: bool,
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    /// What prints no JSON, and why.
    const WITHOUT_JSON: [(&str, &str); 5] = [
        ("serve", "runs until it is stopped, and its log is another thing"),
        ("shell", "its lines are commands, each with a --json of its own"),
        ("completions", "prints a script for a shell"),
        ("totp setup", "shows a picture to somebody who holds a telephone before it"),
        ("support-bundle", "writes a document that is made for reading"),
    ];

    /// The commands below this one that do something, and whether they take --json.
    fn leaves(command: &clap::Command, path: &str, found: &mut Vec<(String, bool)>) {
        let below = command.get_subcommands().filter(|it| !it.is_hide_set() && it.get_name() != "help");
        let below: Vec<_> = below.collect();
        if below.is_empty() || command.get_positionals().next().is_some() {
            found.push((path.to_owned(), command.get_arguments().any(|it| it.get_long() == Some("json"))));
        }
        for command in below {
            leaves(command, format!("{path} {}", command.get_name()).trim_start(), found);
        }
    }

    #[test]
    fn what_answers_takes_json() {
        let mut command = Arguments::command();
        command.build();
        let mut found = Vec::new();
        leaves(&command, "", &mut found);
        assert!(found.len() > 70, "{found:?}");
        for (path, takes_json) in found {
            let bare = path.strip_prefix("admin ").unwrap_or(&path);
            let excused = WITHOUT_JSON.iter().any(|(name, _)| *name == bare);
            assert_eq!(takes_json, !excused, "{path}");
        }
    }

    #[test]
    fn what_admins_do_reads_the_same_below_admin() {
        let read = |line: &str| Arguments::try_parse_from(line.split(' ')).expect("a command").command;
        for line in
            ["users role bob premium", "pool --json", "requests list", "audit list --user bob", "doctor"]
        {
            let (Command::Administration(alone), Command::Admin { what }) =
                (read(&format!("skyshard {line}")), read(&format!("skyshard admin {line}")))
            else {
                panic!("{line} is not what admins do");
            };
            assert_eq!(format!("{alone:?}"), format!("{what:?}"), "{line}");
        }
    }
}
