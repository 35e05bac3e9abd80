//! Pages for members: whoever is not signed in goes to sign-in and comes back.

use client::ClientError;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::{
    address, browser,
    components::{error_state::ErrorState, skeleton::SkeletonRows, top_bar::TopBar},
    notice::Notice,
    session::{Member, SessionState, use_session},
};

/// The sign-in address that leads back to `next`.
pub fn sign_in_and_return(next: &str) -> String {
    let next = String::from(js_sys::encode_uri_component(next));
    format!("{}?next={next}", address::SIGN_IN)
}

/// Shows the page to a member, with the [`Member`] in its context; a skeleton until the server has said who is there.
#[component]
pub fn MemberOnly<Page, PageView>(page: Page) -> impl IntoView
where
    Page: Fn() -> PageView + Send + Sync + Copy + 'static,
    PageView: IntoView + 'static,
{
    let session = use_session();
    let navigate = use_navigate();
    Effect::new(move || {
        // Whoever has just signed out is on the way to the door already.
        let is_leaving = browser::path_and_query().starts_with(address::SIGN_IN);
        if matches!(session.state(), SessionState::SignedOut) && !is_leaving {
            let options = NavigateOptions { replace: true, ..Default::default() };
            navigate(&sign_in_and_return(&browser::path_and_query()), options);
        }
    });
    move || match session.state() {
        SessionState::SignedIn(member) => view! { <WithMember member page /> }.into_any(),
        SessionState::Unreachable(error) => view! { <Unreachable error /> }.into_any(),
        SessionState::Unknown | SessionState::SignedOut => {
            view! { <div class="body"><SkeletonRows /></div> }.into_any()
        }
    }
}

/// The server does not answer: says so, and asks again on demand.
#[component]
pub fn Unreachable(
    /// What happened.
    error: ClientError,
) -> impl IntoView {
    let session = use_session();
    view! {
        <TopBar title="No connection" />
        <div class="body"><ErrorState notice=Notice::from(&error) on_retry=move || session.try_again() /></div>
    }
}

#[component]
fn WithMember<Page, PageView>(member: Member, page: Page) -> impl IntoView
where
    Page: Fn() -> PageView + 'static,
    PageView: IntoView + 'static,
{
    provide_context(member);
    page()
}
