//! Where one is signed in, and ending that.

use client::proto::account::AccountSession;
use domain::device;
use leptos::prelude::*;

use super::{desk::use_desk, model};
use crate::{
    components::{button::Button, error_state::ErrorState, skeleton::SkeletonRows, time_text::When},
    notice::{Notice, Tone, use_notices},
    sending::use_sending,
};

/// All sessions of the account.
#[component]
pub fn Sessions() -> impl IntoView {
    let desk = use_desk();
    view! {
        <section class="card security-card" aria-labelledby="sessions-title">
            <div class="security-head">
                <h2 id="sessions-title">"Sessions"</h2>
                <EndOthers />
            </div>
            {move || match desk.sessions.get() {
                None => view! { <SkeletonRows /> }.into_any(),
                Some(Err(error)) => {
                    view! { <ErrorState notice=Notice::from(&error) on_retry=move || desk.look_again() /> }.into_any()
                }
                Some(Ok(sessions)) => {
                    let rows = sessions.into_iter().map(|session| view! { <SessionRow session /> }).collect_view();
                    view! { <ul class="sessions">{rows}</ul> }.into_any()
                }
            }}
        </section>
    }
}

#[component]
fn SessionRow(session: AccountSession) -> impl IntoView {
    let device = device::words(&session.device);
    let (began_at, seen_at) = (session.began_at, session.last_seen_at);
    let words = model::session_words(&session);
    let end =
        (!session.is_this).then(|| view! { <EndOne session_id=session.session_id device=device.clone() /> });
    view! {
        <li class="method">
            <div>
                <h3 title=session.device>
                    {device}
                    {session.is_this.then(|| view! { <span class="pill good">"This device"</span> })}
                </h3>
                <p class="soft small">"By "{words}</p>
                <p class="faint small">
                    "Signed in "<When at=began_at />", last seen "<When at=seen_at />
                    {session.keep_signed_in.then_some(", stays signed in")}
                </p>
            </div>
            {end}
        </li>
    }
}

#[component]
fn EndOne(session_id: String, device: String) -> impl IntoView {
    let (desk, notices, sending) = (use_desk(), use_notices(), use_sending());
    let name = format!("End the session of {device}");
    let end = move |_| {
        let (api, session_id, device) = (desk.member().api, session_id.clone(), device.clone());
        sending.send(async move { api.end_session(&session_id).await }, move |outcome| {
            match outcome {
                Ok(()) => notices.show(Notice::new(Tone::Good, format!("{device} is signed out."))),
                Err(error) => notices.report(&error),
            }
            desk.sessions.refetch();
        });
    };
    view! { <Button busy=sending.busy name=Some(name) on_click=end>"End"</Button> }
}

#[component]
fn EndOthers() -> impl IntoView {
    let (desk, notices, sending) = (use_desk(), use_notices(), use_sending());
    let has_others =
        move || desk.sessions.get().is_some_and(|it| it.is_ok_and(|sessions| sessions.len() > 1));
    let end = move |_| {
        let api = desk.member().api;
        sending.send(async move { api.end_other_sessions().await }, move |outcome| {
            match outcome {
                Ok(()) => notices.show(Notice::new(Tone::Good, "You are signed out everywhere else.")),
                Err(error) => notices.report(&error),
            }
            desk.look_again();
        });
    };
    view! {
        <Show when=has_others>
            <Button busy=sending.busy on_click=end>"Sign out everywhere else"</Button>
        </Show>
    }
}
