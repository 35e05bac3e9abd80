//! Every address, and which page answers it.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    components::{ParentRoute, Route, Router, Routes},
    path,
};

use crate::{
    challenge,
    lens::{self, LensDoor},
    notice,
    pages::{
        admin::AdminPage,
        calculator::CalculatorPage,
        code::CodePage,
        files::FilesPage,
        first::FirstPage,
        link::LinkPage,
        nodes::NodesPage,
        not_found::NotFoundPage,
        outbox::OutboxPage,
        playground::PlaygroundPage,
        recovery::{ForgotPage, NotMePage, ResetPage},
        security::SecurityPage,
        setup::SetupPage,
        shared::SharedPage,
        sign_in::SignInPage,
        sign_up::SignUpPage,
        skillshare::{Lessons, LessonsPage},
        trash::TrashPage,
        usage::UsagePage,
    },
    session,
    shell::{CardShell, MemberOnly, Shell},
    transfers, vaults,
};

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    notice::provide();
    session::provide();
    challenge::provide();
    transfers::provide();
    vaults::provide();
    lens::provide();
    view! {
        <Router>
            <Routes fallback=|| view! { <CardShell><NotFoundPage /></CardShell> }>
                <Route path=path!("/") view=FirstPage />
                <Route path=path!("/sign-up") view=|| view! { <CardShell><SignUpPage /></CardShell> } />
                <Route path=path!("/sign-in") view=|| view! { <CardShell><SignInPage /></CardShell> } />
                <Route path=path!("/code") view=|| view! { <CardShell><CodePage /></CardShell> } />
                <Route path=path!("/forgot") view=|| view! { <CardShell><ForgotPage /></CardShell> } />
                <Route path=path!("/reset") view=|| view! { <CardShell><ResetPage /></CardShell> } />
                <Route path=path!("/not-me") view=|| view! { <CardShell><NotMePage /></CardShell> } />
                <Route path=path!("/s") view=|| view! { <CardShell><LinkPage /></CardShell> } />
                <Route path=path!("/setup") view=|| view! { <CardShell><SetupPage /></CardShell> } />
                <ParentRoute path=path!("") view=Shell>
                    <Route path=path!("/files") view=|| view! { <MemberOnly page=FilesPage /> } />
                    <Route path=path!("/shared") view=|| view! { <MemberOnly page=SharedPage /> } />
                    <Route path=path!("/trash") view=|| view! { <MemberOnly page=TrashPage /> } />
                    <Route path=path!("/usage") view=|| view! { <MemberOnly page=UsagePage /> } />
                    <Route path=path!("/nodes") view=|| view! { <MemberOnly page=NodesPage /> } />
                    <Route path=path!("/calculator") view=CalculatorPage />
                    <Route
                        path=path!("/skillshare")
                        view=|| view! { <LessonsPage page=Lessons::Browse /> }
                    />
                    <Route
                        path=path!("/skillshare/courses/:course_id")
                        view=|| view! { <LessonsPage page=Lessons::Course /> }
                    />
                    <Route
                        path=path!("/skillshare/teachers/:teacher_id")
                        view=|| view! { <LessonsPage page=Lessons::Teacher /> }
                    />
                    <Route
                        path=path!("/skillshare/bookings")
                        view=|| view! { <OwnLessons page=Lessons::Bookings /> }
                    />
                    <Route
                        path=path!("/skillshare/bookings/:booking_id")
                        view=|| view! { <OwnLessons page=Lessons::Booking /> }
                    />
                    <Route
                        path=path!("/skillshare/teach")
                        view=|| view! { <OwnLessons page=Lessons::Teach /> }
                    />
                    <Route path=path!("/playground") view=|| view! { <MemberOnly page=PlaygroundPage /> } />
                    <Route path=path!("/security") view=|| view! { <MemberOnly page=SecurityPage /> } />
                    <Route path=path!("/admin") view=|| view! { <MemberOnly page=AdminPage /> } />
                    <Route path=path!("/outbox") view=OutboxPage />
                </ParentRoute>
            </Routes>
        </Router>
        <LensDoor />
    }
}

/// A page of lessons for members.
#[component]
fn OwnLessons(page: Lessons) -> impl IntoView {
    view! { <MemberOnly page=move || view! { <LessonsPage page /> } /> }
}
