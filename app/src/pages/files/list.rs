//! The list as a WAI-ARIA grid: one tab stop for its cells, arrows inside, the name heads its row. The headers that order
//! it are stops of their own; arrows lead from them into the list and back. Of a long list those rows are drawn that are in
//! sight, and the one with the focus.

use domain::file_order::SortKey;
use leptos::{ev, leptos_dom::helpers::window_event_listener, prelude::*};

use super::{
    acts::{Acts, use_acts},
    focus::{
        column_of, columns, focus, focus_cell, focus_cursor_soon, is_in_list, keep_focus, once_drawn, press,
        seen,
    },
    gap::{Gap, UnknownRow},
    model::{
        entry::Entry,
        keys::{Column, Command, Cursor, KeyPress, Step},
        order,
        rows::Rows,
        selection::Selection,
        type_ahead::TypeAhead,
        view_port::{self, Piece, pieces},
    },
    order::{OrderChoice, SortHeader},
    pointer,
    row::EntryRow,
    state::{FilesState, Placing, Question, use_state},
};

/// The list.
#[component]
pub fn FileList() -> impl IntoView {
    let state = use_state();
    let typing = StoredValue::new(TypeAhead::default());
    let acts = use_acts(state);
    let dropping = acts.clone();
    let clicking = dropping.clone();
    let on_key = move |event: ev::KeyboardEvent| handle_key(state, &acts, typing, &event);
    let total = Memo::new(move |_| state.rows.with(Rows::len) + 1);
    let is_old = Memo::new(move |_| {
        let query = state.query.get();
        state.with_listing(|listing| listing.of(&query).is_some()) != Some(true)
    });
    let drawn = draw_what_is_seen(state);
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
            aria-rowcount=move || total.get().to_string()
            aria-busy=move || is_old.get().then_some("true")
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
            <tbody
                on:focusin=move |event| pointer::follow(state, &event)
                on:click=move |event| pointer::click(state, &clicking, &event)
                on:contextmenu=move |event| pointer::open_menu(state, &event)
                on:dragstart=move |event| pointer::drag(state, &event)
                on:dragend=move |_| pointer::end_drag(state)
                on:dragover=move |event| pointer::drag_over(state, &event)
                on:dragleave=move |_| state.drop_target.set(None)
                on:drop=move |event| pointer::drop_here(state, &dropping, &event)
            >
                <ForEnumerate
                    each=move || drawn.get()
                    key=Drawn::key
                    children=move |index, piece| {
                        let at = Memo::new(move |_| drawn.with(|drawn| drawn.get(index.get()).map(|piece| piece.at)));
                        let row = Memo::new(move |before: Option<&usize>| match at.get() {
                            Some(Piece::Row(row)) => row,
                            _ => before.copied().unwrap_or_default(),
                        });
                        match (piece.id, piece.at) {
                            (Some(id), _) => view! { <EntryRow row id /> }.into_any(),
                            (None, Piece::Row(_)) => view! { <UnknownRow row /> }.into_any(),
                            (None, Piece::Gap(_)) => view! { <Gap at /> }.into_any(),
                        }
                    }
                />
            </tbody>
        </table>
    }
}

/// A piece of the list, and the entry in it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Drawn {
    at: Piece,
    id: Option<String>,
    /// Of pieces without an entry: which of them.
    number: usize,
}

impl Drawn {
    /// By its entry a row stays what it is wherever it moves; a gap stays by its place among the gaps.
    fn key(&self) -> (Option<String>, bool, usize) {
        (self.id.clone(), matches!(self.at, Piece::Gap(_)), self.number)
    }
}

/// The pieces of the list; what is drawn follows the window as it is scrolled.
fn draw_what_is_seen(state: FilesState) -> Memo<Vec<Drawn>> {
    let look = move || {
        // A frame may come when the page was just left.
        let Some(total) = state.rows.try_with_untracked(Rows::len) else { return };
        let Some((top, window, row)) = seen() else { return };
        let drawn = view_port::drawn(top, window, row, total);
        if state.drawn().with_untracked(|before| *before != drawn) {
            let had_focus = is_in_list();
            state.drawn().set(drawn);
            if had_focus {
                let cursor = state.cursor.get_untracked();
                once_drawn(move || keep_focus(cursor));
            }
        }
    };
    let scrolled = window_event_listener(ev::scroll, move |_| look());
    let resized = window_event_listener(ev::resize, move |_| look());
    on_cleanup(move || {
        scrolled.remove();
        resized.remove();
    });
    // The place of the list and the height of a row are known once some rows are drawn.
    Effect::new(move || {
        state.rows.with(Rows::len);
        request_animation_frame(look);
    });
    Memo::new(move |_| {
        let (drawn, focus) = (state.drawn().get(), state.cursor.with(|cursor| cursor.row));
        state.rows.with(|rows| with_entries(&pieces(&drawn, focus, rows.len()), rows))
    })
}

/// An entry is drawn once, even when the list changed between two questions and tells it twice.
fn with_entries(pieces: &[Piece], rows: &Rows) -> Vec<Drawn> {
    let mut drawn: Vec<Drawn> = Vec::with_capacity(pieces.len());
    let mut gaps = 0;
    for at in pieces {
        let (id, number) = match at {
            Piece::Row(row) => (rows.get(*row).map(|entry| entry.id().to_owned()), *row),
            Piece::Gap(_) => {
                gaps += 1;
                (None, gaps)
            }
        };
        let id = id.filter(|id| !drawn.iter().any(|before| before.id.as_ref() == Some(id)));
        let number = if id.is_some() { 0 } else { number };
        drawn.push(Drawn { at: *at, id, number });
    }
    drawn
}

fn handle_key(state: FilesState, acts: &Acts, typing: StoredValue<TypeAhead>, event: &ev::KeyboardEvent) {
    if event.alt_key() {
        return;
    }
    let key = event.key();
    let press = KeyPress { key: &key, shift: event.shift_key(), ctrl: event.ctrl_key() || event.meta_key() };
    let Some(mut command) = Command::of(press) else { return };
    let pressed = event.time_stamp();
    if command == Command::Toggle && typing.with_value(|typing| typing.is_typing(pressed)) {
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
        Command::Find(letter) => find(state, typing, letter, pressed),
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
        Command::SelectAll => {
            state.with_all_rows(move || state.selection.set(Selection::all(&state.ids())));
        }
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
    let next = cursor.step(step, state.rows.with_untracked(Rows::len), columns());
    move_to(state, next);
}

/// A row far away is drawn because it has the cursor, and takes the focus then.
fn move_to(state: FilesState, next: Cursor) {
    let is_drawn = state.drawn().with_untracked(|drawn| drawn.contains(&next.row));
    state.cursor.set(next);
    if is_drawn { focus_cell(next) } else { focus_cursor_soon(state.cursor) }
}

/// Selects what lies between the anchor and the next cell; all of that must be known.
fn extend(state: FilesState, cursor: Cursor, step: Step) {
    let next = cursor.step(step, state.rows.with_untracked(Rows::len), columns());
    let select = move || {
        if let (Some(from), Some(to)) = (state.at(cursor.row), state.at(next.row)) {
            state.selection.update(|selection| selection.extend(from.id(), to.id(), &state.ids()));
        }
    };
    if matches!(step, Step::First | Step::Last) {
        state.with_all_rows(select)
    } else {
        select()
    }
    move_to(state, next);
}

/// The selected entries, or the one under the cursor when it is not among them.
fn trash(state: FilesState, acts: &Acts, cursor: Cursor) {
    acts.trash(state.chosen());
    state.selection.set(Selection::default());
    let row = cursor.row.min(state.rows.with_untracked(Rows::len).saturating_sub(1));
    let next = Cursor { row, ..cursor };
    state.cursor.set(next);
    focus_cursor_soon(state.cursor);
}

/// Goes to the next name that begins so, of the whole list.
fn find(state: FilesState, typing: StoredValue<TypeAhead>, letter: char, pressed: f64) {
    let wanted = typing.try_update_value(|typing| typing.type_letter(letter, pressed, client::now_millis()));
    let Some(wanted) = wanted else { return };
    state.with_all_rows(move || {
        let names: Vec<String> =
            state.rows.with_untracked(|rows| rows.known().map(|entry| entry.name().to_owned()).collect());
        if let Some(row) = wanted.find(state.cursor.get_untracked().row, &names) {
            move_to(state, Cursor { row, column: Column::Name });
        }
    });
}
