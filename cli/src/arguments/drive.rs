//! Files and folders.
use std::path::PathBuf;

use clap::{Args, Subcommand};
use client::proto::storage::EntryConflict;

use super::{PassphraseArguments, Way};
use crate::drive::DrivePath;

// What is done to files and folders. A path is one in the drive, like /Photos/summer.jpg.
#[derive(Debug, Subcommand)]
pub(crate) enum DriveCommand {
    /// List a folder, or show one file
    Ls {
        /// Which; the top by default
        #[arg(default_value = "/")]
        path: DrivePath,
        /// Begin the path at what this owner gave you, as `shared` lists it
        #[arg(long, value_name = "OWNER")]
        from: Option<String>,
        #[command(flatten)]
        way: Way,
    },
    /// Send files to the drive. Broken off and run again, it goes on where it stopped
    Put(PutArguments),
    /// Fetch a file, or with -r a folder. Broken off and run again, it goes on where it stopped
    Get(GetArguments),
    /// Move files and folders to the trash, where they stay for 30 days
    Rm {
        /// Which
        #[arg(required = true)]
        paths: Vec<DrivePath>,
        #[command(flatten)]
        way: Way,
    },
    /// Take something back out of the trash, to where it was
    Restore(RestoreArguments),
    /// Delete something that is in the trash for good. Nobody can bring it back; a word is asked for
    Purge(PurgeArguments),
    /// Make a folder
    Mkdir {
        /// Which
        path: DrivePath,
        /// Make the folders above it too, and be content when it is there already
        #[arg(short, long)]
        parents: bool,
        #[command(flatten)]
        way: Way,
    },
    /// Move files and folders into a folder, or give one another name
    Mv(MoveArguments),
    /// Copy files and folders into a folder, or one to another name
    Cp(MoveArguments),
    /// List what is in the trash
    Trash(Way),
    /// Show how much room there is, and what fills it
    Quota(Way),
    /// Show which folders and kinds of files take the space, and what it came to in the last 30 days
    Usage(UsageArguments),
}

#[derive(Debug, Args)]
pub(crate) struct UsageArguments {
    /// The folder whose folders are told apart
    #[arg(default_value = "/")]
    pub(crate) path: DrivePath,
    #[command(flatten)]
    pub(crate) way: Way,
}

#[derive(Debug, Args)]
pub(crate) struct PutArguments {
    /// Files of this machine
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The folder of the drive to put them in
    #[arg(long, value_name = "FOLDER", default_value = "/")]
    pub(crate) to: DrivePath,
    /// Begin the folder's path at what this owner gave you to change, as `shared` lists it
    #[arg(long, value_name = "OWNER")]
    pub(crate) of: Option<String>,
    /// Send folders with all in them
    #[arg(short, long)]
    pub(crate) recursive: bool,
    /// Where a name is taken, store the file as the next version of the other
    #[arg(long, conflicts_with = "keep_both")]
    pub(crate) replace: bool,
    /// Where a name is taken, store the file beside the other: report (2).pdf
    #[arg(long)]
    pub(crate) keep_both: bool,
    /// Send files into a vault as they are, because they are encrypted already; the vault refuses those that are not
    #[arg(long)]
    pub(crate) as_is: bool,
    #[command(flatten)]
    pub(crate) way: Way,
}

// Its --version is that of a file.
#[derive(Debug, Args)]
#[command(disable_version_flag = true)]
pub(crate) struct GetArguments {
    /// What to fetch
    pub(crate) path: DrivePath,
    /// The file to write, or the folder to put it in; this folder by default
    #[arg(long, value_name = "FILE")]
    pub(crate) to: Option<PathBuf>,
    /// Fetch a folder with all in it
    #[arg(short, long)]
    pub(crate) recursive: bool,
    /// Replace files of this machine that have other content
    #[arg(long)]
    pub(crate) replace: bool,
    /// Begin the path at what this owner gave you, as `shared` lists it
    #[arg(long, value_name = "OWNER")]
    pub(crate) from: Option<String>,
    /// An older version of a file, by its number as `versions` shows it
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["recursive", "from"])]
    pub(crate) version: Option<i32>,
    /// Fetch files of a vault as they are kept: encrypted, for age -d
    #[arg(long)]
    pub(crate) as_is: bool,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseArguments,
    #[command(flatten)]
    pub(crate) way: Way,
}

#[derive(Debug, Args)]
pub(crate) struct MoveArguments {
    /// What, and behind it where to: a folder, or for a single one its new path
    #[arg(required = true, num_args = 2.., value_name = "PATH")]
    pub(crate) paths: Vec<DrivePath>,
    #[command(flatten)]
    pub(crate) taken: TakenArguments,
    #[command(flatten)]
    pub(crate) way: Way,
}

#[derive(Debug, Args)]
pub(crate) struct RestoreArguments {
    /// Its path when it was deleted, or its id, as `trash` shows them
    pub(crate) which: String,
    #[command(flatten)]
    pub(crate) taken: TakenArguments,
    #[command(flatten)]
    pub(crate) way: Way,
}

#[derive(Debug, Args)]
pub(crate) struct PurgeArguments {
    /// Its path when it was deleted, or its id, as `trash` shows them
    #[arg(required_unless_present = "all")]
    pub(crate) which: Vec<String>,
    /// Everything that is in the trash now
    #[arg(long, conflicts_with = "which")]
    pub(crate) all: bool,
    /// Do not ask
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) way: Way,
}

// What becomes of something whose name is taken where it goes.
#[derive(Debug, Args)]
pub(crate) struct TakenArguments {
    /// Where the name is taken, replace that file: it goes to the trash, or is kept as the version before a copy
    #[arg(long, conflicts_with_all = ["keep_both", "skip"])]
    replace: bool,
    /// Where the name is taken, put it beside the other: report (2).pdf
    #[arg(long, conflicts_with = "skip")]
    keep_both: bool,
    /// Where the name is taken, leave it where it is
    #[arg(long)]
    skip: bool,
}

impl TakenArguments {
    /// As the calls know it; unspecified when nothing was said.
    pub(crate) fn on_conflict(&self) -> EntryConflict {
        match (self.replace, self.keep_both, self.skip) {
            (true, ..) => EntryConflict::Replace,
            (_, true, _) => EntryConflict::KeepBoth,
            (.., true) => EntryConflict::Skip,
            _ => EntryConflict::Unspecified,
        }
    }
}
