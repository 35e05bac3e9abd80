//! The first page: leads on to the files of whoever is signed in, to sign-in otherwise.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::{
    address,
    session::{SessionState, use_session},
    shell::CardShell,
};

/// Shows nothing of its own for longer than the server takes to answer.
#[component]
pub fn FirstPage() -> impl IntoView {
    let session = use_session();
    let navigate = use_navigate();
    Effect::new(move || {
        let to = match session.state() {
            SessionState::Unknown => return,
            // The door says what is the matter once somebody knocks.
            SessionState::SignedIn(_) => address::FILES,
            SessionState::Unreachable(_) | SessionState::SignedOut => address::SIGN_IN,
        };
        navigate(to, NavigateOptions { replace: true, ..Default::default() });
    });
    view! { <CardShell><div class="card card-waiting" aria-busy="true"></div></CardShell> }
}
