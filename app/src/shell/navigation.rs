//! The ways between the pages: a sidebar, or a bottom bar on phones. Both link to what exists, and nothing else.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::{components::A, hooks::use_navigate};

use super::more_space::AskForMore;
use crate::{
    address,
    components::{
        button::{Button, ButtonKind, IconButton},
        dialog::Dialog,
        icon::{Brand, Glyph, Icon},
        quota_bar::QuotaBar,
    },
    lens::use_lens,
    session::{SessionStore, use_session},
};

#[component]
fn Link(to: &'static str, glyph: Glyph, name: &'static str) -> impl IntoView {
    view! { <A href=to attr:class="nav-link"><Icon glyph /><span>{name}</span></A> }
}

/// Opens the lens over the page, and closes it.
#[component]
fn LensButton() -> impl IntoView {
    let lens = use_lens();
    view! {
        <button
            type="button"
            class="nav-link"
            aria-pressed=move || lens.is_open().to_string()
            on:click=move |_| lens.toggle()
        >
            <Icon glyph=Glyph::Search /><span>"Lens"</span>
        </button>
    }
}

/// Whether somebody is signed in who runs the server; reactive.
fn is_admin(session: SessionStore) -> bool {
    session.member().is_some_and(|member| member.is_admin())
}

/// The sidebar.
#[component]
pub fn Sidebar() -> impl IntoView {
    let session = use_session();
    view! {
        <nav class="side" aria-label="Main">
            <A href=address::FIRST attr:class="brand-link"><Brand /></A>
            <Link to=address::FILES glyph=Glyph::Files name="Files" />
            <Link to=address::SHARED glyph=Glyph::Share name="Shared" />
            <Link to=address::TRASH glyph=Glyph::Trash name="Trash" />
            <hr />
            <Link to=address::NODES glyph=Glyph::Nodes name="Nodes" />
            <Link to=address::CALCULATOR glyph=Glyph::Calculator name="Calculator" />
            <Link to=address::SKILLSHARE glyph=Glyph::Lessons name="SkillShare" />
            <Link to=address::PLAYGROUND glyph=Glyph::Calls name="gRPC" />
            <LensButton />
            <Show when=move || is_admin(session) || session.is_test_mode()>
                <hr />
            </Show>
            <Show when=move || is_admin(session)>
                <Link to=address::ADMIN glyph=Glyph::Admin name="Admin" />
            </Show>
            <Show when=move || session.is_test_mode()>
                <Link to=address::OUTBOX glyph=Glyph::Outbox name="Outbox" />
            </Show>
            <div class="side-foot">
                <Show when=move || session.member().is_some()>
                    <QuotaBar quota=Signal::derive(move || session.quota()) />
                    <AskForMore />
                </Show>
                <WhoAmI />
            </div>
        </nav>
    }
}

/// The name of the member with the way out, or the way in.
#[component]
fn WhoAmI() -> impl IntoView {
    let session = use_session();
    let leave = use_sign_out();
    move || match session.member() {
        Some(member) => view! {
            <div class="who">
                <A href=address::SECURITY attr:class="who-link" attr:title="Security">
                    <Icon glyph=Glyph::Person />
                    <span class="who-name">{member.profile.username}</span>
                </A>
                <IconButton glyph=Glyph::SignOut name="Sign out" on_click=move |_| leave.run(()) />
            </div>
        }
        .into_any(),
        None => view! { <A href=address::SIGN_IN attr:class="button wide">"Sign in"</A> }.into_any(),
    }
}

/// Signs out and goes to sign-in.
fn use_sign_out() -> UnsyncCallback<()> {
    let session = use_session();
    let navigate = use_navigate();
    UnsyncCallback::new(move |()| {
        let navigate = navigate.clone();
        spawn_local(async move {
            session.sign_out().await;
            navigate(address::SIGN_IN, Default::default());
        });
    })
}

/// The bottom bar of phones.
#[component]
pub fn BottomBar() -> impl IntoView {
    let more = RwSignal::new(false);
    view! {
        <nav class="phone" aria-label="Main">
            <Link to=address::FILES glyph=Glyph::Files name="Files" />
            <Link to=address::TRASH glyph=Glyph::Trash name="Trash" />
            <Link to=address::NODES glyph=Glyph::Nodes name="Nodes" />
            <Link to=address::CALCULATOR glyph=Glyph::Calculator name="Calculator" />
            <button type="button" class="nav-link" aria-haspopup="dialog" on:click=move |_| more.set(true)>
                <Icon glyph=Glyph::More /><span>"More"</span>
            </button>
        </nav>
        <Dialog id="more-title" title="More" open=more>
            <MoreSheet open=more />
        </Dialog>
    }
}

#[component]
fn MoreSheet(open: RwSignal<bool>) -> impl IntoView {
    let session = use_session();
    let leave = use_sign_out();
    let sign_out = move |_| {
        open.set(false);
        leave.run(());
    };
    let sign_out = StoredValue::new_local(sign_out);
    view! {
        <div class="more-sheet" on:click=move |_| open.set(false)>
            <Link to=address::SHARED glyph=Glyph::Share name="Shared" />
            <Link to=address::SKILLSHARE glyph=Glyph::Lessons name="SkillShare" />
            <Link to=address::PLAYGROUND glyph=Glyph::Calls name="gRPC" />
            <LensButton />
            <Show when=move || is_admin(session)>
                <Link to=address::ADMIN glyph=Glyph::Admin name="Admin" />
            </Show>
            <Show when=move || session.is_test_mode()>
                <Link to=address::OUTBOX glyph=Glyph::Outbox name="Outbox" />
            </Show>
            {move || match session.member() {
                Some(member) => view! {
                    <Link to=address::SECURITY glyph=Glyph::Shield name="Security" />
                    <p class="who"><Icon glyph=Glyph::Person /><span class="who-name">{member.profile.email}</span></p>
                    <QuotaBar quota=Signal::derive(move || session.quota()) />
                    <AskForMore />
                    <Button
                        kind=ButtonKind::Plain
                        glyph=Glyph::SignOut
                        on_click=move |event| sign_out.with_value(|sign_out| sign_out(event))
                    >
                        "Sign out"
                    </Button>
                }
                .into_any(),
                None => view! { <A href=address::SIGN_IN attr:class="button main wide">"Sign in"</A> }.into_any(),
            }}
        </div>
    }
}
