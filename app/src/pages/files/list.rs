//! The list as a WAI-ARIA grid: one tab stop for its cells, arrows inside, the name heads its row. The headers that order
//! it are stops of their own; arrows lead from them into the list and back.

use domain::file_order::SortKey;
use leptos::{ev, prelude::*};

use super::{
    acts::{Acts, use_acts},
    focus::{column_of, columns, focus, focus_cell, focus_cell_soon, press},
    model::{
        entry::Entry,
        keys::{Column, Command, Cursor, KeyPress, Step},
        order,
        selection::Selection,
        type_ahead::TypeAhead,
    },
    order::{OrderChoice, SortHeader},
    row::EntryRow,
    state::{FilesState, Placing, Question, use_state},
};

/// The list.
#[component]
pub fn FileList() -> impl IntoView {
    let state = use_state();
    let typing = StoredValue::new(TypeAhead::default());
    let acts = use_acts(state);
    let on_key = move |event: ev::KeyboardEvent| handle_key(state, &acts, typing, &event);
    let total = move || state.listing().and_then(|listing| listing.page).map_or(0, |page| page.total) + 1;
    let is_old = move || {
        let shown = state.listing().and_then(|listing| listing.page).map(|page| page.query);
        (shown.as_ref() != Some(&state.query.get())).then_some("true")
    };
    let ordered = Memo::new(move |_| order::words(state.order()));
    let spoken = Memo::new(move |before: Option<&(&str, bool)>| {
        let now = ordered.get();
        (now, before.is_some_and(|(then, changed)| *changed || *then != now))
    });
    view! {
        <OrderChoice />
        // The first order is no news.
        <p class="visually-hidden" role="status">
            {move || match spoken.get() {
                (words, true) => words,
                (_, false) => "",
            }}
        </p>
        <table
            class="table files-grid"
            role="grid"
            aria-label="Files"
            aria-multiselectable="true"
            aria-rowcount=total
            aria-busy=is_old
            on:keydown=on_key
        >
            <thead>
                <tr role="row" aria-rowindex="1">
                    <SortHeader by=SortKey::Name label="Name" />
                    <SortHeader by=SortKey::Size label="Size" class="num hide-on-phone" />
                    <SortHeader by=SortKey::Modified label="Modified" class="num hide-on-phone" />
                    <SortHeader by=SortKey::Copies label="Copies" class="head-copies" />
                    <th role="columnheader" scope="col" class="hide-on-phone">
                        <span class="visually-hidden">"Download"</span>
                    </th>
                    <th role="columnheader" scope="col"><span class="visually-hidden">"Actions"</span></th>
                </tr>
            </thead>
            <tbody>
                <ForEnumerate
                    each=move || state.entries.get().into_iter().map(|entry| entry.id().to_owned())
                    key=|id| id.clone()
                    children=move |index, id| view! { <EntryRow index id /> }
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
    if column_of(event).is_none() {
        return leave_head(event, cursor, command);
    }
    // Enter and Space press the control in a cell that has one.
    if cursor.column.control().is_some() && matches!(command, Command::Open | Command::Toggle) {
        return;
    }
    // Nothing was taken along: files of the clipboard are uploaded.
    if command == Command::Paste && state.clipped.with_untracked(Option::is_none) {
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

/// In a header the arrow down leads to the list; every other key is the button's or nobody's.
fn leave_head(event: &ev::KeyboardEvent, cursor: Cursor, command: Command) {
    if command == Command::Move(Step::Down) {
        event.prevent_default();
        focus_cell(cursor);
    }
}

fn carry_out(state: FilesState, acts: &Acts, cursor: Cursor, command: Command) {
    let here = state.at(cursor.row);
    match command {
        Command::Move(step) => go(state, cursor, step),
        Command::Extend(step) => extend(state, cursor, step),
        Command::Toggle => {
            if let Some(entry) = here {
                state.selection.update(|selection| selection.toggle(entry.id()));
            }
        }
        Command::SelectAll => state.selection.set(Selection::all(&state.ids())),
        Command::Open => open(state, here.as_ref()),
        Command::Trash => trash(state, acts, cursor),
        Command::Rename => state.question.set(here.map(Question::Rename)),
        Command::Cut => state.clipped.set(Some((state.chosen(), Placing::Move))),
        Command::Copy => state.clipped.set(Some((state.chosen(), Placing::Copy))),
        Command::Paste => acts.paste(state),
        Command::Clear => {
            state.selection.set(Selection::default());
            state.open(None);
        }
        Command::Find(_) => {}
    }
}

/// A folder is opened by its link, as a click opens it; of a file the details are shown.
fn open(state: FilesState, entry: Option<&Entry>) {
    match entry.map(|entry| (entry, entry.file())) {
        Some((_, Some(file))) => {
            state.open(Some(&file.file_id));
            request_animation_frame(|| focus(".details h2"));
        }
        Some((_, None)) => press(".folder-link", state.cursor.get_untracked()),
        None => {}
    }
}

fn go(state: FilesState, cursor: Cursor, step: Step) {
    if step == Step::Up && cursor.row == 0 {
        return focus(&format!(".files-grid thead [data-sort={}]", cursor.column.name()));
    }
    let next = cursor.step(step, state.entries.with_untracked(Vec::len), columns());
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

/// The selected entries, or the one under the cursor when it is not among them.
fn trash(state: FilesState, acts: &Acts, cursor: Cursor) {
    acts.trash(state.chosen());
    state.selection.set(Selection::default());
    let row = cursor.row.min(state.entries.with_untracked(Vec::len).saturating_sub(1));
    let next = Cursor { row, ..cursor };
    state.cursor.set(next);
    focus_cell_soon(next);
}

fn find(state: FilesState, typing: StoredValue<TypeAhead>, letter: char, now: f64) {
    let names: Vec<String> =
        state.entries.with_untracked(|entries| entries.iter().map(|entry| entry.name().to_owned()).collect());
    let cursor = state.cursor.get_untracked();
    let found =
        typing.try_update_value(|typing| typing.type_letter(letter, now, cursor.row, &names)).flatten();
    if let Some(row) = found {
        let next = Cursor { row, column: Column::Name };
        state.cursor.set(next);
        focus_cell(next);
    }
}
