//! What the parts of the page share. Filter, order, page, open file and tab live in the address, the rest here.

use std::{collections::BTreeSet, str::FromStr};

use client::{Authorized, ClientError, proto::storage::FileInfo};
use domain::file_order::FileOrder;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::query_signal_with_options};

use super::model::{
    entry::Entry,
    keys::Cursor,
    listing::{Listing, PAGE_ROWS, Page, Query},
    order,
    place::Point,
    selection::Selection,
};
use crate::{
    session::{use_member, use_session},
    transfers::use_transfers,
};

/// The parts of the details panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    /// Chunks and copies.
    #[default]
    Xray,
    /// What is in it.
    Preview,
    /// Size, time, checksum.
    Info,
}

impl FromStr for Tab {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "preview" => Ok(Self::Preview),
            "info" => Ok(Self::Info),
            _ => Err(()),
        }
    }
}

impl std::fmt::Display for Tab {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Xray => "x-ray",
            Self::Preview => "preview",
            Self::Info => "info",
        })
    }
}

/// The menu of one row, open at a place.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenMenu {
    /// Whose menu.
    pub entry: Entry,
    /// Its upper right corner.
    pub at: Point,
}

/// What is being asked about entries.
#[derive(Debug, Clone, PartialEq)]
pub enum Question {
    /// The name of a new folder.
    NewFolder,
    /// Another name for an entry.
    Rename(Entry),
    /// Where to put entries.
    Place(Vec<Entry>, Placing),
}

/// What happens to entries for which a place is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placing {
    /// They go there.
    Move,
    /// Others like them are made there.
    Copy,
}

/// The state of the page.
#[derive(Clone, Copy)]
pub struct FilesState {
    /// What is asked for.
    pub query: Memo<Query>,
    set_filter: SignalSetter<Option<String>>,
    set_order: SignalSetter<Option<FileOrder>>,
    /// The order that this browser keeps.
    kept_order: RwSignal<FileOrder>,
    set_page: SignalSetter<Option<usize>>,
    /// The file whose details are asked for.
    pub open_id: Memo<Option<String>>,
    set_open_id: SignalSetter<Option<String>>,
    /// The part of the details on show.
    pub tab: Memo<Option<Tab>>,
    set_tab: SignalSetter<Option<Tab>>,
    listing: LocalResource<Listing>,
    /// The rows on show.
    pub entries: Memo<Vec<Entry>>,
    /// The selected rows.
    pub selection: RwSignal<Selection>,
    /// The cell with the focus.
    pub cursor: RwSignal<Cursor>,
    /// Entries on their way elsewhere: not shown any more.
    pub leaving: RwSignal<BTreeSet<String>>,
    /// What is being asked.
    pub question: RwSignal<Option<Question>>,
    /// Entries that were cut or copied, to be put elsewhere.
    pub clipped: RwSignal<Option<(Vec<Entry>, Placing)>>,
    /// Entries under way from one row to another.
    pub dragged: RwSignal<Vec<Entry>>,
    /// The menu that is open.
    pub menu: RwSignal<Option<OpenMenu>>,
    again: RwSignal<u64>,
}

/// Makes the state and puts it into the context.
pub fn provide() -> FilesState {
    let stay = || NavigateOptions { replace: true, scroll: false, ..Default::default() };
    let turn = NavigateOptions { scroll: true, ..Default::default() };
    let (folder, _) = query_signal_with_options::<String>("in", stay());
    let (filter, set_filter) = query_signal_with_options::<String>("q", stay());
    let (asked_order, set_order) = query_signal_with_options::<FileOrder>("sort", stay());
    let kept_order = RwSignal::new(order::remembered().unwrap_or_default());
    let (page, set_page) = query_signal_with_options::<usize>("page", turn);
    let (open_id, set_open_id) = query_signal_with_options::<String>("file", stay());
    let (tab, set_tab) = query_signal_with_options::<Tab>("tab", stay());
    let query = Memo::new(move |_| {
        let order = asked_order.get().unwrap_or_else(|| kept_order.get());
        Query::new(folder.get(), filter.get(), order, page.get())
    });
    let again = RwSignal::new(0);
    let leaving = RwSignal::new(BTreeSet::new());
    let listing = list(query, again);
    let entries = Memo::new(move |_| {
        let entries =
            listing.with(|listing| listing.as_ref()?.page.as_ref().map(|page| page.entries.clone()));
        let stays = |entry: &Entry| leaving.with(|leaving| !leaving.contains(entry.id()));
        entries.unwrap_or_default().into_iter().filter(stays).collect()
    });
    let state = FilesState {
        query,
        set_filter,
        set_order,
        kept_order,
        set_page,
        open_id,
        set_open_id,
        tab,
        set_tab,
        listing,
        entries,
        selection: RwSignal::default(),
        cursor: RwSignal::default(),
        leaving,
        question: RwSignal::default(),
        clipped: RwSignal::default(),
        dragged: RwSignal::default(),
        menu: RwSignal::default(),
        again,
    };
    provide_context(state);
    state
}

/// The state, from any part of the page.
pub fn use_state() -> FilesState {
    expect_context()
}

/// The list, asked for again whenever the query changes or files do.
fn list(query: Memo<Query>, again: RwSignal<u64>) -> LocalResource<Listing> {
    let (api, session, transfers) = (use_member().api, use_session(), use_transfers());
    let seen = StoredValue::new(Listing::default());
    LocalResource::new(move || {
        let (query, api) = (query.get(), api.clone());
        again.track();
        transfers.stored();
        async move {
            let answer = ask(&api, &query).await;
            if let Err(error) = &answer {
                session.ended_by(error);
            }
            // The page may have been left meanwhile: there is nothing to add to, and nobody to see it.
            let listing = seen.try_get_value().unwrap_or_default().after(&query, answer);
            seen.try_set_value(listing.clone());
            listing
        }
    })
}

async fn ask(api: &Authorized, query: &Query) -> Result<Page, ClientError> {
    let number = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
    let whole = |number: i32| usize::try_from(number).unwrap_or_default();
    let (limit, offset) = (number(PAGE_ROWS), number(query.offset()));
    if query.is_search() {
        let answer = api.search_files(&query.filter, limit, offset).await?;
        let entries = answer.entries.into_iter().filter_map(Entry::found).collect();
        return Ok(Page {
            query: query.clone(),
            entries,
            total: whole(answer.total_count),
            ..Page::default()
        });
    }
    let answer = api.list_folder(&query.folder, "", query.order, limit, offset).await?;
    Ok(Page {
        query: query.clone(),
        entries: answer.entries.into_iter().filter_map(Entry::listed).collect(),
        total: whole(answer.total_count),
        folders: whole(answer.folder_count),
        path: answer.path,
    })
}

impl FilesState {
    /// What there is to show, once the server has answered; reactive.
    pub fn listing(self) -> Option<Listing> {
        self.listing.get()
    }

    /// Asks the server again.
    pub fn look_again(self) {
        self.again.update(|count| *count += 1);
    }

    /// The id of the folder on show; empty is the top.
    pub fn folder(self) -> String {
        self.query.with_untracked(|query| query.folder.clone())
    }

    /// The ids of the rows on show, from the top.
    pub fn ids(self) -> Vec<String> {
        self.entries.with_untracked(|entries| entries.iter().map(|entry| entry.id().to_owned()).collect())
    }

    /// The entry in a row.
    pub fn at(self, row: usize) -> Option<Entry> {
        self.entries.with_untracked(|entries| entries.get(row).cloned())
    }

    /// The selected entries, or the one under the cursor when it is not among them.
    pub fn chosen(self) -> Vec<Entry> {
        let Some(here) = self.at(self.cursor.get_untracked().row) else { return Vec::new() };
        let selected = self.selected();
        if selected.iter().any(|entry| entry.id() == here.id()) { selected } else { vec![here] }
    }

    /// The selected entries.
    pub fn selected(self) -> Vec<Entry> {
        let selection = self.selection.get_untracked();
        let is_selected = |entry: &&Entry| selection.contains(entry.id());
        self.entries.with_untracked(|entries| entries.iter().filter(is_selected).cloned().collect())
    }

    /// The file whose details are on show; reactive.
    pub fn open_file(self) -> Option<FileInfo> {
        let id = self.open_id.get()?;
        self.entries
            .with(|entries| entries.iter().filter_map(Entry::file).find(|file| file.file_id == id).cloned())
    }

    /// Shows the details of a file, or of none.
    pub fn open(self, id: Option<&str>) {
        if self.open_id.with_untracked(|open| open.as_deref() != id) {
            self.set_open_id.set(id.map(str::to_owned));
        }
    }

    /// Shows a part of the details.
    pub fn show_tab(self, tab: Tab) {
        self.set_tab.set((tab != Tab::default()).then_some(tab));
    }

    /// Keeps names that contain a text.
    pub fn filter_by(self, text: &str) {
        self.set_filter.set((!text.is_empty()).then(|| text.to_owned()));
        self.set_page.set(None);
    }

    /// Which files come first; reactive.
    pub fn order(self) -> FileOrder {
        self.query.with(|query| query.order)
    }

    /// Orders the list anew, from its first page, and keeps that for the next visit.
    pub fn sort(self, order: FileOrder) {
        order::remember(order);
        self.kept_order.set(order);
        self.cursor.set(Cursor::default());
        self.set_order.set(Some(order));
        self.set_page.set(None);
    }

    /// Turns to a page.
    pub fn turn_to(self, page: usize) {
        self.cursor.set(Cursor::default());
        self.selection.set(Selection::default());
        self.set_page.set((page > 1).then_some(page));
    }
}
