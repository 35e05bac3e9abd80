//! One folder or file in the list: what a click, a drag and the pointer's other button do to it.

use domain::file_name::FileName;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

use super::{
    acts::use_acts,
    cells::Cells,
    focus::{column_of, focus_cell},
    model::{entry::Entry, keys::Cursor, place::Point, selection::Selection},
    state::{FilesState, OpenMenu, use_state},
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
