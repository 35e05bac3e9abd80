//! One page of the list: what the server said last, and whether that still stands.

use client::{
    ClientError, Kind,
    proto::storage::{FileInfo, PathFolder},
};
use domain::file_order::FileOrder;

use super::entry::Entry;
use crate::{
    address::FILES,
    figures::{count, counted},
};

/// Rows of one page.
pub const PAGE_ROWS: usize = 100;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// The folder on show; empty is the top.
    pub folder: String,
    /// Part of a name to look for in all folders; empty shows this one.
    pub filter: String,
    /// Which come first.
    pub order: FileOrder,
    /// Counts from 1.
    pub page: usize,
}

impl Query {
    /// From the address: nonsense becomes the first page.
    pub fn new(
        folder: Option<String>,
        filter: Option<String>,
        order: FileOrder,
        page: Option<usize>,
    ) -> Self {
        let (folder, filter) = (folder.unwrap_or_default(), filter.unwrap_or_default());
        Self { folder, filter, order, page: page.unwrap_or(1).max(1) }
    }

    /// Whether names are looked for.
    pub fn is_search(&self) -> bool {
        !self.filter.is_empty()
    }

    /// Rows before this page.
    pub fn offset(&self) -> usize {
        (self.page - 1) * PAGE_ROWS
    }
}

/// A page as the server gave it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// What was asked for.
    pub query: Query,
    /// Folders and files, in the order asked for.
    pub entries: Vec<Entry>,
    /// Rows of all pages.
    pub total: usize,
    /// How many of them are folders, where a folder is on show.
    pub folders: usize,
    /// From the top to the folder on show.
    pub path: Vec<PathFolder>,
}

impl Page {
    /// "1–100 of 1 284", or how many there are when they fit.
    pub fn range_words(&self) -> String {
        let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let number = |number: usize| count(whole(number));
        if self.total > PAGE_ROWS {
            let first = self.query.offset() + 1;
            let last = self.query.offset() + self.entries.len();
            return format!("{}–{} of {}", number(first), number(last), number(self.total));
        }
        if self.query.is_search() {
            return format!("{} found", number(self.total));
        }
        match (self.folders, self.total.saturating_sub(self.folders)) {
            (0, files) => counted(whole(files), "file"),
            (folders, 0) => counted(whole(folders), "folder"),
            (folders, files) => {
                format!("{}, {}", counted(whole(folders), "folder"), counted(whole(files), "file"))
            }
        }
    }

    /// The number of the last page.
    pub fn last(&self) -> usize {
        self.total.div_ceil(PAGE_ROWS).max(1)
    }

    /// Whether a copy of some file is still missing, so that it is worth to look again soon.
    pub fn is_settling(&self) -> bool {
        self.entries.iter().filter_map(Entry::file).any(|file| held(file) < target(file))
    }
}

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Listing {
    /// The last page that was answered for this query; an old one stays on show when the server is lost.
    pub page: Option<Page>,
    /// Why there is no newer one.
    pub error: Option<ClientError>,
}

impl Listing {
    /// After an answer. A failure keeps the page on show, if it answers the same query.
    pub fn after(self, query: &Query, answer: Result<Page, ClientError>) -> Self {
        match answer {
            Ok(page) => Self { page: Some(page), error: None },
            Err(error) => Self { page: self.page.filter(|page| page.query == *query), error: Some(error) },
        }
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

/// The page of a folder; an empty id is the top.
pub fn folder_address(folder_id: &str) -> String {
    if folder_id.is_empty() { FILES.to_owned() } else { format!("{FILES}?in={folder_id}") }
}

/// Where the browser fetches a file.
pub fn download_address(file_id: &str) -> String {
    format!("/api/files/download/{file_id}")
}

/// Where the page takes a picture, sound or film from to show it.
pub fn preview_address(file_id: &str) -> String {
    format!("/api/files/preview/{file_id}")
}

#[cfg(test)]
mod tests {
    use super::{super::entry::EntryKind, *};

    fn page(number: usize, files: usize, total: usize) -> Page {
        let query = Query::new(None, None, FileOrder::default(), Some(number));
        let entry = Entry { kind: EntryKind::File(FileInfo::default()), place: None };
        Page { query, entries: vec![entry; files], total, ..Page::default() }
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
    fn a_page_says_where_it_is() {
        let words = |page: &Page| page.range_words().replace(['\u{a0}', '\u{202f}'], " ");
        assert_eq!(words(&page(1, 8, 8)), "8 files");
        assert_eq!(words(&page(13, 84, 1_284)), "1 201–1 284 of 1 284");
        assert_eq!(words(&Page { folders: 3, ..page(1, 8, 8) }), "3 folders, 5 files");
        let search = Query { filter: "a".to_owned(), ..Query::default() };
        assert_eq!(words(&Page { query: search, ..page(1, 8, 8) }), "8 found");
        assert_eq!((page(1, 0, 0).last(), page(1, 100, 100).last(), page(1, 100, 101).last()), (1, 1, 2));
    }

    #[test]
    fn a_lost_server_leaves_what_was_seen_of_the_same_query() {
        let seen = Listing { page: Some(page(1, 8, 8)), error: None };
        let newest_first = FileOrder::default();
        let same = seen.clone().after(&Query::new(None, None, newest_first, Some(1)), Err(lost()));
        assert!(same.page.is_some() && same.is_offline());
        let other = seen.after(&Query::new(None, Some("a".to_owned()), newest_first, None), Err(lost()));
        assert_eq!(other.page, None);
    }

    #[test]
    fn a_page_settles_until_all_copies_are_there() {
        let file = |zones: &[&str]| {
            let zones = zones.iter().map(|zone| (*zone).to_owned()).collect();
            let file = FileInfo { zones, target_copies: 3, ..Default::default() };
            Entry { kind: EntryKind::File(file), place: None }
        };
        let settled = Page { entries: vec![file(&["U", "E", "A"])], ..Page::default() };
        let settling = Page { entries: vec![file(&["U", "E"])], ..Page::default() };
        assert_eq!((settled.is_settling(), settling.is_settling()), (false, true));
    }

    #[test]
    fn a_nonsense_page_is_the_first() {
        assert_eq!(Query::new(None, None, FileOrder::default(), Some(0)).offset(), 0);
    }
}
