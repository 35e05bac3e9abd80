//! Every address, and which page answers it.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    components::{ParentRoute, Route, Router, Routes},
    path,
};

use crate::{
    challenge, notice,
    pages::{
        calculator::CalculatorPage, code::CodePage, files::FilesPage, first::FirstPage, nodes::NodesPage,
        not_found::NotFoundPage, outbox::OutboxPage, setup::SetupPage, sign_in::SignInPage,
        sign_up::SignUpPage, trash::TrashPage,
    },
    session,
    shell::{CardShell, MemberOnly, Shell},
    transfers,
};

/// The addresses as text, so that no link is spelled twice.
pub mod address {
    /// The first page: leads on to files or to sign-in.
    pub const FIRST: &str = "/";
    /// A new account.
    pub const SIGN_UP: &str = "/sign-up";
    /// An old account.
    pub const SIGN_IN: &str = "/sign-in";
    /// The one-time code of either.
    pub const CODE: &str = "/code";
    /// The first admin.
    pub const SETUP: &str = "/setup";
    /// One's files.
    pub const FILES: &str = "/files";
    /// What was deleted.
    pub const TRASH: &str = "/trash";
    /// The storage nodes.
    pub const NODES: &str = "/nodes";
    /// The calculator.
    pub const CALCULATOR: &str = "/calculator";
    /// The mails of test mode.
    pub const OUTBOX: &str = "/outbox";
}

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    notice::provide();
    session::provide();
    challenge::provide();
    transfers::provide();
    view! {
        <Router>
            <Routes fallback=|| view! { <CardShell><NotFoundPage /></CardShell> }>
                <Route path=path!("/") view=FirstPage />
                <Route path=path!("/sign-up") view=|| view! { <CardShell><SignUpPage /></CardShell> } />
                <Route path=path!("/sign-in") view=|| view! { <CardShell><SignInPage /></CardShell> } />
                <Route path=path!("/code") view=|| view! { <CardShell><CodePage /></CardShell> } />
                <Route path=path!("/setup") view=|| view! { <CardShell><SetupPage /></CardShell> } />
                <ParentRoute path=path!("") view=Shell>
                    <Route path=path!("/files") view=|| view! { <MemberOnly page=FilesPage /> } />
                    <Route path=path!("/trash") view=|| view! { <MemberOnly page=TrashPage /> } />
                    <Route path=path!("/nodes") view=|| view! { <MemberOnly page=NodesPage /> } />
                    <Route path=path!("/calculator") view=CalculatorPage />
                    <Route path=path!("/outbox") view=OutboxPage />
                </ParentRoute>
            </Routes>
        </Router>
    }
}
