//! What the parts of the page share. Shelf, filter, order, open file and tab live in the address, the rest here.

use std::{collections::BTreeSet, ops::Range};

use client::proto::storage::{FileInfo, Lent, ShareRight};
use domain::file_order::FileOrder;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::query_signal_with_options};

use super::{
    loading::Loading,
    model::{
        entry::Entry,
        keys::Cursor,
        listing::{Listing, Page, Query, Shelf},
        order,
        place::Point,
        presets::Presets,
        rows::Rows,
        selection::Selection,
    },
    tab::Tab,
    vault::Wanted,
};

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
    /// The name and the passphrase of a new vault.
    NewVault,
    /// The passphrase of the vault that something is or is in, and what is fetched then.
    OpenVault {
        /// A file or a folder.
        id: String,
        /// A file to be fetched.
        then: Option<Wanted>,
    },
    /// Another passphrase of a vault.
    ChangePassphrase(String),
    /// Another name for an entry.
    Rename(Entry),
    /// With whom to share an entry.
    Share(Entry),
    /// Which tags entries have.
    Tags(Vec<Entry>),
    /// Where to put entries.
    Place(Vec<Entry>, Placing),
}

/// Whether what is in a folder may be changed: one's own always, somebody else's when it was given so.
pub fn may_change(lent: Option<&Lent>) -> bool {
    lent.is_none_or(|lent| matches!(lent.right(), ShareRight::Edit | ShareRight::Share))
}

/// Whether it may be shared with others: one's own always, somebody else's when it was given so.
pub fn may_share(lent: Option<&Lent>) -> bool {
    lent.is_none_or(|lent| lent.right() == ShareRight::Share)
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
    set_presets: SignalSetter<Option<Presets>>,
    set_tag: SignalSetter<Option<String>>,
    set_order: SignalSetter<Option<FileOrder>>,
    /// The order that this browser keeps.
    kept_order: RwSignal<FileOrder>,
    /// The file whose details are asked for.
    pub open_id: Memo<Option<String>>,
    set_open_id: SignalSetter<Option<String>>,
    /// The part of the details on show.
    pub tab: Memo<Option<Tab>>,
    set_tab: SignalSetter<Option<Tab>>,
    loading: Loading,
    /// The rows of the list, those on their way elsewhere left out.
    pub rows: Memo<Rows>,
    /// Whose the folder on show is, when it is somebody else's.
    pub lent: Memo<Option<Lent>>,
    /// The vault that the folder on show is or is in.
    pub vault: Memo<Option<String>>,
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
    /// The folder that they are over.
    pub drop_target: RwSignal<Option<String>>,
    /// The menu that is open.
    pub menu: RwSignal<Option<OpenMenu>>,
    /// What is done once all rows are known.
    waiting: StoredValue<Vec<Box<dyn FnOnce()>>, LocalStorage>,
}

/// Makes the state and puts it into the context.
pub fn provide() -> FilesState {
    let stay = || NavigateOptions { replace: true, scroll: false, ..Default::default() };
    let (folder, _) = query_signal_with_options::<String>("in", stay());
    let (asked_shelf, _) = query_signal_with_options::<Shelf>("show", stay());
    let shelf = Memo::new(move |_| asked_shelf.get().unwrap_or_default());
    let (filter, set_filter) = query_signal_with_options::<String>("q", stay());
    let (presets, set_presets) = query_signal_with_options::<Presets>("only", stay());
    let (tag, set_tag) = query_signal_with_options::<String>("tag", stay());
    let (asked_order, set_order) = query_signal_with_options::<FileOrder>("sort", stay());
    let kept_order = RwSignal::new(order::remembered().unwrap_or_default());
    let (open_id, set_open_id) = query_signal_with_options::<String>("file", stay());
    let (tab, set_tab) = query_signal_with_options::<Tab>("tab", stay());
    let query = Memo::new(move |_| {
        let order = asked_order.get().unwrap_or_else(|| match shelf.get() {
            Shelf::Recent => order::LAST_FIRST,
            Shelf::Folder | Shelf::Favourites => kept_order.get(),
        });
        Query {
            shelf: shelf.get(),
            folder: folder.get().unwrap_or_default(),
            filter: filter.get().unwrap_or_default(),
            presets: presets.get(),
            tag: tag.get().unwrap_or_default(),
            order,
        }
    });
    let leaving = RwSignal::new(BTreeSet::new());
    let cursor = RwSignal::default();
    let loading = Loading::start(query, cursor);
    let rows = Memo::new(move |_| {
        let shown = |page: &Page| leaving.with(|leaving| page.rows.without(leaving));
        loading.look_at_page(shown).unwrap_or_default()
    });
    let lent = Memo::new(move |_| loading.look_at_page(|page| page.lent.clone()).flatten());
    let vault =
        Memo::new(move |_| loading.look_at_page(|page| page.vault.clone()).filter(|vault| !vault.is_empty()));
    let state = FilesState {
        query,
        set_filter,
        set_presets,
        set_tag,
        set_order,
        kept_order,
        open_id,
        set_open_id,
        tab,
        set_tab,
        loading,
        rows,
        lent,
        vault,
        selection: RwSignal::default(),
        cursor,
        leaving,
        question: RwSignal::default(),
        clipped: RwSignal::default(),
        dragged: RwSignal::default(),
        drop_target: RwSignal::default(),
        menu: RwSignal::default(),
        waiting: StoredValue::new_local(Vec::new()),
    };
    provide_context(state);
    state
}

/// The state, from any part of the page.
pub fn use_state() -> FilesState {
    expect_context()
}

impl FilesState {
    /// Looks at what there is to show, once the server has answered; reactive.
    pub fn with_listing<T>(self, look: impl FnOnce(&Listing) -> T) -> Option<T> {
        self.loading.look(look)
    }

    /// The rows that are drawn.
    pub fn drawn(self) -> RwSignal<Range<usize>> {
        self.loading.drawn
    }

    /// Asks the server again.
    pub fn look_again(self) {
        self.loading.look_again();
    }

    /// Does something for which all rows must be known, once they are.
    pub fn with_all_rows(self, act: impl FnOnce() + 'static) {
        if self.rows.with_untracked(Rows::is_whole) {
            return act();
        }
        self.waiting.update_value(|waiting| waiting.push(Box::new(act)));
        if self.waiting.with_value(Vec::len) > 1 {
            return;
        }
        spawn_local(async move {
            let is_filled = self.loading.fill().await;
            // The page may have been left meanwhile: nobody waits then.
            let waiting = self.waiting.try_update_value(std::mem::take).unwrap_or_default();
            if is_filled {
                waiting.into_iter().for_each(|act| act());
            }
        });
    }

    /// The id of the folder on show; empty is the top.
    pub fn folder(self) -> String {
        self.query.with_untracked(|query| query.folder.clone())
    }

    /// The ids of the rows that are known, from the top.
    pub fn ids(self) -> Vec<String> {
        self.rows.with_untracked(|rows| rows.known().map(|entry| entry.id().to_owned()).collect())
    }

    /// The entry in a row.
    pub fn at(self, row: usize) -> Option<Entry> {
        self.rows.with_untracked(|rows| rows.get(row).cloned())
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
        self.rows.with_untracked(|rows| rows.known().filter(is_selected).cloned().collect())
    }

    /// The file whose details are on show; reactive.
    pub fn open_file(self) -> Option<FileInfo> {
        let id = self.open_id.get()?;
        self.rows.with(|rows| rows.known().filter_map(Entry::file).find(|file| file.file_id == id).cloned())
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
        self.to_the_top();
        self.set_filter.set((!text.is_empty()).then(|| text.to_owned()));
    }

    /// Keeps files like these, of all folders; none shows the folder again.
    pub fn narrow_to(self, presets: Option<Presets>) {
        self.to_the_top();
        self.set_presets.set(presets);
    }

    /// Keeps what has a tag, of all folders.
    pub fn narrow_to_tag(self, tag: Option<String>) {
        self.to_the_top();
        self.set_tag.set(tag);
    }

    /// Which files come first; reactive.
    pub fn order(self) -> FileOrder {
        self.query.with(|query| query.order)
    }

    /// Orders the list anew, from its top, and keeps that for the next visit.
    pub fn sort(self, order: FileOrder) {
        if self.query.with_untracked(|query| query.shelf != Shelf::Recent) {
            order::remember(order);
            self.kept_order.set(order);
        }
        self.to_the_top();
        self.set_order.set(Some(order));
    }

    fn to_the_top(self) {
        self.cursor.set(Cursor::default());
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }
}
