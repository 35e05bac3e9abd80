//! Where the browser's focus is inside the page, and moving it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::model::keys::{Column, Cursor};

/// The first element that a selector finds takes the focus.
pub fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot take the focus leaves it where it is.
        let _focused = element.focus();
    }
}

/// A cell of the list takes the focus, or the control in it.
pub fn focus_cell(cursor: Cursor) {
    let control = cursor.column.control().unwrap_or_default();
    let cell = format!(".files-grid [data-row='{}'] [data-column={}]", cursor.row, cursor.column.name());
    focus(format!("{cell} {control}").trim_end());
}

/// Something in the row of a cell is clicked.
pub fn press(selector: &str, cursor: Cursor) {
    let found = document().query_selector(&format!(".files-grid [data-row='{}'] {selector}", cursor.row));
    if let Some(element) = found.ok().flatten().and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        element.click();
    }
}

/// The same, once what changed is drawn.
pub fn focus_cell_soon(cursor: Cursor) {
    request_animation_frame(move || focus_cell(cursor));
}

/// The columns that this window shows.
pub fn columns() -> &'static [Column] {
    let is_narrow =
        window().match_media("(max-width: 720px)").ok().flatten().is_some_and(|query| query.matches());
    if is_narrow { &Column::NARROW } else { &Column::WIDE }
}

/// The column of the cell in which something happened.
pub fn column_of(event: &web_sys::Event) -> Option<Column> {
    let element = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let cell = element.closest("[data-column]").ok()??;
    Column::named(&cell.get_attribute("data-column")?)
}
