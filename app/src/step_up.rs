//! Proving oneself once more: the password, then a code, on top of whatever asked for it.

use client::{Authorized, proto::account::BeginStepUpResponse};
use leptos::{html, prelude::*, task::spawn_local};

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

/// Called when the proof was given.
pub type Proved = StoredValue<UnsyncCallback<()>, LocalStorage>;

/// The dialog.
#[component]
pub fn StepUpDialog(
    /// The calls of who is to prove it.
    api: Authorized,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Whether the account has a password to prove with.
    #[prop(into)]
    has_password: Signal<bool>,
    /// Whether it has a passkey.
    #[prop(into)]
    has_passkey: Signal<bool>,
    /// Called when the proof was given.
    on_proved: Proved,
) -> impl IntoView {
    let asked = RwSignal::new(None::<BeginStepUpResponse>);
    let api = StoredValue::new(api);
    Effect::new(move || {
        if open.get() {
            asked.set(None);
        }
    });
    view! {
        <Dialog id="step-up-title" title="Is it you?" open>
            {move || match asked.get() {
                None => view! { <PasswordStep api asked has_password has_passkey on_proved /> }.into_any(),
                Some(challenge) => view! { <CodeStep api challenge on_proved /> }.into_any(),
            }}
        </Dialog>
    }
}

#[component]
fn PasswordStep(
    api: StoredValue<Authorized>,
    asked: RwSignal<Option<BeginStepUpResponse>>,
    has_password: Signal<bool>,
    has_passkey: Signal<bool>,
    on_proved: Proved,
) -> impl IntoView {
    let sending = use_sending();
    let (password, notice) = (FormField::new(PASSWORD.id), RwSignal::new(None::<Notice>));
    let has_one = has_password.get_untracked();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        notice.set(None);
        let (api, typed) = (api.get_value(), password.value.get_untracked());
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
            <p>"This changes how accounts are protected, so it needs you in person."</p>
            {has_passkey.get_untracked().then(|| view! { <ByPasskey api on_proved notice /> })}
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
    api: StoredValue<Authorized>,
    on_proved: Proved,
    /// Gets what failed.
    notice: RwSignal<Option<Notice>>,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    let prove = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        notice.set(None);
        let api = api.get_value();
        spawn_local(async move {
            let outcome = async {
                let ceremony = api.begin_passkey_step_up().await?;
                let credential = passkey::get(&ceremony.options_json).await?;
                Ok(api.finish_passkey_step_up(&ceremony.challenge_id, &credential).await?)
            };
            let outcome: Result<i64, Failure> = outcome.await;
            let _free = busy.try_set(false);
            match outcome {
                Ok(_) => drop(on_proved.try_with_value(|proved| proved.run(()))),
                Err(failure) => drop(notice.try_set(Some((&failure).into()))),
            }
        });
    };
    view! {
        <Button kind=ButtonKind::Main busy on_click=prove>"Use a passkey"</Button>
        <p class="soft small">"Or with your password and a code:"</p>
    }
}

#[component]
fn CodeStep(
    api: StoredValue<Authorized>,
    challenge: BeginStepUpResponse,
    on_proved: Proved,
) -> impl IntoView {
    let (sending, session) = (use_sending(), use_session());
    let (code, wrong) = (RwSignal::new(String::new()), RwSignal::new(None::<String>));
    let input = NodeRef::<html::Input>::new();
    let by_app = challenge.otp_method == "totp";
    let id = StoredValue::new(challenge.challenge_id);
    let send = move || {
        wrong.set(None);
        let (api, id, typed) = (api.get_value(), id.get_value(), code.get_untracked());
        sending.send(async move { api.step_up(&id, &typed).await }, move |outcome| match outcome {
            Ok(_) => drop(on_proved.try_with_value(|proved| proved.run(()))),
            Err(error) => {
                let _emptied = code.try_set(String::new());
                let _told = wrong.try_set(Some(error.message));
            }
        });
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
