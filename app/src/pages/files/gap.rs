//! What stands for rows that are not drawn or not known.

use leptos::prelude::*;

use super::{model::view_port::Piece, state::use_state};

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
