//! Asking for the list: the rows in sight first, the others when somebody comes by. One question at a time; what was asked
//! before the query changed is not taken.

use std::ops::Range;

use client::{
    Authorized, ClientError,
    proto::storage::{FileSort, SearchFilesRequest},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    focus,
    model::{
        entry::Entry,
        keys::Cursor,
        listing::{Answer, Listing, Page, Query, Shelf},
        presets::Presets,
    },
};
use crate::{
    browser,
    session::{SessionStore, use_member, use_session},
    transfers::use_transfers,
};

/// Rows of the first question: a window full of them.
const FIRST_ROWS: Range<usize> = 0..100;

/// The list and who asks for it.
#[derive(Clone, Copy)]
pub struct Loading {
    query: Memo<Query>,
    /// None until the server has answered.
    listing: RwSignal<Option<Listing>>,
    /// The rows that are drawn.
    pub drawn: RwSignal<Range<usize>>,
    again: RwSignal<u64>,
    /// The asker at work; an older one stops.
    asker: StoredValue<u64>,
    is_asking: StoredValue<bool>,
    cursor: RwSignal<Cursor>,
    with: StoredValue<(Authorized, SessionStore)>,
}

impl Loading {
    /// Asks whenever the query changes, files do, or unknown rows are drawn.
    pub fn start(query: Memo<Query>, cursor: RwSignal<Cursor>) -> Self {
        let transfers = use_transfers();
        let loading = Self {
            query,
            listing: RwSignal::new(None),
            drawn: RwSignal::new(FIRST_ROWS),
            again: RwSignal::new(0),
            asker: StoredValue::new(0),
            is_asking: StoredValue::new(false),
            cursor,
            with: StoredValue::new((use_member().api, use_session())),
        };
        Effect::new(move || {
            query.track();
            loading.again.track();
            transfers.stored();
            untrack(|| loading.ask_anew());
        });
        Effect::new(move || {
            loading.drawn.track();
            untrack(|| loading.ask_on());
        });
        loading
    }

    /// Looks at what there is to show, once the server has answered and while the page is there: what is computed of it
    /// may be asked for once more when the page was just left. Reactive.
    pub fn look<T>(self, look: impl FnOnce(&Listing) -> T) -> Option<T> {
        self.listing.try_with(|listing| listing.as_ref().map(look)).flatten()
    }

    /// The same of the rows and what is told with them.
    pub fn look_at_page<T>(self, look: impl FnOnce(&Page) -> T) -> Option<T> {
        self.look(|listing| listing.page.as_ref().map(look)).flatten()
    }

    /// Asks the server again.
    pub fn look_again(self) {
        self.again.update(|count| *count += 1);
    }

    /// Asks for all rows, whether drawn or not; whether they are all known then.
    pub async fn fill(self) -> bool {
        while let Some((query, range)) = self.wanting(|rows| Some(0..rows)) {
            let Some((api, _)) = self.with.try_get_value() else { return false };
            let answer = ask(&api, &query, range).await;
            let failed = answer.is_err();
            // The page may have been left meanwhile, or shows another list.
            if self.query.try_get_untracked().as_ref() != Some(&query) {
                return false;
            }
            self.take(&query, answer);
            if failed {
                return false;
            }
        }
        true
    }

    /// Everything on show is old.
    fn ask_anew(self) {
        self.listing.update(|listing| {
            if let Some(page) = listing.as_mut().and_then(|listing| listing.page.as_mut()) {
                page.rows.age();
            }
        });
        self.is_asking.set_value(false);
        self.ask_on();
    }

    fn ask_on(self) {
        if self.is_asking.get_value() {
            return;
        }
        self.is_asking.set_value(true);
        let me = self.asker.get_value() + 1;
        self.asker.set_value(me);
        spawn_local(async move {
            while let Some((query, range)) = self.wanting(|_| self.drawn.try_get_untracked()) {
                let Some((api, _)) = self.with.try_get_value() else { return };
                let answer = ask(&api, &query, range).await;
                if self.asker.try_get_value() != Some(me) {
                    return;
                }
                let failed = answer.is_err();
                self.take(&query, answer);
                if failed {
                    break;
                }
            }
            if self.asker.try_get_value() == Some(me) {
                self.is_asking.try_set_value(false);
            }
        });
    }

    /// What to ask for next: the first rows of a new list, then what is unknown of a range that its length tells.
    fn wanting(self, range: impl Fn(usize) -> Option<Range<usize>>) -> Option<(Query, Range<usize>)> {
        let query = self.query.try_get_untracked()?;
        let range = self.listing.try_with_untracked(|listing| {
            let page = listing.as_ref().and_then(|listing| listing.of(&query));
            page.map_or(Some(FIRST_ROWS), |page| page.rows.wanting(range(page.rows.len())?))
        })?;
        Some((query, range?))
    }

    fn take(self, query: &Query, answer: Result<Answer, ClientError>) {
        if let (Err(error), Some((_, session))) = (&answer, self.with.try_get_value()) {
            session.ended_by(error);
        }
        let was_waiting = focus::is_in_unknown_row();
        self.listing.update(|listing| {
            *listing = Some(listing.take().unwrap_or_default().after(query, answer));
        });
        // The row that had the focus is another element once it is known.
        if was_waiting {
            focus::focus_cursor_soon(self.cursor);
        }
    }
}

/// A name is looked for in all folders, whatever was on show.
fn search(query: &Query, limit: i32, offset: i32) -> SearchFilesRequest {
    let shelf = if query.is_search() { Shelf::Folder } else { query.shelf };
    let request = SearchFilesRequest {
        query: query.filter.clone(),
        limit,
        offset,
        sort: FileSort::from(query.order.by).into(),
        descending: query.order.descending,
        files_only: shelf == Shelf::Recent,
        favourites_only: shelf == Shelf::Favourites,
        tag: query.tag.clone(),
        ..Default::default()
    };
    match query.presets {
        // A folder can have a tag, and is nothing else that is asked for.
        Some(presets) if presets == Presets::default() && !query.tag.is_empty() => request,
        Some(presets) => presets.ask(browser::unix_seconds(), request),
        None => request,
    }
}

async fn ask(api: &Authorized, query: &Query, range: Range<usize>) -> Result<Answer, ClientError> {
    let number = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
    let whole = |number: i32| usize::try_from(number).unwrap_or_default();
    let (limit, offset) = (number(range.len()), number(range.start));
    if query.is_over_all() {
        let answer = api.search_files(search(query, limit, offset)).await?;
        return Ok(Answer {
            first: range.start,
            entries: answer.entries.into_iter().filter_map(Entry::found).collect(),
            total: whole(answer.total_count),
            similar: answer.similar,
            ..Answer::default()
        });
    }
    let answer = api.list_folder(&query.folder, "", query.order, limit, offset).await?;
    Ok(Answer {
        first: range.start,
        entries: answer.entries.into_iter().filter_map(Entry::listed).collect(),
        total: whole(answer.total_count),
        folders: whole(answer.folder_count),
        path: answer.path,
        lent: answer.lent,
        vault: answer.vault_id,
        similar: false,
    })
}
