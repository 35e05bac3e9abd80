//! The lists there are besides those of folders: what was changed recently, and what somebody wants at hand.

use leptos::prelude::*;

use super::{model::listing::Shelf, state::use_state};

const SHELVES: [(Shelf, &str); 3] =
    [(Shelf::Folder, "All files"), (Shelf::Recent, "Recent"), (Shelf::Favourites, "Favourites")];

/// Where files are looked for by what they are, whatever their name.
const FIND: &str = "/files?only=any";

/// The way from one list to another; within a folder and where a name is looked for there is none.
#[component]
pub fn Shelves() -> impl IntoView {
    let state = use_state();
    // None where none of the shelves is on show, but files that are like something.
    let shown = Memo::new(move |_| {
        state.query.with(|query| {
            let is_list = query.folder.is_empty() && query.filter.is_empty();
            is_list.then_some((!query.is_search()).then_some(query.shelf))
        })
    });
    move || {
        let shown = shown.get()?;
        // The router marks a link by its path alone, which all have in common.
        let link = |shelf: Option<Shelf>, address: String, words: &'static str| {
            let current = (shelf == shown).then_some("page");
            view! { <a class="tab" href=address aria-current=current>{words}</a> }
        };
        Some(view! {
            <nav class="shelves" aria-label="Lists">
                {SHELVES.map(|(shelf, words)| link(Some(shelf), shelf.address(), words)).collect_view()}
                {link(None, FIND.to_owned(), "Find …")}
            </nav>
        })
    }
}
