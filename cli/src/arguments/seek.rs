//! What is found without a path: by name, by time, by a star, by a tag; and older versions of files.
use clap::{Args, Subcommand, ValueEnum};
use domain::tag::Tag;
use jiff::civil::Date;
use server::settings::bytes;

use super::Way;
use crate::drive::DrivePath;

// What is found, and what is found again.
#[derive(Debug, Subcommand)]
pub(crate) enum SeekCommand {
    /// Find files and folders by a part of their name, in all folders; files also by kind, size and day
    Search {
        /// What is in the name; case tells nothing apart. Where no name has it, those that differ by a letter or two are told
        #[arg(required_unless_present_any = ["kind", "larger", "smaller", "after", "before", "tag"], value_name = "WORD")]
        words: Vec<String>,
        #[command(flatten)]
        like: LikeArguments,
        #[command(flatten)]
        way: Way,
    },
    /// List the files that were stored last, the newest first
    Recent {
        /// How many, at most 1000
        #[arg(long, value_name = "NUMBER", default_value_t = 50, value_parser = clap::value_parser!(i32).range(1..=1000))]
        limit: i32,
        #[command(flatten)]
        way: Way,
    },
    /// List what has a star
    Favourites(Way),
    /// Give files and folders a star, which keeps them at hand
    Star(StarArguments),
    /// Take the star away
    Unstar(StarArguments),
    /// Put a tag on files and folders, a word to find them by: search --tag TAG
    Tag(TagArguments),
    /// Take a tag off
    Untag(TagArguments),
    /// List the tags there are, and how much has each
    Tags(Way),
    /// List the versions of a file, or take an older one up again
    Versions(VersionsArguments),
}

/// What else must hold of a file; folders are left out then, unless it is a tag alone.
#[derive(Debug, Args)]
pub(crate) struct LikeArguments {
    /// Only files that seem to be this by the ending of their name
    #[arg(long, value_enum)]
    pub(crate) kind: Option<KindWanted>,
    /// Only files of so many bytes or more, like 10MB
    #[arg(long, value_name = "BYTES", value_parser = bytes)]
    pub(crate) larger: Option<u64>,
    /// Only files of so many bytes or less
    #[arg(long, value_name = "BYTES", value_parser = bytes)]
    pub(crate) smaller: Option<u64>,
    /// Only files that were stored on this day (UTC) or later
    #[arg(long, value_name = "DATE")]
    pub(crate) after: Option<Date>,
    /// Only files that were stored before this day (UTC)
    #[arg(long, value_name = "DATE")]
    pub(crate) before: Option<Date>,
    /// Only files and folders with this tag
    #[arg(long, value_name = "TAG", value_parser = Tag::parse)]
    pub(crate) tag: Option<Tag>,
}

/// What a file seems to be.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum KindWanted {
    /// Text, a table, a document
    Document,
    /// A picture
    Picture,
    /// A film
    Video,
    /// A recording
    Audio,
    /// Several files in one
    Archive,
}

#[derive(Debug, Args)]
pub(crate) struct StarArguments {
    /// Which
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<DrivePath>,
    #[command(flatten)]
    pub(crate) way: Way,
}

#[derive(Debug, Args)]
pub(crate) struct TagArguments {
    /// The word, or a few
    #[arg(value_name = "TAG", value_parser = Tag::parse)]
    pub(crate) tag: Tag,
    /// Which
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<DrivePath>,
    #[command(flatten)]
    pub(crate) way: Way,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct VersionsArguments {
    #[command(subcommand)]
    pub(crate) action: Option<VersionsAction>,
    /// Which file; one at the top that is called restore is written /restore
    #[arg(required = true)]
    pub(crate) path: Option<DrivePath>,
    #[command(flatten)]
    pub(crate) way: Way,
}

#[derive(Debug, Subcommand)]
pub(crate) enum VersionsAction {
    /// Make a new version with the content of an older one, which is shown from then on. No room is needed
    Restore {
        /// Which file
        path: DrivePath,
        /// The older version's number, as `versions` shows it
        number: i32,
    },
}
