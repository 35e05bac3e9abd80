//! Where one is: the folders from the top to the one on show, each a link.

use client::proto::storage::PathFolder;
use leptos::prelude::*;
use leptos_router::components::A;

use super::{row::shown_name, state::use_state};
use crate::address::{SHARED, folder};

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
        let is_lent = state.lent.with(Option::is_some);
        Some(view! { <Way above=above.to_vec() here=here.clone() is_lent /> })
    }
}

#[component]
fn Way(above: Vec<PathFolder>, here: PathFolder, is_lent: bool) -> impl IntoView {
    let link = |href: String, name: String| {
        view! { <li><A href=href>{name}</A><span aria-hidden="true">"/"</span></li> }
    };
    view! {
        <nav class="breadcrumb" aria-label="Folders">
            <ol>
                {if is_lent { link(SHARED.to_owned(), "Shared".to_owned()) } else { link(folder(""), "Files".to_owned()) }}
                {above.into_iter().map(|each| link(folder(&each.folder_id), shown_name(&each.name))).collect_view()}
                <li><span aria-current="page" title=here.name.clone()>{shown_name(&here.name)}</span></li>
            </ol>
        </nav>
    }
}
