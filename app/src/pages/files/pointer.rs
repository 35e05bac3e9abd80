//! What a click, a drag and the pointer's other button do in the list. The list listens for all of its rows: a row comes and
//! goes with each turn of the wheel, and would bring a dozen listeners of its own.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use super::{
    acts::Acts,
    focus::{column_of, focus_cell},
    menu,
    model::{
        entry::Entry,
        keys::{Column, Cursor},
        place::Point,
        selection::Selection,
    },
    state::{FilesState, OpenMenu},
};

/// The cursor is where the focus is.
pub fn follow(state: FilesState, event: &Event) {
    if let (Some(row), Some(column)) = (row_of(event), column_of(event)) {
        state.cursor.set(Cursor { row, column });
    }
}

/// A click selects a row alone and shows a file's details; with Ctrl it adds, with Shift it makes a range.
pub fn click(state: FilesState, acts: &Acts, event: &ev::MouseEvent) {
    let Some((row, entry)) = hit(state, event) else { return };
    let Some(column) = column_of(event) else { return };
    if column == Column::Actions {
        return open_menu_of_button(state, entry, event);
    }
    if let (Column::Download, Some(file)) = (column, entry.file()) {
        acts.fetch_instead(state, file.into(), event);
    }
    // The link of a folder leads away: what a click on the row does to the address would lead back.
    if column.control().is_some() || closest(event, "a").is_some() {
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

fn open_menu_of_button(state: FilesState, entry: Entry, event: &Event) {
    let Some(button) = closest(event, "button") else { return };
    let area = button.get_bounding_client_rect();
    state.menu.set(Some(OpenMenu { entry, at: Point { x: area.right(), y: area.bottom() + 4.0 } }));
}

/// Opens the menu of a row where the pointer is; from the keyboard there is none, and it opens at the cell.
pub fn open_menu(state: FilesState, event: &ev::MouseEvent) {
    let Some((_, entry)) = hit(state, event) else { return };
    event.prevent_default();
    let at = Point { x: f64::from(event.client_x()), y: f64::from(event.client_y()) };
    let from_keyboard = event.button() != 2;
    let at =
        if from_keyboard { corner_of(event).unwrap_or(at) } else { Point { x: at.x + menu::WIDTH, ..at } };
    state.menu.set(Some(OpenMenu { entry, at }));
}

/// A row is dragged with all that is selected, when it is.
pub fn drag(state: FilesState, event: &Event) {
    let Some((_, entry)) = hit(state, event) else { return };
    let selected = state.selected();
    let is_selected = selected.iter().any(|each| each.id() == entry.id());
    state.dragged.set(if is_selected { selected } else { vec![entry] });
}

/// It is let go of, wherever that is.
pub fn end_drag(state: FilesState) {
    state.dragged.set(Vec::new());
    state.drop_target.set(None);
}

/// A folder takes what is dragged over it.
pub fn drag_over(state: FilesState, event: &Event) {
    let target = folder_below(state, event);
    if target.is_some() {
        event.prevent_default();
    }
    if state.drop_target.with_untracked(|before| *before != target) {
        state.drop_target.set(target);
    }
}

/// What was dragged goes into the folder below.
pub fn drop_here(state: FilesState, acts: &Acts, event: &Event) {
    state.drop_target.set(None);
    if let Some(folder) = folder_below(state, event) {
        event.prevent_default();
        let dragged = state.dragged.try_update(std::mem::take).unwrap_or_default();
        acts.drop_into(dragged, folder);
    }
}

/// The folder that something of the list is dragged over.
fn folder_below(state: FilesState, event: &Event) -> Option<String> {
    if state.dragged.with_untracked(Vec::is_empty) {
        return None;
    }
    let (_, entry) = hit(state, event)?;
    entry.is_folder().then(|| entry.id().to_owned())
}

/// The row in which something happened, and what is in it.
fn hit(state: FilesState, event: &Event) -> Option<(usize, Entry)> {
    let row = row_of(event)?;
    Some((row, state.at(row)?))
}

fn row_of(event: &Event) -> Option<usize> {
    closest(event, "[data-row]")?.get_attribute("data-row")?.parse().ok()
}

fn closest(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

/// The lower right corner of what was clicked.
fn corner_of(event: &Event) -> Option<Point> {
    let area = event.target()?.dyn_into::<Element>().ok()?.get_bounding_client_rect();
    Some(Point { x: area.right(), y: area.bottom() + 4.0 })
}
