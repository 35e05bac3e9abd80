//! Where the browser's focus is inside the page, and moving it.

use leptos::{
    prelude::*,
    task::{spawn_local, tick},
};
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement};

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
    focus(&selector(cursor));
}

fn selector(cursor: Cursor) -> String {
    let control = cursor.column.control().unwrap_or_default();
    let cell = format!(".files-grid [data-row='{}'] [data-column={}]", cursor.row, cursor.column.name());
    format!("{cell} {control}").trim_end().to_owned()
}

/// Something in the row of a cell is clicked.
pub fn press(selector: &str, cursor: Cursor) {
    let found = document().query_selector(&format!(".files-grid [data-row='{}'] {selector}", cursor.row));
    if let Some(element) = found.ok().flatten().and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        element.click();
    }
}

/// The cell that the cursor is in when what changed is drawn. It may have gone on by then, and so may the page.
pub fn focus_cursor_soon(cursor: RwSignal<Cursor>) {
    once_drawn(move || {
        if let Some(cursor) = cursor.try_get_untracked() {
            focus_cell(cursor);
        }
    });
}

/// Acts when what changed is drawn, and before the next key is heard: a frame later would be too late for whoever types
/// faster than frames come, as no list hears a key while its row with the focus is gone.
pub fn once_drawn(act: impl FnOnce() + 'static) {
    spawn_local(async move {
        tick().await;
        act();
    });
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

/// Whether the focus is in a row of the list.
pub fn is_in_list() -> bool {
    let row = document().active_element().and_then(|element| element.closest(".files-grid [data-row]").ok());
    row.flatten().is_some()
}

/// Gives a cell back the focus that it lost because its row was put elsewhere among the drawn ones. Nothing is scrolled: it
/// may be out of sight because somebody scrolled away.
pub fn keep_focus(cursor: Cursor) {
    let cell = document().query_selector(&selector(cursor)).ok().flatten();
    if let Some(cell) = cell.and_then(|cell| cell.dyn_into::<HtmlElement>().ok())
        && !is_in_list()
    {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        // An element that cannot take the focus leaves it where it is.
        let _focused = cell.focus_with_options(&options);
    }
}

/// Whether the focus is in a row that the server has not told yet.
pub fn is_in_unknown_row() -> bool {
    let row = document().active_element().and_then(|element| element.closest(".files-grid .unknown").ok());
    row.flatten().is_some()
}

/// Where the first row is, how high the window and how high a row, in pixels; nothing before a row is drawn. The gaps learn
/// the height of a row here.
pub fn seen() -> Option<(f64, f64, f64)> {
    let body = document().query_selector(".files-grid tbody").ok()??.dyn_into::<HtmlElement>().ok()?;
    let row = body.query_selector("[data-row]:not(.unknown)").ok()??.get_bounding_client_rect().height();
    let window = window().inner_height().ok()?.as_f64()?;
    // A style that is not taken leaves the one of the style sheet.
    let _set = body.style().set_property("--drawn-row", &format!("{row}px"));
    Some((body.get_bounding_client_rect().top(), window, row))
}
