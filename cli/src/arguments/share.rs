//! Giving files and folders to others, and what others gave.
use clap::{Args, Subcommand, ValueEnum};
use domain::limits::LINK_DOWNLOADS_MAX;
use jiff::civil::Date;

use super::Way;
use crate::drive::DrivePath;

// What is given to others, and what they gave.
#[derive(Debug, Subcommand)]
pub(crate) enum ShareCommand {
    /// Give a file or a folder to somebody, or make a link for whoever holds it. Nothing is copied
    Share(ShareArguments),
    /// List what you gave, links too, the newest first
    Shares {
        /// Only what was given of this; of everything by default
        path: Option<DrivePath>,
        #[command(flatten)]
        way: Way,
    },
    /// Take back what you gave, or leave what you were given
    Unshare {
        /// Its id, as `shares` and `shared` show it
        share: String,
        #[command(flatten)]
        way: Way,
    },
    /// List what others gave you, the newest first
    Shared(Way),
}

#[derive(Debug, Args)]
pub(crate) struct ShareArguments {
    /// What to give; a folder with all in it, now and later
    pub(crate) path: DrivePath,
    /// Pass on what this owner gave you to share on; the path begins at what was given
    #[arg(long, value_name = "OWNER", conflicts_with = "link")]
    pub(crate) of: Option<String>,
    /// To whom: a username, or an address, whose owner may have no account yet
    #[arg(long, value_name = "NAME", required_unless_present = "link", conflicts_with = "link")]
    pub(crate) with: Option<String>,
    /// What it lets do
    #[arg(long, value_enum, default_value_t = May::Look, conflicts_with = "link")]
    pub(crate) may: May,
    /// Make a link: its address is told once
    #[arg(long)]
    pub(crate) link: bool,
    /// The last day, at the time of day that it is now (UTC), at most 365 days ahead. A link ends after 7 days without it
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<Date>,
    /// Let the link ask for a password. You are asked for it; SKYSHARD_LINK_PASSWORD gives it to scripts
    #[arg(long, conflicts_with = "with")]
    pub(crate) password: bool,
    /// How often it can be downloaded by the link, or uploaded to
    #[arg(long, value_name = "NUMBER", conflicts_with = "with", value_parser = clap::value_parser!(u32).range(1..=i64::from(LINK_DOWNLOADS_MAX)))]
    pub(crate) downloads: Option<u32>,
    /// Let the link take files into the folder, and show nothing of what is in it
    #[arg(long, conflicts_with = "with")]
    pub(crate) upload_only: bool,
    #[command(flatten)]
    pub(crate) way: Way,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum May {
    /// List, preview, download
    Look,
    /// And store new versions; in a folder put, rename and delete what is in it
    Change,
    /// And share it, or what is in it, with others, who cannot share it on
    Share,
}
