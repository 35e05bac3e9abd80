//! The list: what the server said last, and whether that still stands.

use std::{fmt, str::FromStr};

use client::{
    ClientError, Kind,
    proto::storage::{FileInfo, Lent, PathFolder},
};
use domain::file_order::FileOrder;

use super::{entry::Entry, presets::Presets, rows::Rows};
use crate::{
    address::FILES,
    figures::{count, counted},
};

/// Which entries are on show when no name is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shelf {
    /// Those of a folder.
    #[default]
    Folder,
    /// The files of all folders, last changed first.
    Recent,
    /// Those that somebody wants at hand.
    Favourites,
}

impl Shelf {
    /// The way there.
    pub fn address(self) -> String {
        if self == Self::Folder { FILES.to_owned() } else { format!("{FILES}?show={self}") }
    }
}

impl fmt::Display for Shelf {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Folder => "folder",
            Self::Recent => "recent",
            Self::Favourites => "favourites",
        })
    }
}

impl FromStr for Shelf {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "recent" => Ok(Self::Recent),
            "favourites" => Ok(Self::Favourites),
            _ => Err(()),
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// Which entries are on show.
    pub shelf: Shelf,
    /// The folder on show; empty is the top.
    pub folder: String,
    /// Part of a name to look for in all folders; empty shows this one.
    pub filter: String,
    /// Only files like these, of all folders.
    pub presets: Option<Presets>,
    /// Only what has this tag, of all folders; empty asks for none.
    pub tag: String,
    /// Which come first.
    pub order: FileOrder,
}

impl Query {
    /// Whether something is looked for.
    pub fn is_search(&self) -> bool {
        !self.filter.is_empty() || self.presets.is_some() || !self.tag.is_empty()
    }

    /// Whether what is on show comes from all folders.
    pub fn is_over_all(&self) -> bool {
        self.is_search() || self.shelf != Shelf::Folder
    }
}

/// A list as the server gave it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// What was asked for.
    pub query: Query,
    /// Folders and files, in the order asked for.
    pub rows: Rows,
    /// How many of them are folders, where a folder is on show.
    pub folders: usize,
    /// From the top to the folder on show; of a folder that was given, from what was given on.
    pub path: Vec<PathFolder>,
    /// Whose the folder on show is, when it is somebody else's.
    pub lent: Option<Lent>,
    /// The vault that the folder on show is or is in; empty when it is in none.
    pub vault: String,
    /// No name has in it what was looked for; these are like it.
    pub similar: bool,
}

/// Some rows of a list.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The row of the first.
    pub first: usize,
    /// Folders and files.
    pub entries: Vec<Entry>,
    /// Rows of the whole list.
    pub total: usize,
    /// As in the list.
    pub folders: usize,
    /// As in the list.
    pub path: Vec<PathFolder>,
    /// As in the list.
    pub lent: Option<Lent>,
    /// As in the list.
    pub vault: String,
    /// As in the list.
    pub similar: bool,
}

impl Page {
    /// With what the server told.
    fn told(mut self, answer: Answer) -> Self {
        self.rows.take(answer.first, answer.entries, answer.total);
        Self {
            folders: answer.folders,
            path: answer.path,
            lent: answer.lent,
            vault: answer.vault,
            similar: answer.similar,
            ..self
        }
    }

    /// How many there are.
    pub fn extent_words(&self) -> String {
        let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        if self.query.is_search() {
            return format!("{} found", count(whole(self.rows.len())));
        }
        if self.query.shelf == Shelf::Favourites {
            return counted(whole(self.rows.len()), "favourite");
        }
        match (self.folders, self.rows.len().saturating_sub(self.folders)) {
            (0, files) => counted(whole(files), "file"),
            (folders, 0) => counted(whole(folders), "folder"),
            (folders, files) => {
                format!("{}, {}", counted(whole(folders), "folder"), counted(whole(files), "file"))
            }
        }
    }

    /// Whether a copy of some file is still missing, so that it is worth to look again soon.
    pub fn is_settling(&self) -> bool {
        self.rows.fresh().filter_map(Entry::file).any(|file| held(file) < target(file))
    }
}

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Listing {
    /// What was answered; the list of another query stays on show until this one's is there.
    pub page: Option<Page>,
    /// Why there is no newer one.
    pub error: Option<ClientError>,
}

impl Listing {
    /// After an answer. A failure keeps the list on show, if it answers the same query.
    pub fn after(self, query: &Query, answer: Result<Answer, ClientError>) -> Self {
        let same = self.page.filter(|page| page.query == *query);
        match answer {
            Ok(answer) => {
                let page = same.unwrap_or_else(|| Page { query: query.clone(), ..Page::default() });
                Self { page: Some(page.told(answer)), error: None }
            }
            Err(error) => Self { page: same, error: Some(error) },
        }
    }

    /// The list of this query, if it is the one on show.
    pub fn of(&self, query: &Query) -> Option<&Page> {
        self.page.as_ref().filter(|page| page.query == *query)
    }

    /// Whether the server could not be reached.
    pub fn is_offline(&self) -> bool {
        self.error.as_ref().is_some_and(|error| matches!(error.kind, Kind::Unavailable | Kind::Timeout))
    }
}

/// Zones that hold a copy.
pub fn held(file: &FileInfo) -> usize {
    file.zones.len()
}

/// Copies there should be.
pub fn target(file: &FileInfo) -> usize {
    usize::try_from(file.target_copies).unwrap_or_default()
}

/// Where the page takes a picture, sound or film from to show it.
pub fn preview_address(file_id: &str) -> String {
    format!("/api/files/preview/{file_id}")
}

#[cfg(test)]
mod tests {
    use super::{super::entry::EntryKind, *};

    fn entry(file: FileInfo) -> Entry {
        EntryKind::File(file).into()
    }

    fn answer(entries: Vec<Entry>, folders: usize) -> Answer {
        Answer { total: entries.len(), entries, folders, ..Answer::default() }
    }

    fn page(query: &Query, answer: Answer) -> Page {
        Listing::default().after(query, Ok(answer)).page.unwrap_or_default()
    }

    fn lost() -> ClientError {
        ClientError {
            kind: Kind::Unavailable,
            reason: String::new(),
            message: String::new(),
            fields: Vec::new(),
            metadata: Default::default(),
            request_id: String::new(),
        }
    }

    #[test]
    fn a_list_says_how_long_it_is() {
        let eight = || vec![entry(FileInfo::default()); 8];
        let words = |page: &Page| page.extent_words().replace(['\u{a0}', '\u{202f}'], " ");
        let folder = Query::default();
        assert_eq!(words(&page(&folder, answer(eight(), 0))), "8 files");
        assert_eq!(words(&page(&folder, answer(eight(), 3))), "3 folders, 5 files");
        assert_eq!(words(&page(&folder, Answer { total: 1_284, ..answer(eight(), 0) })), "1 284 files");
        let search = Query { filter: "a".to_owned(), ..Query::default() };
        assert_eq!(words(&page(&search, answer(eight(), 0))), "8 found");
    }

    #[test]
    fn a_lost_server_leaves_what_was_seen_of_the_same_query() {
        let query = Query::default();
        let seen = Listing::default().after(&query, Ok(answer(vec![entry(FileInfo::default())], 0)));
        let same = seen.clone().after(&query, Err(lost()));
        assert!(same.of(&query).is_some() && same.is_offline());
        let other = Query { filter: "a".to_owned(), ..Query::default() };
        assert_eq!(seen.after(&other, Err(lost())).page, None);
    }

    #[test]
    fn another_query_begins_anew() {
        let seen =
            Listing::default().after(&Query::default(), Ok(answer(vec![entry(FileInfo::default()); 8], 0)));
        let other = Query { folder: "x".to_owned(), ..Query::default() };
        assert!(seen.of(&other).is_none());
        let listing = seen.after(&other, Ok(answer(vec![entry(FileInfo::default())], 0)));
        assert_eq!(listing.of(&other).map(|page| page.rows.len()), Some(1));
    }

    #[test]
    fn a_list_settles_until_all_copies_are_there() {
        let is_settling = |zones: &[&str]| {
            let zones = zones.iter().map(|zone| (*zone).to_owned()).collect();
            let file = FileInfo { zones, target_copies: 3, ..Default::default() };
            page(&Query::default(), answer(vec![entry(file)], 0)).is_settling()
        };
        assert_eq!((is_settling(&["U", "E", "A"]), is_settling(&["U", "E"])), (false, true));
    }
}
