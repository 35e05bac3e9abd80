//! What stands around the pages: the test-mode banner, the sidebar or the bottom bar, the notices, the shortcuts.

mod guard;
mod navigation;
mod shortcuts;
mod shortcuts_view;
mod test_banner;

use leptos::prelude::*;
use leptos_router::components::Outlet;

pub use guard::{MemberOnly, Unreachable, sign_in_and_return};

use crate::{
    components::{icon::Brand, toast::Toasts},
    transfers::TransfersTray,
};
use navigation::{BottomBar, Sidebar};
use shortcuts_view::Shortcuts;
use test_banner::TestBanner;

/// Around every page of somebody who works: sidebar or bottom bar, and the page in between.
#[component]
pub fn Shell() -> impl IntoView {
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
