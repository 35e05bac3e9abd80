//! Members who ask for more space, each with what accepting would change.

use client::proto::admin::SpaceRequest;
use leptos::prelude::*;

use super::{
    desk::{shown, use_desk},
    model::{command, words},
    parts::{ChangeTable, CliLine},
};
use crate::{
    components::{
        button::{Button, ButtonKind},
        time_text::When,
    },
    notice::{Notice, Tone},
    sending::use_sending,
};

/// All requests that nobody has decided.
#[component]
pub fn Requests() -> impl IntoView {
    let found = use_desk().ask(|api| async move { api.space_requests().await });
    view! {
        <section class="card admin-card" aria-labelledby="requests-title">
            <h2 id="requests-title">"Requests for more space"</h2>
            {move || shown(found, |requests| match requests.is_empty() {
                true => view! { <p class="soft">"Nobody asks for more."</p> }.into_any(),
                false => {
                    let rows = requests.into_iter().map(|request| view! { <Request request /> }).collect_view();
                    view! { <ul class="requests">{rows}</ul> }.into_any()
                }
            })}
            <CliLine line="skyshard requests list" />
        </section>
    }
}

#[component]
fn Request(request: SpaceRequest) -> impl IntoView {
    let name = request.username.clone();
    let change = request.change.clone().unwrap_or_default();
    let lines = command::request_lines(&name);
    view! {
        <li class="request">
            <h3>{name.clone()}<span class="faint small">" asks "<When at=request.created_at /></span></h3>
            {(!request.note.is_empty()).then(|| view! { <p class="request-note">{request.note.clone()}</p> })}
            <ChangeTable change username=name />
            <Answers request />
            {lines.into_iter().map(|line| view! { <CliLine line /> }).collect_view()}
        </li>
    }
}

#[component]
fn Answers(request: SpaceRequest) -> impl IntoView {
    let (desk, sending) = (use_desk(), use_sending());
    let change = request.change.clone().unwrap_or_default();
    let is_refused = !change.problem.is_empty();
    let (name, id) = (request.username.clone(), request.request_id.clone());
    let (accept_name, refuse_name) =
        (format!("Accept the request of {name}"), format!("Refuse the request of {name}"));
    let accept = {
        let (name, id) = (name.clone(), id.clone());
        move |_| {
            let (id, name, change) = (id.clone(), name.clone(), change.clone());
            let call = move |api: client::Authorized| {
                let id = id.clone();
                async move { api.accept_space_request(&id).await }
            };
            desk.change(sending, call, move |reserved| {
                let (name, before) = (name.clone(), change.role_before.clone());
                let notice = Notice::new(Tone::Good, words::role_given(&name, &change.role_after, reserved));
                desk.tell_with_undo(notice, "The role is what it was.", move |api| {
                    let (name, before) = (name.clone(), before.clone());
                    async move { api.set_role(&name, &before).await.map(drop) }
                });
            });
        }
    };
    let refuse = move |_| {
        let (id, name) = (id.clone(), name.clone());
        let call = move |api: client::Authorized| {
            let id = id.clone();
            async move { api.refuse_space_request(&id).await }
        };
        desk.change(sending, call, move |()| {
            let notice = Notice::new(Tone::Good, format!("The request of {name} is refused."));
            desk.tell(notice.advise("It keeps what it has, and may ask again."));
        });
    };
    view! {
        <div class="row">
            <Button
                kind=ButtonKind::Main
                busy=sending.busy
                disabled=Signal::derive(move || is_refused)
                name=Some(accept_name)
                on_click=accept
            >
                "Accept"
            </Button>
            <Button busy=sending.busy name=Some(refuse_name) on_click=refuse>"Refuse"</Button>
        </div>
    }
}
