//! Accounts, the pool, requests, the audit trail, the master keys and diagnostics: what an admin says.
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::SettingsArguments;

// What admins do. Each stands by itself, and below `admin`.
#[derive(Debug, Subcommand)]
pub(crate) enum AdminCommand {
    /// See accounts and change them, as the admin of `skyshard login`; or import those of another system
    Users(UsersArguments),
    /// See what all accounts share: who holds seats, who waits for one
    Pool(Shape),
    /// See and answer the requests of members for more space
    Requests(RequestsArguments),
    /// Look into the audit trail: who did what, and whether nobody has changed it since
    Audit(AuditArguments),
    /// See the master keys of a data folder, make the next one, take one out that nothing needs. The server may run
    Keys(KeysArguments),
    /// Look at every part of a running server and at the way to it; exit code 1 when one does not work
    Doctor(Shape),
    /// Write what may be shown to somebody who helps: numbers and states, nothing of people
    SupportBundle(BundleArguments),
}

/// How an answer is shown.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Shape {
    /// Print JSON, and nothing else
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RequestsArguments {
    #[command(subcommand)]
    pub(crate) action: RequestsAction,
    /// Print JSON, and nothing else
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RequestsAction {
    /// Those that nobody has decided, with what accepting would change
    List,
    /// Give what was asked for; the account's sessions end
    Accept {
        /// The username of who asks
        name: String,
    },
    /// Close the request; the account keeps what it has
    Refuse {
        /// The username of who asks
        name: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct BundleArguments {
    /// A new file for it; standard output by default
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// Which records of the audit trail.
#[derive(Clone, Debug, Args)]
pub(crate) struct AuditWanted {
    /// Of this account, acting or acted upon; or of a part of the server, like job:seats
    #[arg(long, value_name = "NAME", default_value = "")]
    pub(crate) user: String,
    /// With this in the action, like session or account.role
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) action: String,
    /// With this in the object
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) object: String,
    /// From this day or time on, like 2026-11-28 or 2026-11-28T14:00:00Z; days begin in UTC
    #[arg(long, value_name = "TIME")]
    pub(crate) from: Option<String>,
    /// Before this day or time
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportForm {
    /// A table for spreadsheets
    Csv,
    /// A JSON object a line
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct KeysArguments {
    #[command(subcommand)]
    pub(crate) action: KeysAction,
    /// Print JSON, and nothing else
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeysAction {
    /// The keys of the key file, and how many things each still opens
    List(Box<SettingsArguments>),
    /// Put a new key into the key file; a running server takes it up and puts everything under it
    Rotate(Box<SettingsArguments>),
    /// Encrypt every file again whose key an older master key opened; a running server does it little by little
    Reencrypt {
        /// Do not go on with it; what is done stays done
        #[arg(long)]
        stop: bool,
        #[command(flatten)]
        settings: Box<SettingsArguments>,
    },
    /// Take the oldest key out of the key file; refused while anything needs it
    Retire {
        /// Its number
        number: u32,
        #[command(flatten)]
        settings: Box<SettingsArguments>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct AuditArguments {
    #[command(subcommand)]
    pub(crate) action: AuditAction,
    /// Print JSON, and nothing else
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditAction {
    /// Walk the whole trail and hold it against its checkpoints; exit code 1 when something is wrong. Reads the data
    /// folder; the server may run
    Verify(Box<SettingsArguments>),
    /// Records of a running server, the newest first
    List {
        #[command(flatten)]
        wanted: AuditWanted,
        /// How many, at most 1000
        #[arg(long, value_name = "NUMBER", default_value_t = 50)]
        limit: i32,
        /// Those older than the record of this number
        #[arg(long, value_name = "NUMBER", default_value_t = 0)]
        before: i64,
    },
    /// All records that match, to standard output
    Export {
        #[command(flatten)]
        wanted: AuditWanted,
        /// How to write them; --json is --format json
        #[arg(long, value_enum, default_value_t = ExportForm::Csv)]
        format: ExportForm,
    },
}

#[derive(Debug, Args)]
pub(crate) struct UsersArguments {
    #[command(subcommand)]
    pub(crate) action: UsersAction,
    /// Print JSON, and nothing else
    #[arg(long, global = true)]
    pub(crate) json: bool,
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

#[derive(Debug, Subcommand)]
pub(crate) enum AccountsAction {
    /// Accounts by name, never what they store
    List {
        /// Part of a name or an address
        filter: Option<String>,
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
    /// What another role would change, before it does
    Preview {
        /// Its username
        name: String,
        /// basic, premium or admin
        role: String,
    },
    /// Who waits after wrong passwords
    Throttled,
    /// Where an account is signed in
    Sessions {
        /// Its username
        name: String,
    },
    /// End one of its sessions
    EndSession {
        /// Its username
        name: String,
        /// The session's id, as `sessions` shows it
        session: String,
    },
    /// Delete an account with everything it stores, a day from now
    Erase {
        /// Its username
        name: String,
        /// Its username once more, instead of typing it when asked
        #[arg(long, value_name = "NAME")]
        confirm: Option<String>,
    },
    /// Keep an account that was to be deleted
    Keep {
        /// Its username
        name: String,
    },
    /// Let somebody try again at once who typed too many wrong passwords
    Unlock {
        /// Its username
        name: String,
    },
}
