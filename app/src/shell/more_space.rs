//! Asking the admins for more space, from wherever the space is shown.

use client::{ClientError, proto::account::GetSpaceRequestResponse};
use domain::limits::SPACE_REQUEST_NOTE_CHARS_MAX;
use leptos::prelude::*;

use crate::{
    components::{
        banner::FormNotice,
        button::{Button, ButtonKind},
        dialog::Dialog,
        error_state::ErrorState,
        skeleton::SkeletonRows,
        text_area::TextArea,
        time_text::When,
    },
    figures,
    notice::{Notice, Tone, use_notices},
    sending::use_sending,
    session::{Member, use_session},
};

/// Whether the dialog is open.
#[derive(Clone, Copy)]
struct Asking(RwSignal<bool>);

/// Puts the state of the dialog into the context.
pub fn provide() {
    provide_context(Asking(RwSignal::new(false)));
}

/// The button, for members whose role has a larger one.
#[component]
pub fn AskForMore() -> impl IntoView {
    let (session, Asking(open)) = (use_session(), expect_context());
    let can_ask = move || {
        let has_seat = session.quota().is_some_and(|quota| quota.total_quota_bytes > 0);
        has_seat && session.member().is_some_and(|member| member.profile.role == "basic")
    };
    view! {
        <Show when=can_ask>
            <Button kind=ButtonKind::Quiet on_click=move |_| open.set(true)>"Ask for more space"</Button>
        </Show>
    }
}

/// The dialog: how the last request stands, and another one.
#[component]
pub fn MoreSpaceDialog() -> impl IntoView {
    let (session, Asking(open)) = (use_session(), expect_context());
    view! {
        <Dialog id="more-space-title" title="More space" open>
            {move || session.member().map(|member| view! { <Standing member open /> })}
        </Dialog>
    }
}

#[component]
fn Standing(member: Member, open: RwSignal<bool>) -> impl IntoView {
    let api = member.api.clone();
    let member = StoredValue::new(member);
    let standing: LocalResource<Result<GetSpaceRequestResponse, ClientError>> =
        LocalResource::new(move || {
            let api = api.clone();
            async move { api.space_request().await }
        });
    move || match standing.get() {
        None => view! { <SkeletonRows rows=3 /> }.into_any(),
        Some(Err(error)) => {
            view! { <ErrorState notice=Notice::from(&error) on_retry=move || standing.refetch() /> }
                .into_any()
        }
        Some(Ok(standing)) if standing.state == "open" => {
            view! { <Open member=member.get_value() standing open /> }.into_any()
        }
        Some(Ok(standing)) => view! { <Ask member=member.get_value() standing open /> }.into_any(),
    }
}

#[component]
fn Open(member: Member, standing: GetSpaceRequestResponse, open: RwSignal<bool>) -> impl IntoView {
    let (notices, sending) = (use_notices(), use_sending());
    let withdraw = move |_| {
        let api = member.api.clone();
        sending.send(async move { api.withdraw_space_request().await }, move |outcome| {
            match outcome {
                Ok(()) => notices.show(Notice::new(Tone::Good, "Your request is taken back.")),
                Err(error) => notices.report(&error),
            }
            let _closed = open.try_set(false);
        });
    };
    view! {
        <p>
            "You asked for "{figures::bytes(standing.larger_bytes)}" in all "<When at=standing.created_at />
            ". An admin has not decided yet; you will be told by mail."
        </p>
        <Button busy=sending.busy on_click=withdraw>"Take the request back"</Button>
    }
}

#[component]
fn Ask(member: Member, standing: GetSpaceRequestResponse, open: RwSignal<bool>) -> impl IntoView {
    let (notices, sending) = (use_notices(), use_sending());
    let (note, notice) = (RwSignal::new(String::new()), RwSignal::new(None::<Notice>));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        notice.set(None);
        let (api, typed) = (member.api.clone(), note.get_untracked());
        sending.send(async move { api.request_space(&typed).await }, move |outcome| match outcome {
            Ok(_) => {
                let told = Notice::new(Tone::Good, "The admins see your request.");
                notices.show(told.advise("You will be told by mail when it is decided."));
                let _closed = open.try_set(false);
            }
            Err(error) => drop(notice.try_set(Some((&error).into()))),
        });
    };
    view! {
        <form class="form" novalidate on:submit=submit>
            <FormNotice notice />
            {(standing.state == "refused").then(|| view! {
                <p>"Your last request was refused "<When at=standing.decided_at />". Everything you store is kept."</p>
            })}
            <p>"An admin decides whether "{figures::bytes(standing.larger_bytes)}" in all are reserved for you."</p>
            <TextArea id="more-space-note" label="What for?" value=note max=SPACE_REQUEST_NOTE_CHARS_MAX hint="You may leave this empty." />
            <Button kind=ButtonKind::Wide submits=true busy=sending.busy>"Ask for more space"</Button>
        </form>
    }
}
