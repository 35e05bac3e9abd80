//! One page of the list: what the server said last, and whether that still stands.

use client::{ClientError, Kind, proto::storage::FileInfo};
use domain::file_order::FileOrder;

use crate::figures::{count, counted};

/// Files of one page.
pub const PAGE_ROWS: usize = 100;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// Part of the name; empty for all.
    pub filter: String,
    /// Which come first.
    pub order: FileOrder,
    /// Counts from 1.
    pub page: usize,
}

impl Query {
    /// From the address: nonsense becomes the first page.
    pub fn new(filter: Option<String>, order: FileOrder, page: Option<usize>) -> Self {
        Self { filter: filter.unwrap_or_default(), order, page: page.unwrap_or(1).max(1) }
    }

    /// Files before this page.
    pub fn offset(&self) -> usize {
        (self.page - 1) * PAGE_ROWS
    }
}

/// A page as the server gave it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// What was asked for.
    pub query: Query,
    /// The files, in the order asked for.
    pub files: Vec<FileInfo>,
    /// Files on all pages.
    pub total: usize,
}

impl Page {
    /// "1–100 of 1 284", or how many there are when they fit.
    pub fn range_words(&self) -> String {
        let number = |number: usize| count(i64::try_from(number).unwrap_or(i64::MAX));
        if self.total <= PAGE_ROWS {
            return counted(i64::try_from(self.total).unwrap_or(i64::MAX), "file");
        }
        let first = self.query.offset() + 1;
        let last = self.query.offset() + self.files.len();
        format!("{}–{} of {} files", number(first), number(last), number(self.total))
    }

    /// The number of the last page.
    pub fn last(&self) -> usize {
        self.total.div_ceil(PAGE_ROWS).max(1)
    }

    /// Whether a copy of some file is still missing, so that it is worth to look again soon.
    pub fn is_settling(&self) -> bool {
        self.files.iter().any(|file| held(file) < target(file))
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
    use super::*;

    fn page(number: usize, files: usize, total: usize) -> Page {
        let query = Query::new(None, FileOrder::default(), Some(number));
        Page { query, files: vec![FileInfo::default(); files], total }
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
        assert_eq!(words(&page(13, 84, 1_284)), "1 201–1 284 of 1 284 files");
        assert_eq!((page(1, 0, 0).last(), page(1, 100, 100).last(), page(1, 100, 101).last()), (1, 1, 2));
    }

    #[test]
    fn a_lost_server_leaves_what_was_seen_of_the_same_query() {
        let seen = Listing { page: Some(page(1, 8, 8)), error: None };
        let newest_first = FileOrder::default();
        let same = seen.clone().after(&Query::new(None, newest_first, Some(1)), Err(lost()));
        assert!(same.page.is_some() && same.is_offline());
        let other = seen.after(&Query::new(Some("a".to_owned()), newest_first, None), Err(lost()));
        assert_eq!(other.page, None);
    }

    #[test]
    fn a_page_settles_until_all_copies_are_there() {
        let file = |zones: &[&str]| FileInfo {
            zones: zones.iter().map(|zone| (*zone).to_owned()).collect(),
            target_copies: 3,
            ..Default::default()
        };
        let settled = Page { files: vec![file(&["U", "E", "A"])], ..Page::default() };
        let settling = Page { files: vec![file(&["U", "E"])], ..Page::default() };
        assert_eq!((settled.is_settling(), settling.is_settling()), (false, true));
    }

    #[test]
    fn a_nonsense_page_is_the_first() {
        assert_eq!(Query::new(None, FileOrder::default(), Some(0)).offset(), 0);
    }
}
