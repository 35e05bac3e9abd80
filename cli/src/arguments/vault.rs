//! Vaults: folders whose files are encrypted here before they are sent.
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Way;
use crate::drive::DrivePath;

#[derive(Debug, Args)]
pub(crate) struct VaultArguments {
    #[command(subcommand)]
    pub(crate) action: VaultAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum VaultAction {
    /// Make an empty vault. Its passphrase is asked for, and nobody can give you another one
    Create {
        /// Which folder
        path: DrivePath,
        #[command(flatten)]
        passphrase: PassphraseArguments,
        #[command(flatten)]
        way: Way,
    },
    /// Write the key of a vault, which its passphrase opens: age -d -i KEY FILE.age opens what is in it without this server
    Key {
        /// The vault, or something in it
        path: DrivePath,
        /// The file to write; NAME.age-key in this folder by default
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
        #[command(flatten)]
        way: Way,
    },
    /// Change the passphrase of a vault. Keys that were saved before still open with the old one
    Passwd {
        /// The vault
        path: DrivePath,
        #[command(flatten)]
        passphrase: PassphraseArguments,
        /// Take the new passphrase from the first line of this file
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
        #[command(flatten)]
        way: Way,
    },
}

/// Where the passphrase is from; it is asked for by default.
#[derive(Debug, Args)]
pub(crate) struct PassphraseArguments {
    /// Take the vault's passphrase from the first line of this file
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
}
