//! The list as a WAI-ARIA grid: one tab stop, arrows inside, the name heads its row.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

use super::{
    acts::{Acts, use_acts},
    focus::{columns, focus, focus_cell, focus_cell_soon},
    model::{
        keys::{Column, Command, Cursor, KeyPress, Step},
        selection::Selection,
        type_ahead::TypeAhead,
    },
    row::FileRow,
    state::{FilesState, use_state},
};

/// The list.
#[component]
pub fn FileList() -> impl IntoView {
    let state = use_state();
    let typing = StoredValue::new(TypeAhead::default());
    let acts = use_acts(state);
    let press = move |event: ev::KeyboardEvent| handle_key(state, &acts, typing, &event);
    let total = move || state.listing().and_then(|listing| listing.page).map_or(0, |page| page.total) + 1;
    let is_old = move || {
        let shown = state.listing().and_then(|listing| listing.page).map(|page| page.query);
        (shown.as_ref() != Some(&state.query.get())).then_some("true")
    };
    view! {
        <table
            class="table files-grid"
            role="grid"
            aria-label="Files"
            aria-multiselectable="true"
            aria-rowcount=total
            aria-busy=is_old
            on:keydown=press
        >
            <thead>
                <tr role="row" aria-rowindex="1">
                    <th role="columnheader" scope="col">"Name"</th>
                    <th role="columnheader" scope="col" class="num hide-on-phone">"Size"</th>
                    <th role="columnheader" scope="col" class="num hide-on-phone">"Modified"</th>
                    <th role="columnheader" scope="col" class="head-copies">"Copies"</th>
                    <th role="columnheader" scope="col" class="hide-on-phone">
                        <span class="visually-hidden">"Download"</span>
                    </th>
                    <th role="columnheader" scope="col"><span class="visually-hidden">"Actions"</span></th>
                </tr>
            </thead>
            <tbody>
                <ForEnumerate
                    each=move || state.files.get().into_iter().map(|file| file.file_id)
                    key=|id| id.clone()
                    children=move |index, id| view! { <FileRow index id /> }
                />
            </tbody>
        </table>
    }
}

fn handle_key(state: FilesState, acts: &Acts, typing: StoredValue<TypeAhead>, event: &ev::KeyboardEvent) {
    if event.alt_key() {
        return;
    }
    let key = event.key();
    let press = KeyPress { key: &key, shift: event.shift_key(), ctrl: event.ctrl_key() || event.meta_key() };
    let Some(mut command) = Command::of(press) else { return };
    let now = client::now_millis();
    if command == Command::Toggle && typing.with_value(|typing| typing.is_typing(now)) {
        command = Command::Find(' ');
    }
    let cursor = state.cursor.get_untracked();
    // Enter and Space press the control in a cell that has one.
    if cursor.column.control().is_some() && matches!(command, Command::Open | Command::Toggle) {
        return;
    }
    event.prevent_default();
    // The letters typed here are no shortcuts.
    event.stop_propagation();
    match command {
        Command::Find(letter) => find(state, typing, letter, now),
        command => carry_out(state, acts, cursor, command),
    }
}

fn carry_out(state: FilesState, acts: &Acts, cursor: Cursor, command: Command) {
    let here = state.at(cursor.row).map(|file| file.file_id);
    match command {
        Command::Move(step) => go(state, cursor, step),
        Command::Extend(step) => extend(state, cursor, step),
        Command::Toggle => {
            if let Some(id) = here {
                state.selection.update(|selection| selection.toggle(&id));
            }
        }
        Command::SelectAll => state.selection.set(Selection::all(&state.ids())),
        Command::Open => {
            state.open(here.as_deref());
            request_animation_frame(|| focus(".details h2"));
        }
        Command::Trash => trash(state, acts, cursor),
        Command::Clear => {
            state.selection.set(Selection::default());
            state.open(None);
        }
        Command::Find(_) => {}
    }
}

fn go(state: FilesState, cursor: Cursor, step: Step) {
    let next = cursor.step(step, state.files.with_untracked(Vec::len), columns());
    state.cursor.set(next);
    focus_cell(next);
}

fn extend(state: FilesState, cursor: Cursor, step: Step) {
    let rows = state.ids();
    let next = cursor.step(step, rows.len(), columns());
    if let (Some(from), Some(to)) = (rows.get(cursor.row), rows.get(next.row)) {
        state.selection.update(|selection| selection.extend(from, to, &rows));
    }
    state.cursor.set(next);
    focus_cell(next);
}

/// The selected files, or the one under the cursor when it is not among them.
fn trash(state: FilesState, acts: &Acts, cursor: Cursor) {
    let Some(here) = state.at(cursor.row) else { return };
    let selection = state.selection.get_untracked().within(&state.ids());
    let is_chosen = |id: &str| {
        if selection.contains(&here.file_id) { selection.contains(id) } else { id == here.file_id }
    };
    let files = state.files.get_untracked().into_iter().filter(|file| is_chosen(&file.file_id)).collect();
    acts.trash(files);
    state.selection.set(Selection::default());
    let row = cursor.row.min(state.files.with_untracked(Vec::len).saturating_sub(1));
    let next = Cursor { row, ..cursor };
    state.cursor.set(next);
    focus_cell_soon(next);
}

fn find(state: FilesState, typing: StoredValue<TypeAhead>, letter: char, now: f64) {
    let names: Vec<String> =
        state.files.with_untracked(|files| files.iter().map(|file| file.filename.clone()).collect());
    let cursor = state.cursor.get_untracked();
    let found =
        typing.try_update_value(|typing| typing.type_letter(letter, now, cursor.row, &names)).flatten();
    if let Some(row) = found {
        let next = Cursor { row, column: Column::Name };
        state.cursor.set(next);
        focus_cell(next);
    }
}

/// The column of the cell in which something happened.
pub fn column_of(event: &web_sys::Event) -> Option<Column> {
    let element = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let cell = element.closest("[data-column]").ok()??;
    Column::named(&cell.get_attribute("data-column")?)
}
