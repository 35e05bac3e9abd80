//! Proving oneself once more: the password, then a code, on top of whatever asked for it.

use client::proto::account::BeginStepUpResponse;
use leptos::{html, prelude::*, task::spawn_local};

use super::desk::use_desk;
use crate::{
    address,
    components::{
        banner::FormNotice,
        button::{Button, ButtonKind},
        dialog::Dialog,
        field::{FieldSpec, PasswordField},
        form::{self, FormField},
        second_step::SecondStepInput,
    },
    notice::Notice,
    passkey::{self, Failure},
    sending::use_sending,
    session::use_session,
};

const PASSWORD: FieldSpec = FieldSpec {
    id: "step-up-password",
    label: "Your password",
    kind: "password",
    autocomplete: "current-password",
};

/// The dialog.
#[component]
pub fn StepUpDialog() -> impl IntoView {
    let desk = use_desk();
    let asked = RwSignal::new(None::<BeginStepUpResponse>);
    Effect::new(move || {
        if desk.proving.get() {
            asked.set(None);
        }
    });
    view! {
        <Dialog id="step-up-title" title="Is it you?" open=desk.proving>
            {move || match asked.get() {
                None => view! { <PasswordStep asked /> }.into_any(),
                Some(challenge) => view! { <CodeStep challenge /> }.into_any(),
            }}
        </Dialog>
    }
}

#[component]
fn PasswordStep(asked: RwSignal<Option<BeginStepUpResponse>>) -> impl IntoView {
    let (desk, sending) = (use_desk(), use_sending());
    let (password, notice) = (FormField::new(PASSWORD.id), RwSignal::new(None::<Notice>));
    let has_one = untrack(|| desk.known()).is_none_or(|standing| standing.password_changed_at > 0);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        notice.set(None);
        let (api, typed) = (desk.member().api, password.value.get_untracked());
        sending.send(async move { api.begin_step_up(&typed).await }, move |outcome| match outcome {
            Ok(challenge) => drop(asked.try_set(Some(challenge))),
            Err(error) => match error.field("password").map(str::to_owned) {
                Some(why) => {
                    password.refuse(&why);
                    form::focus(PASSWORD.id);
                }
                None => drop(notice.try_set(Some((&error).into()))),
            },
        });
    };
    view! {
        <form class="form" novalidate on:submit=submit>
            <FormNotice notice />
            <p>"This changes how your account is protected, so it needs you in person."</p>
            <ByPasskey notice />
            {has_one.then(|| view! {
                <PasswordField spec=PASSWORD value=password.value error=password.shown_error(|_| None) />
            })}
            <Button kind=ButtonKind::Wide submits=true busy=sending.busy>"Continue"</Button>
        </form>
    }
}

/// A passkey is both factors at once.
#[component]
fn ByPasskey(
    /// Gets what failed.
    notice: RwSignal<Option<Notice>>,
) -> impl IntoView {
    let (desk, busy) = (use_desk(), RwSignal::new(false));
    let has_one = untrack(|| desk.known()).is_some_and(|standing| standing.passkeys > 0);
    let prove = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        notice.set(None);
        let api = desk.member().api;
        spawn_local(async move {
            let outcome = async {
                let ceremony = api.begin_passkey_step_up().await?;
                let credential = passkey::get(&ceremony.options_json).await?;
                Ok(api.finish_passkey_step_up(&ceremony.challenge_id, &credential).await?)
            };
            let outcome: Result<i64, Failure> = outcome.await;
            let _free = busy.try_set(false);
            match outcome {
                Ok(_) => desk.proved(),
                Err(failure) => drop(notice.try_set(Some((&failure).into()))),
            }
        });
    };
    view! {
        {has_one.then(|| view! {
            <Button kind=ButtonKind::Main busy on_click=prove>"Use a passkey"</Button>
            <p class="soft small">"Or with your password and a code:"</p>
        })}
    }
}

#[component]
fn CodeStep(challenge: BeginStepUpResponse) -> impl IntoView {
    let (desk, sending, session) = (use_desk(), use_sending(), use_session());
    let (code, wrong) = (RwSignal::new(String::new()), RwSignal::new(None::<String>));
    let input = NodeRef::<html::Input>::new();
    let by_app = challenge.otp_method == "totp";
    let id = StoredValue::new(challenge.challenge_id);
    let send = move || {
        wrong.set(None);
        let (api, typed) = (desk.member().api, code.get_untracked());
        sending.send(
            async move { api.step_up(&id.get_value(), &typed).await },
            move |outcome| match outcome {
                Ok(_) => desk.proved(),
                Err(error) => {
                    let _emptied = code.try_set(String::new());
                    let _told = wrong.try_set(Some(error.message));
                }
            },
        );
    };
    view! {
        <form class="form" novalidate on:submit=move |event| { event.prevent_default(); send() }>
            <p>{challenge.message}</p>
            <div>
                <label class="visually-hidden" for="step-up-code">"Code"</label>
                <SecondStepInput
                    id="step-up-code"
                    value=code
                    node_ref=input
                    by_app=Signal::derive(move || by_app)
                    invalid=Signal::derive(move || wrong.get().is_some())
                    described_by="step-up-error"
                    on_complete=send
                />
                <p class="code-error small" id="step-up-error" role="alert">{wrong}</p>
            </div>
            <Button kind=ButtonKind::Wide submits=true busy=sending.busy>"Confirm"</Button>
            {(session.is_test_mode() && !by_app).then(|| view! {
                <p class="small soft">
                    "Test mode: the code is in the "<a href=address::OUTBOX target="_blank">"Outbox"</a>"."
                </p>
            })}
        </form>
    }
}
