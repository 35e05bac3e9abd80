//! Where one is: the folders from the top to the one on show, each a link.

use client::proto::storage::PathFolder;
use leptos::prelude::*;
use leptos_router::components::A;

use super::{model::listing::folder_address, row::shown_name, state::use_state};

/// The way to the folder on show; nothing at the top.
#[component]
pub fn Breadcrumb() -> impl IntoView {
    let state = use_state();
    let path = Memo::new(move |_| {
        let path = state.with_listing(|listing| listing.page.as_ref().map(|page| page.path.clone()));
        path.flatten().unwrap_or_default()
    });
    move || {
        let path = path.get();
        let (here, above) = path.split_last()?;
        Some(view! { <Way above=above.to_vec() here=here.clone() /> })
    }
}

#[component]
fn Way(above: Vec<PathFolder>, here: PathFolder) -> impl IntoView {
    let link = |id: &str, name: String| {
        view! { <li><A href=folder_address(id)>{name}</A><span aria-hidden="true">"/"</span></li> }
    };
    view! {
        <nav class="breadcrumb" aria-label="Folders">
            <ol>
                {link("", "Files".to_owned())}
                {above.into_iter().map(|folder| link(&folder.folder_id, shown_name(&folder.name))).collect_view()}
                <li><span aria-current="page" title=here.name.clone()>{shown_name(&here.name)}</span></li>
            </ol>
        </nav>
    }
}
