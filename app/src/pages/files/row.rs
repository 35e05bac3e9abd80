//! One folder or file in the list. What is done to it by pointer is in `pointer`, by keyboard in `list`.

use domain::file_name::FileName;
use leptos::prelude::*;

use super::{cells::Cells, state::use_state};

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
    let is_target = move || state.drop_target.with(|target| id.with_value(|id| target.as_ref() == Some(id)));
    view! {
        <tr
            role="row"
            data-row=move || row.get().to_string()
            aria-rowindex=move || (row.get() + 2).to_string()
            aria-selected=move || selected.get().to_string()
            aria-current=move || open.get().then_some("true")
            class:drop-here=is_target
            draggable="true"
        >
            {move || entry.get().map(|entry| view! { <Cells entry focused /> })}
        </tr>
    }
}
