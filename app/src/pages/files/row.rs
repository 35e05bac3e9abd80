//! One folder or file in the list, and what stands for those that are not drawn or not known.

use client::proto::storage::{FileInfo, FolderInfo};
use domain::file_name::FileName;
use leptos::{ev, prelude::*};
use leptos_router::components::A;
use wasm_bindgen::JsCast;

use super::{
    acts::use_acts,
    focus::{column_of, focus_cell},
    model::{
        entry::{Entry, EntryKind, content_words},
        keys::{Column, Cursor},
        listing::target,
        place::Point,
        selection::Selection,
        view_port::Piece,
    },
    state::{FilesState, OpenMenu, use_state},
};
use crate::{
    address::{download, folder as folder_page},
    components::{
        copies::Copies,
        file_icon::{FileIcon, FileKind, OneLineName},
        icon::{Glyph, Icon},
        time_text::When,
    },
    figures, moment,
};

/// The name with what could deceive the eye spelled out.
pub fn shown_name(name: &str) -> String {
    FileName::parse(name).map_or_else(|_| name.to_owned(), |name| name.shown())
}

/// The row of an entry. It can be dragged onto a folder, with all that is selected when it is; menu and keyboard do the
/// same.
#[component]
pub fn EntryRow(
    /// Counts from 0.
    row: Memo<usize>,
    /// The entry.
    id: String,
) -> impl IntoView {
    let state = use_state();
    let id = StoredValue::new(id);
    let entry = Memo::new(move |_| {
        let row = row.get();
        state.rows.with(|rows| {
            id.with_value(|id| {
                let here = rows.get(row).filter(|entry| entry.id() == id);
                // While rows move, this one may hear of its new place last.
                here.or_else(|| rows.get(rows.row_of(id)?)).cloned()
            })
        })
    });
    let selected = Memo::new(move |_| state.selection.with(|chosen| id.with_value(|id| chosen.contains(id))));
    let open = Memo::new(move |_| state.open_id.with(|open| id.with_value(|id| open.as_ref() == Some(id))));
    let focused = Memo::new(move |_| {
        let cursor = state.cursor.get();
        (cursor.row == row.get()).then_some(cursor.column)
    });
    let follow = move |event: ev::FocusEvent| {
        if let Some(column) = column_of(&event) {
            state.cursor.set(Cursor { row: row.get_untracked(), column });
        }
    };
    let is_folder = Memo::new(move |_| entry.with(|entry| entry.as_ref().is_some_and(Entry::is_folder)));
    let is_over = RwSignal::new(false);
    let takes =
        move || is_folder.get_untracked() && state.dragged.with_untracked(|dragged| !dragged.is_empty());
    let over = move |event: ev::DragEvent| {
        if takes() {
            event.prevent_default();
            is_over.set(true);
        }
    };
    let acts = use_acts(state);
    let drop_here = move |event: ev::DragEvent| {
        is_over.set(false);
        if takes() {
            event.prevent_default();
            let dragged = state.dragged.try_update(std::mem::take).unwrap_or_default();
            id.with_value(|id| acts.drop_into(dragged, id.clone()));
        }
    };
    view! {
        <tr
            role="row"
            data-row=move || row.get().to_string()
            aria-rowindex=move || (row.get() + 2).to_string()
            aria-selected=move || selected.get().to_string()
            aria-current=move || open.get().then_some("true")
            class:drop-here=is_over
            draggable="true"
            on:focusin=follow
            on:click=move |event| click(state, row.get_untracked(), entry.get_untracked(), &event)
            on:contextmenu=move |event| open_menu_at_pointer(state, entry.get_untracked(), &event)
            on:dragstart=move |_| drag(state, entry.get_untracked())
            on:dragend=move |_| state.dragged.set(Vec::new())
            on:dragover=over
            on:dragleave=move |_| is_over.set(false)
            on:drop=drop_here
        >
            {move || entry.get().map(|entry| view! { <Cells entry focused /> })}
        </tr>
    }
}

/// A row that the server has not told yet.
#[component]
pub fn UnknownRow(
    /// Counts from 0.
    row: Memo<usize>,
) -> impl IntoView {
    let state = use_state();
    let tab = move || if state.cursor.with(|cursor| cursor.row == row.get()) { "0" } else { "-1" };
    view! {
        <tr
            role="row"
            class="unknown"
            data-row=move || row.get().to_string()
            aria-rowindex=move || (row.get() + 2).to_string()
        >
            <th role="rowheader" scope="row" data-column="name" colspan="6" tabindex=tab>
                <span class="visually-hidden">"Loading"</span>
                <span class="unknown-name" aria-hidden="true"></span>
            </th>
        </tr>
    }
}

/// The height of rows that are not drawn.
#[component]
pub fn Gap(
    /// How many.
    at: Memo<Option<Piece>>,
) -> impl IntoView {
    let height = move || match at.get() {
        Some(Piece::Gap(rows)) => format!("calc({rows} * var(--drawn-row))"),
        _ => "0".to_owned(),
    };
    view! { <tr class="gap" aria-hidden="true"><td colspan="6" style:height=height></td></tr> }
}

/// What is dragged from a row: all that is selected, when the row is.
fn drag(state: FilesState, entry: Option<Entry>) {
    let Some(entry) = entry else { return };
    let selected = state.selected();
    let is_selected = selected.iter().any(|each| each.id() == entry.id());
    state.dragged.set(if is_selected { selected } else { vec![entry] });
}

/// A click selects this row alone and shows a file's details; with Ctrl it adds, with Shift it makes a range.
fn click(state: FilesState, row: usize, entry: Option<Entry>, event: &ev::MouseEvent) {
    let (Some(entry), Some(column)) = (entry, column_of(event)) else { return };
    // The link of a folder leads away: what a click on the row does to the address would lead back.
    if column.control().is_some() || is_in_link(event) {
        return;
    }
    // A row that can be dragged does not take the focus by itself.
    let cursor = Cursor { row, column };
    state.cursor.set(cursor);
    focus_cell(cursor);
    let id = entry.id();
    if event.ctrl_key() || event.meta_key() {
        return state.selection.update(|selection| selection.toggle(id));
    }
    if event.shift_key() {
        return state.selection.update(|selection| selection.extend(id, id, &state.ids()));
    }
    state.selection.set(Selection::only(id));
    state.open(entry.file().map(|file| file.file_id.as_str()));
}

fn is_in_link(event: &ev::MouseEvent) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| element.closest("a").is_ok_and(|link| link.is_some()))
}

fn open_menu_at_pointer(state: FilesState, entry: Option<Entry>, event: &ev::MouseEvent) {
    let Some(entry) = entry else { return };
    event.prevent_default();
    let at = Point { x: f64::from(event.client_x()), y: f64::from(event.client_y()) };
    // From the keyboard there is no pointer: the menu opens at the cell.
    let from_keyboard = event.button() != 2;
    let at = if from_keyboard {
        corner_of(event).unwrap_or(at)
    } else {
        Point { x: at.x + super::menu::WIDTH, ..at }
    };
    state.menu.set(Some(OpenMenu { entry, at }));
}

/// The lower right corner of what was clicked.
fn corner_of(event: &web_sys::Event) -> Option<Point> {
    let area = event.target()?.dyn_into::<web_sys::Element>().ok()?.get_bounding_client_rect();
    Some(Point { x: area.right(), y: area.bottom() + 4.0 })
}

#[component]
fn Cells(entry: Entry, focused: Memo<Option<Column>>) -> impl IntoView {
    let place = entry.place.clone().map(|place| format!("in {place}"));
    match entry.kind.clone() {
        EntryKind::Folder(folder) => view! { <FolderCells entry folder place focused /> }.into_any(),
        EntryKind::File(file) => view! { <FileCells entry file place focused /> }.into_any(),
    }
}

fn tab_stop(focused: Memo<Option<Column>>, column: Column) -> impl Fn() -> &'static str + Copy {
    move || if focused.get() == Some(column) { "0" } else { "-1" }
}

fn star() -> impl IntoView {
    view! { <span class="star" title="Favourite"><Icon glyph=Glyph::Star /><span class="visually-hidden">", favourite"</span></span> }
}

#[component]
fn FolderCells(
    entry: Entry,
    folder: FolderInfo,
    place: Option<String>,
    focused: Memo<Option<Column>>,
) -> impl IntoView {
    let tab = move |column: Column| tab_stop(focused, column);
    let name = shown_name(&folder.name);
    let content = content_words(&folder);
    let star = folder.favourite.then(star);
    let shown = name.clone();
    view! {
        <th role="rowheader" scope="row" data-column="name" tabindex=tab(Column::Name)>
            <span class="name">
                <Icon glyph=Glyph::Files />
                <span class="file-words">
                    <A href=folder_page(&folder.folder_id) attr:tabindex="-1" attr:class="folder-link">
                        <OneLineName name=shown.clone() />
                    </A>
                    {star}
                    {place.map(|place| view! { <span class="small faint file-place">{place}</span> })}
                    <span class="file-below small faint" aria-hidden="true">{content.clone()}</span>
                </span>
                <SharedMark is_shared=entry.is_shared />
            </span>
        </th>
        <td role="gridcell" data-column="size" tabindex=tab(Column::Size) class="num soft hide-on-phone">{content}</td>
        <td role="gridcell" data-column="modified" tabindex=tab(Column::Modified) class="num soft hide-on-phone">
            <When at=folder.created_at />
        </td>
        <td role="gridcell" data-column="copies" tabindex=tab(Column::Copies)>
            <span class="visually-hidden">"folder"</span>
        </td>
        <td role="gridcell" data-column="download" class="cell-actions hide-on-phone" tabindex=tab(Column::Download)></td>
        <td role="gridcell" data-column="actions" class="cell-actions">
            <MenuButton entry name focused />
        </td>
    }
}

#[component]
fn FileCells(
    entry: Entry,
    file: FileInfo,
    place: Option<String>,
    focused: Memo<Option<Column>>,
) -> impl IntoView {
    let tab = move |column: Column| tab_stop(focused, column);
    let name = shown_name(&file.filename);
    let size = figures::bytes(file.file_size);
    let zones = file.zones.clone();
    let star = file.favourite.then(star);
    let target = target(&file);
    let uploaded_at = file.uploaded_at;
    view! {
        <th role="rowheader" scope="row" data-column="name" tabindex=tab(Column::Name)>
            <span class="name">
                <FileIcon kind=FileKind::of(&file.filename) />
                <span class="file-words">
                    <OneLineName name=name.clone() />
                    {star}
                    {place.map(|place| view! { <span class="small faint file-place">{place}</span> })}
                    <span class="file-below small faint" aria-hidden="true">
                        {size.clone()}" · "{moment::now().relative(uploaded_at)}
                    </span>
                </span>
                <SharedMark is_shared=entry.is_shared />
            </span>
        </th>
        <td role="gridcell" data-column="size" tabindex=tab(Column::Size) class="num soft hide-on-phone">{size}</td>
        <td role="gridcell" data-column="modified" tabindex=tab(Column::Modified) class="num soft hide-on-phone">
            <When at=uploaded_at />
        </td>
        <td role="gridcell" data-column="copies" tabindex=tab(Column::Copies)><Copies zones target /></td>
        <td role="gridcell" data-column="download" class="cell-actions hide-on-phone">
            <a
                class="icon-button"
                rel="external"
                href=download(&file.file_id)
                download=file.filename.clone()
                aria-label=format!("Download {name}")
                title="Download"
                tabindex=tab(Column::Download)
            >
                <Icon glyph=Glyph::Download />
            </a>
        </td>
        <td role="gridcell" data-column="actions" class="cell-actions">
            <MenuButton entry name focused />
        </td>
    }
}

/// The mark of what is given to somebody.
#[component]
fn SharedMark(is_shared: bool) -> impl IntoView {
    is_shared.then(|| view! {
        <span class="shared-mark" title="Shared"><Icon glyph=Glyph::Share /><span class="visually-hidden">"shared"</span></span>
    })
}

/// A plain button: attributes given to a component would not follow when the row's file changes, and their old effects
/// would go on reading what was disposed with the old cells.
#[component]
fn MenuButton(entry: Entry, name: String, focused: Memo<Option<Column>>) -> impl IntoView {
    let state = use_state();
    let label = format!("Actions for {name}");
    let id = entry.id().to_owned();
    let is_open = move || {
        let is_mine = |menu: &OpenMenu| menu.entry.id() == id;
        state.menu.with(|menu| menu.as_ref().is_some_and(is_mine)).to_string()
    };
    let open = move |event: ev::MouseEvent| {
        let button = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let Some(area) = button.map(|button| button.get_bounding_client_rect()) else { return };
        let at = Point { x: area.right(), y: area.bottom() + 4.0 };
        state.menu.set(Some(OpenMenu { entry: entry.clone(), at }));
    };
    view! {
        <button
            type="button"
            class="icon-button"
            title=label.clone()
            aria-label=label
            aria-haspopup="menu"
            aria-expanded=is_open
            tabindex=move || if focused.get() == Some(Column::Actions) { "0" } else { "-1" }
            on:click=open
        >
            <Icon glyph=Glyph::More />
        </button>
    }
}
