//! How many there are, and the pages before and after.

use leptos::prelude::*;

use super::model;
use crate::{
    components::button::{Button, ButtonKind},
    pages::skillshare::shared::query::{History, Query},
};

/// Below the cards.
#[component]
pub fn Pager(
    /// Where the page stands.
    query: Query,
    /// "1 to 48 of 120 courses".
    words: String,
    /// Cards before it.
    offset: i32,
    /// All cards.
    total: i32,
) -> impl IntoView {
    let (before, after) = model::pages_beside(offset, total);
    let turn = move |page: Option<i32>, words: &'static str| {
        page.map(|page| {
            let go = move |_| query.set(&[("page", &page.to_string())], History::Step);
            view! { <Button kind=ButtonKind::Quiet on_click=go>{words}</Button> }
        })
    };
    view! {
        <footer class="browse-foot small soft">
            <span class="figure" role="status">{words}</span>
            {turn(before, "Previous page")}
            {turn(after, "Next page")}
        </footer>
    }
}
