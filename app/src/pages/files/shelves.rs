//! The lists there are besides those of folders: what was changed recently, and what somebody wants at hand.

use leptos::prelude::*;

use super::{model::listing::Shelf, state::use_state};

const SHELVES: [(Shelf, &str); 3] =
    [(Shelf::Folder, "All files"), (Shelf::Recent, "Recent"), (Shelf::Favourites, "Favourites")];

/// Where files are looked for by what they are, whatever their name.
const FIND: &str = "/files?only=any";

/// The way from one list to another; within a folder and in a search there is none.
#[component]
pub fn Shelves() -> impl IntoView {
    let state = use_state();
    let shelf = Memo::new(move |_| {
        state.query.with(|query| (query.folder.is_empty() && !query.is_search()).then_some(query.shelf))
    });
    move || {
        let shown = shelf.get()?;
        // The router marks a link by its path alone, which all have in common.
        let link = |(shelf, words): (Shelf, &'static str)| {
            let current = (shelf == shown).then_some("page");
            view! { <a class="tab" href=shelf.address() aria-current=current>{words}</a> }
        };
        Some(view! { <nav class="shelves" aria-label="Lists">
                {SHELVES.map(link).collect_view()}
                <a class="tab" href=FIND>"Find …"</a>
            </nav>
        })
    }
}
