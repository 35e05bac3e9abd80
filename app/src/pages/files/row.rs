//! One file in the list.

use client::proto::storage::FileInfo;
use domain::file_name::FileName;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

use super::{
    focus::column_of,
    model::{
        keys::{Column, Cursor},
        listing::{download_address, target},
        place::Point,
        selection::Selection,
    },
    state::{FilesState, OpenMenu, use_state},
};
use crate::{
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

/// The row of a file.
#[component]
pub fn FileRow(index: ReadSignal<usize>, id: String) -> impl IntoView {
    let state = use_state();
    let id = StoredValue::new(id);
    let file = Memo::new(move |_| {
        state.files.with(|files| id.with_value(|id| files.iter().find(|file| file.file_id == *id).cloned()))
    });
    let selected = Memo::new(move |_| state.selection.with(|chosen| id.with_value(|id| chosen.contains(id))));
    let open = Memo::new(move |_| state.open_id.with(|open| id.with_value(|id| open.as_ref() == Some(id))));
    let focused = Memo::new(move |_| {
        let cursor = state.cursor.get();
        (cursor.row == index.get()).then_some(cursor.column)
    });
    let follow = move |event: ev::FocusEvent| {
        if let Some(column) = column_of(&event) {
            state.cursor.set(Cursor { row: index.get_untracked(), column });
        }
    };
    view! {
        <tr
            role="row"
            data-row=move || index.get().to_string()
            aria-rowindex=move || (state.query.with(|query| query.offset()) + index.get() + 2).to_string()
            aria-selected=move || selected.get().to_string()
            aria-current=move || open.get().then_some("true")
            on:focusin=follow
            on:click=move |event| id.with_value(|id| click(state, id, &event))
            on:contextmenu=move |event| open_menu_at_pointer(state, file.get_untracked(), &event)
        >
            {move || file.get().map(|file| view! { <Cells file focused /> })}
        </tr>
    }
}

/// A click selects this row alone and shows its details; with Ctrl it adds, with Shift it makes a range.
fn click(state: FilesState, id: &str, event: &ev::MouseEvent) {
    if column_of(event).and_then(Column::control).is_some() {
        return;
    }
    if event.ctrl_key() || event.meta_key() {
        return state.selection.update(|selection| selection.toggle(id));
    }
    if event.shift_key() {
        return state.selection.update(|selection| selection.extend(id, id, &state.ids()));
    }
    state.selection.set(Selection::only(id));
    state.open(Some(id));
}

fn open_menu_at_pointer(state: FilesState, file: Option<FileInfo>, event: &ev::MouseEvent) {
    let Some(file) = file else { return };
    event.prevent_default();
    let at = Point { x: f64::from(event.client_x()), y: f64::from(event.client_y()) };
    // From the keyboard there is no pointer: the menu opens at the cell.
    let from_keyboard = event.button() != 2;
    let at = if from_keyboard {
        corner_of(event).unwrap_or(at)
    } else {
        Point { x: at.x + super::menu::WIDTH, ..at }
    };
    state.menu.set(Some(OpenMenu { file, at }));
}

/// The lower right corner of what was clicked.
fn corner_of(event: &web_sys::Event) -> Option<Point> {
    let area = event.target()?.dyn_into::<web_sys::Element>().ok()?.get_bounding_client_rect();
    Some(Point { x: area.right(), y: area.bottom() + 4.0 })
}

#[component]
fn Cells(file: FileInfo, focused: Memo<Option<Column>>) -> impl IntoView {
    let tab = move |column: Column| move || if focused.get() == Some(column) { "0" } else { "-1" };
    let name = shown_name(&file.filename);
    let size = figures::bytes(file.file_size);
    let zones = file.zones.clone();
    let target = target(&file);
    let uploaded_at = file.uploaded_at;
    view! {
        <th role="rowheader" scope="row" data-column="name" tabindex=tab(Column::Name)>
            <span class="name">
                <FileIcon kind=FileKind::of(&file.filename) />
                <span class="file-words">
                    <OneLineName name=name.clone() />
                    <span class="file-below small faint" aria-hidden="true">
                        {size.clone()}" · "{moment::now().relative(uploaded_at)}
                    </span>
                </span>
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
                href=download_address(&file.file_id)
                download=file.filename.clone()
                aria-label=format!("Download {name}")
                title="Download"
                tabindex=tab(Column::Download)
            >
                <Icon glyph=Glyph::Download />
            </a>
        </td>
        <td role="gridcell" data-column="actions" class="cell-actions">
            <MenuButton file name focused />
        </td>
    }
}

/// A plain button: attributes given to a component would not follow when the row's file changes, and their old effects
/// would go on reading what was disposed with the old cells.
#[component]
fn MenuButton(file: FileInfo, name: String, focused: Memo<Option<Column>>) -> impl IntoView {
    let state = use_state();
    let label = format!("Actions for {name}");
    let id = file.file_id.clone();
    let is_open = move || {
        let is_mine = |menu: &OpenMenu| menu.file.file_id == id;
        state.menu.with(|menu| menu.as_ref().is_some_and(is_mine)).to_string()
    };
    let open = move |event: ev::MouseEvent| {
        let button = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let Some(area) = button.map(|button| button.get_bounding_client_rect()) else { return };
        let at = Point { x: area.right(), y: area.bottom() + 4.0 };
        state.menu.set(Some(OpenMenu { file: file.clone(), at }));
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
