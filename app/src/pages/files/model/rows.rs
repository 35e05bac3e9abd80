//! The rows of a list: as many as there are, of which those are known that somebody came by.

use std::{collections::BTreeSet, ops::Range, sync::Arc};

use super::entry::Entry;

/// Rows that are asked for together at least.
const BLOCK: usize = 100;
/// Rows of one question at most, as `domain::limits::PAGE_MAX`.
const QUESTION: usize = 1_000;

/// All rows, from the top.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rows {
    rows: Vec<Row>,
    /// Something has changed since the server told how many there are.
    is_old: bool,
}

#[derive(Debug, Clone, PartialEq, Default)]
struct Row {
    /// None until the server told.
    entry: Option<Arc<Entry>>,
    /// Something has changed since the server told.
    is_old: bool,
}

impl Row {
    fn is_wanting(&self) -> bool {
        self.is_old || self.entry.is_none()
    }
}

impl Rows {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The entry in a row, where it is known.
    pub fn get(&self, row: usize) -> Option<&Entry> {
        self.rows.get(row)?.entry.as_deref()
    }

    /// All that is known, from the top.
    pub fn known(&self) -> impl Iterator<Item = &Entry> {
        self.rows.iter().filter_map(|row| row.entry.as_deref())
    }

    /// Those of them that nothing has changed since.
    pub fn fresh(&self) -> impl Iterator<Item = &Entry> {
        self.rows.iter().filter(|row| !row.is_old).filter_map(|row| row.entry.as_deref())
    }

    /// The row of an entry.
    pub fn row_of(&self, id: &str) -> Option<usize> {
        self.rows.iter().position(|row| row.entry.as_ref().is_some_and(|entry| entry.id() == id))
    }

    /// Whether every row is known, and still so.
    pub fn is_whole(&self) -> bool {
        !self.is_old && !self.rows.iter().any(Row::is_wanting)
    }

    /// Something has changed: what is known stays on show until the server tells anew.
    pub fn age(&mut self) {
        self.is_old = true;
        self.rows.iter_mut().for_each(|row| row.is_old = true);
    }

    /// The server told rows from `first` on, and how many there are by now.
    pub fn take(&mut self, first: usize, entries: Vec<Entry>, total: usize) {
        self.is_old = false;
        self.rows.resize_with(total, Row::default);
        for (row, entry) in self.rows.iter_mut().skip(first).zip(entries) {
            *row = Row { entry: Some(Arc::new(entry)), is_old: false };
        }
    }

    /// What to ask for next, so that all rows of a range are known: those that are not, in whole blocks.
    pub fn wanting(&self, range: Range<usize>) -> Option<Range<usize>> {
        let end = range.end.min(self.len());
        let is_wanting = |row: &usize| self.rows.get(*row).is_some_and(Row::is_wanting);
        let Some(first) = (range.start..end).find(is_wanting) else {
            // Of a list that was empty, or ended before, it is not known whether it still does.
            let start = end - end % BLOCK;
            return self.is_old.then_some(start..start + BLOCK);
        };
        let last = (first..end).rev().find(is_wanting)?;
        let start = first - first % BLOCK;
        Some(start..(last + 1).next_multiple_of(BLOCK).min(start + QUESTION))
    }

    /// The rows that remain when some entries leave.
    pub fn without(&self, leaving: &BTreeSet<String>) -> Self {
        if leaving.is_empty() {
            return self.clone();
        }
        let stays = |row: &&Row| !row.entry.as_ref().is_some_and(|entry| leaving.contains(entry.id()));
        Self { rows: self.rows.iter().filter(stays).cloned().collect(), is_old: self.is_old }
    }
}

#[cfg(test)]
mod tests {
    use client::proto::storage::FileInfo;

    use super::{super::entry::EntryKind, *};

    fn entries(ids: Range<usize>) -> Vec<Entry> {
        let file = |id: usize| FileInfo { file_id: id.to_string(), ..Default::default() };
        ids.map(|id| EntryKind::File(file(id)).into()).collect()
    }

    fn rows(known: Range<usize>, total: usize) -> Rows {
        let mut rows = Rows::default();
        rows.take(known.start, entries(known), total);
        rows
    }

    #[test]
    fn what_nobody_came_by_is_not_asked_for() {
        let rows = rows(0..100, 10_000);
        assert_eq!((rows.len(), rows.known().count(), rows.is_whole()), (10_000, 100, false));
        assert_eq!(rows.wanting(0..100), None);
        assert_eq!(rows.wanting(80..130), Some(100..200));
        assert_eq!(rows.wanting(7_450..7_520), Some(7_400..7_600));
        assert_eq!(rows.wanting(9_990..10_050), Some(9_900..10_000));
    }

    #[test]
    fn the_whole_list_is_asked_for_in_questions_that_the_server_answers() {
        let mut list = rows(0..100, 2_345);
        let mut questions = 0;
        while let Some(range) = list.wanting(0..list.len()) {
            assert!(range.len() <= QUESTION, "{range:?}");
            list.take(range.start, entries(range.start..range.end.min(2_345)), 2_345);
            questions += 1;
        }
        assert_eq!((list.is_whole(), list.known().count(), questions), (true, 2_345, 3));
    }

    #[test]
    fn what_is_old_stays_on_show_and_is_asked_for_again() {
        let mut list = rows(0..200, 200);
        list.age();
        assert!(list.get(150).is_some() && !list.is_whole());
        assert_eq!(list.wanting(120..140), Some(100..200));
        list.take(100, entries(500..560), 160);
        assert_eq!((list.len(), list.wanting(100..160)), (160, None));
        assert_eq!((list.row_of("500"), list.row_of("150")), (Some(100), None));
    }

    #[test]
    fn an_empty_list_is_asked_for_again_when_something_changed() {
        let mut list = rows(0..0, 0);
        assert_eq!(list.wanting(0..40), None);
        list.age();
        assert_eq!((list.wanting(0..40), list.is_whole()), (Some(0..100), false));
        list.take(0, entries(0..2), 2);
        assert_eq!((list.wanting(0..40), list.is_whole()), (None, true));
    }

    #[test]
    fn those_below_move_up_where_entries_leave() {
        let list = rows(0..100, 1_000).without(&BTreeSet::from(["3".to_owned(), "5".to_owned()]));
        assert_eq!(
            (list.len(), list.get(3).map(Entry::id), list.get(4).map(Entry::id)),
            (998, Some("4"), Some("6"))
        );
    }
}
