//! Where an account is signed in, and ending that.

use client::proto::admin::AccountSession;
use domain::device;
use leptos::prelude::*;

use super::{
    desk::{shown, use_desk},
    model::command,
    parts::CliLine,
};
use crate::{
    components::{button::Button, time_text::When},
    notice::{Notice, Tone},
    sending::use_sending,
};

/// All its sessions.
#[component]
pub fn AccountSessions(name: String) -> impl IntoView {
    let line = command::sessions(&name);
    let of = name.clone();
    let found = use_desk().ask(move |api| {
        let of = of.clone();
        async move { api.account_sessions(&of).await }
    });
    view! {
        <div class="account-part">
            <h3>"Sessions"</h3>
            {move || {
                let name = name.clone();
                shown(found, move |sessions| match sessions.is_empty() {
                    true => view! { <p class="soft small">"It is signed in nowhere."</p> }.into_any(),
                    false => {
                        let row = |session| view! { <SessionRow name=name.clone() session /> };
                        let rows = sessions.into_iter().map(row).collect_view();
                        view! { <ul class="sessions">{rows}</ul> }.into_any()
                    }
                })
            }}
            <CliLine line />
        </div>
    }
}

#[component]
fn SessionRow(name: String, session: AccountSession) -> impl IntoView {
    let (desk, sending) = (use_desk(), use_sending());
    let device = device::words(&session.device);
    let label = format!("End the session of {device}");
    let id = session.session_id;
    let end = move |_| {
        let (name, id) = (name.clone(), id.clone());
        let call = move |api: client::Authorized| {
            let (name, id) = (name.clone(), id.clone());
            async move { api.end_account_session(&name, &id).await }
        };
        desk.change(sending, call, move |()| desk.tell(Notice::new(Tone::Good, "The session is over.")));
    };
    view! {
        <li class="method">
            <div>
                <span>{device}</span>
                <p class="faint small">
                    {session.network}" since "<When at=session.created_at />", last seen "<When at=session.last_seen_at />
                </p>
            </div>
            <Button busy=sending.busy name=Some(label) on_click=end>"End"</Button>
        </li>
    }
}
