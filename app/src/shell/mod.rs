//! What stands around the pages: the test-mode banner, the sidebar or the bottom bar, the notices, the shortcuts.

mod fetched;
mod guard;
mod more_space;
mod navigation;
mod palette;
mod shortcuts;
mod shortcuts_view;
mod test_banner;

use leptos::prelude::*;
use leptos_router::components::Outlet;

pub use fetched::{Code, Fetched, FetchedPart, Render, code_missing};
pub use guard::{MemberOnly, Unreachable, sign_in_and_return};
pub use shortcuts_view::are_single_keys_on;

use crate::{
    components::{icon::Brand, toast::Toasts},
    transfers::TransfersTray,
};
use more_space::MoreSpaceDialog;
use navigation::{BottomBar, Sidebar};
use palette::Palette;
use shortcuts_view::Shortcuts;
use test_banner::TestBanner;

/// Around every page of somebody who works: sidebar or bottom bar, and the page in between.
#[component]
pub fn Shell() -> impl IntoView {
    more_space::provide();
    view! {
        <SkipLink />
        <TestBanner />
        <div class="app">
            <Sidebar />
            <main id="content" class="page"><Outlet /></main>
            <BottomBar />
        </div>
        <TransfersTray />
        <Toasts />
        <Shortcuts />
        <Palette />
        <MoreSpaceDialog />
    }
}

/// Around a page that is one card: sign-in and its neighbours.
#[component]
pub fn CardShell(children: Children) -> impl IntoView {
    view! {
        <SkipLink />
        <TestBanner />
        <main id="content" class="center">
            <div class="card-column">
                <Brand />
                {children()}
            </div>
        </main>
        <Toasts />
        <Shortcuts />
    }
}

#[component]
fn SkipLink() -> impl IntoView {
    view! { <a class="skip-link" href="#content">"Skip to the content"</a> }
}
