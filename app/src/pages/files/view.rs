//! The page: its head, the four states of its body, and the panel beside it.

use std::time::Duration;

use client::Kind;
use leptos::prelude::*;
use leptos_router::components::A;

use super::{
    breadcrumb::Breadcrumb,
    clip::ClipLine,
    details::Details,
    filter::FilterBox,
    footer::Footer,
    intake::{DropTarget, NewFolderButton, NewVaultButton, UploadButton, UploadFolderButton},
    list::FileList,
    menu::RowMenu,
    model::listing::{Listing, Shelf},
    narrowing::{Narrowing, SimilarLine},
    no_seat::NoSeat,
    questions::Questions,
    reserved::Reserved,
    shelves::Shelves,
    state::{self, FilesState, may_change, may_share, use_state},
    vault::VaultLine,
};
use crate::{
    address,
    components::{
        banner::Banner, button::Button, empty_state::EmptyState, error_state::ErrorState, icon::Glyph,
        skeleton::SkeletonRows, top_bar::TopBar,
    },
    live::{use_online, use_pace},
    notice::{Notice, Tone},
    session::use_session,
};

/// How often a list is looked at again that is not yet what it will be.
const SETTLE_PACE: Duration = Duration::from_secs(2);

/// Which of its states the body is in.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Face {
    Loading,
    Failed(Notice),
    NoSeat,
    Empty,
    EmptyFolder,
    NoFavourites,
    Gone,
    NoMatch(String),
    Rows,
}

impl Face {
    fn of(listing: &Listing, has_seat: bool) -> Self {
        match (&listing.page, &listing.error) {
            (Some(page), _) if page.rows.len() > 0 => Self::Rows,
            (Some(page), _) if page.query.is_search() => Self::NoMatch(page.query.filter.clone()),
            (Some(page), _) if page.query.shelf == Shelf::Favourites => Self::NoFavourites,
            (Some(page), _) if !page.query.folder.is_empty() => Self::EmptyFolder,
            (Some(_), _) if has_seat => Self::Empty,
            (Some(_), _) => Self::NoSeat,
            (None, Some(error)) if error.kind == Kind::NotFound => Self::Gone,
            (None, Some(error)) => Self::Failed(Notice::from(error)),
            (None, None) => Self::Loading,
        }
    }
}

/// Files of the signed-in member.
#[component]
pub fn FilesPage() -> impl IntoView {
    let state = state::provide();
    let session = use_session();
    // Until the quota is known, everybody is taken to have a seat.
    let has_seat = Memo::new(move |_| session.quota().is_none_or(|quota| quota.total_quota_bytes > 0));
    let face = Memo::new(move |_| {
        state.with_listing(|listing| Face::of(listing, has_seat.get())).unwrap_or(Face::Loading)
    });
    let has_details = move || face.get() == Face::Rows;
    use_pace(SETTLE_PACE, move || {
        look_again_if_unsettled(state);
        // Asked once, while the server was away: whether somebody has a seat would never be known.
        if untrack(|| session.quota()).is_none() {
            session.refresh_quota();
        }
    });
    view! {
        <TopBar title="Files">
            <FilterBox />
            <Show when=move || state.lent.with(|lent| may_change(lent.as_ref()))>
                <NewVaultButton />
                <NewFolderButton />
                <span class="hide-on-phone"><UploadFolderButton /></span>
                <UploadButton />
            </Show>
        </TopBar>
        <div class="files" class:with-details=has_details>
            <div class="body files-body">
                <Connection />
                <Shelves />
                <Narrowing />
                <Breadcrumb />
                <LentLine />
                <VaultLine />
                <ClipLine />
                {move || body(state, face.get())}
            </div>
            <Show when=has_details><Details /></Show>
        </div>
        <RowMenu />
        <Questions />
        <DropTarget />
    }
}

fn look_again_if_unsettled(state: FilesState) {
    let is_unsettled = |listing: &Listing| {
        listing.is_offline() || listing.page.as_ref().is_some_and(|page| page.is_settling())
    };
    if untrack(|| state.with_listing(is_unsettled)) == Some(true) {
        state.look_again();
    }
}

fn body(state: FilesState, face: Face) -> AnyView {
    match face {
        Face::Loading => view! { <SkeletonRows rows=8 /> }.into_any(),
        Face::Failed(notice) => view! { <ErrorState notice on_retry=move || state.look_again() /> }.into_any(),
        Face::NoSeat => view! { <NoSeat /> }.into_any(),
        Face::Empty => view! {
            <JustReserved />
            <EmptyState
                glyph=Glyph::Files
                title="Upload a file and watch where it goes"
                text="It is cut into chunks of 1 MiB, sealed, and kept in three copies in three zones of the simulated \
                      network. Drop it anywhere on this page, paste it, or pick it."
            >
                <UploadButton />
            </EmptyState>
        }
        .into_any(),
        Face::EmptyFolder => view! {
            <EmptyState
                glyph=Glyph::Files
                title="This folder is empty"
                text="Drop files anywhere on this page, or move some here."
            >
                <UploadButton />
            </EmptyState>
        }
        .into_any(),
        Face::NoFavourites => view! {
            <EmptyState
                glyph=Glyph::Star
                title="Nothing is a favourite yet"
                text="Choose “Add to favourites” in the menu of a file or a folder, and it is found here wherever it is."
            />
        }
        .into_any(),
        Face::Gone => view! {
            <EmptyState
                glyph=Glyph::Files
                title="This folder is not here any more"
                text="It was deleted or never was. What was in a deleted folder is in the Trash with it, for 30 days."
            >
                <A href=address::FILES attr:class="button">"Go to Files"</A>
                <A href=address::TRASH attr:class="button quiet">"Look in the Trash"</A>
            </EmptyState>
        }
        .into_any(),
        Face::NoMatch(filter) => view! {
            <EmptyState
                glyph=Glyph::Search
                title=if filter.is_empty() { "No file is like that".to_owned() } else { format!("No name contains “{filter}”") }
                text="All folders were looked through; case does not matter, and a letter or two may be wrong."
            >
                <Button on_click=move |_| stop_searching(state)>"Show the folder"</Button>
            </EmptyState>
        }
        .into_any(),
        Face::Rows => view! { <SimilarLine /><FileList /><Footer /> }.into_any(),
    }
}

fn stop_searching(state: FilesState) {
    state.narrow_to(None);
    state.filter_by("");
}

/// Whose the folder on show is, and what may be done in it, when it is somebody else's.
#[component]
fn LentLine() -> impl IntoView {
    let state = use_state();
    move || {
        let lent = state.lent.get()?;
        let may = match (may_share(Some(&lent)), may_change(Some(&lent))) {
            (true, _) => {
                "You can change what is in it and share it on; what you put here counts in the space of its owner."
            }
            (false, true) => {
                "You can change what is in it; what you put here counts in the space of its owner."
            }
            (false, false) => "You can look at it and download it.",
        };
        Some(view! { <p class="small soft">{format!("Shared by {}. {may}", lent.owner)}</p> })
    }
}

/// The picture of what was reserved, for as long as it is news.
#[component]
fn JustReserved() -> impl IntoView {
    let session = use_session();
    untrack(|| session.just_reserved()).map(|bytes| view! { <Reserved bytes /> })
}

/// Says that what is on show may be old, while it may.
#[component]
fn Connection() -> impl IntoView {
    let state = use_state();
    let online = use_online(move || state.look_again());
    let is_lost = Memo::new(move |_| {
        let is_stale = state.with_listing(|listing| listing.page.is_some() && listing.is_offline());
        is_stale == Some(true) || !online.get()
    });
    view! {
        <div role="status">
            <Show when=move || is_lost.get()>
                <Banner tone=Tone::Warning>
                    <strong>{move || if online.get() { "The server cannot be reached." } else { "You are offline." }}</strong>
                    <p>"This is what was seen last. Uploads wait and go on by themselves; nothing stored is lost."</p>
                </Banner>
            </Show>
        </div>
    }
}
