//! Renders the page.

use client::NewMember;
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_navigate};

use super::model::Seats;
use crate::{
    address, browser,
    challenge::{Challenge, use_challenge},
    components::{
        account_card::{AccountCard, AccountCardState},
        banner::{Banner, ExhaustedDetails},
        top_bar::use_page_title,
    },
    notice::Tone,
    session::use_session,
};

/// A new account.
#[component]
pub fn SignUpPage() -> impl IntoView {
    use_page_title("Create an account");
    let session = use_session();
    session.refresh_server();
    let state = AccountCardState::default();
    let is_full = Memo::new(move |_| session.server().is_some_and(|info| info.seats_free == 0));
    let submit = move || if is_full.get() { "Join the waiting list" } else { "Create account" }.to_owned();
    view! {
        <AccountCard
            state
            api=session.api()
            title="Create your account"
            submit=Signal::derive(submit)
            send=use_send(state)
        >
            <SeatsLine />
        </AccountCard>
        <p class="auth-foot">"Have an account? "<A href=address::SIGN_IN>"Sign in"</A></p>
    }
}

/// How many seats are free, and what that means. Its place is kept until the server has said.
#[component]
fn SeatsLine() -> impl IntoView {
    let session = use_session();
    let seats = Memo::new(move |_| session.server().map(|info| Seats::of(&info)));
    view! {
        <div class="seats-place">
            {move || seats.get().map(|seats| {
                view! {
                    <p class="seats">
                        <span class="seat-row" aria-hidden="true">
                            {(0..seats.all).map(|seat| view! {
                                <span class="seat" class:taken=seat < seats.taken></span>
                            }).collect_view()}
                        </span>
                        {seats.line}
                    </p>
                    {seats.waiting.map(|words| view! { <WaitingList words /> })}
                }
            })}
        </div>
    }
}

/// A full pool is no dead end: the form below leads into the line.
#[component]
fn WaitingList(
    /// Who waits, and what signing up gives.
    words: String,
) -> impl IntoView {
    view! {
        <Banner tone=Tone::Info>
            <strong>"This is the waiting list."</strong>
            <p>{words}</p>
            <ExhaustedDetails />
        </Banner>
    }
}

fn use_send(state: AccountCardState) -> UnsyncCallback<NewMember> {
    let (session, challenges, navigate) = (use_session(), use_challenge(), use_navigate());
    UnsyncCallback::new(move |member: NewMember| {
        let navigate = navigate.clone();
        state.send(async move {
            let email = member.email.clone();
            let answer = session.api().register(member).await?;
            challenges.begin(Challenge::of_new_account(&email, &answer, browser::unix_seconds()));
            navigate(address::CODE, Default::default());
            Ok(())
        });
    })
}
