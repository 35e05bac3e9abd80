//! Renders the page.

use std::time::Duration;

use client::ClientError;
use leptos::{html, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, components::A, hooks::use_navigate};

use super::{
    arrival,
    model::{self, Failure},
};
use crate::{
    address, browser,
    challenge::{ChallengeStore, CodeFor, Pending, use_challenge},
    components::{
        banner::FormNotice,
        button::{Button, ButtonKind},
        code_input::CODE_DIGITS,
        second_step::SecondStepInput,
        top_bar::use_page_title,
    },
    notice::{Notice, Tone, use_notices},
    session::use_session,
};

/// The code of whatever was begun in this tab.
#[component]
pub fn CodePage() -> impl IntoView {
    use_page_title("Enter the code");
    let store = use_challenge();
    let is_waiting = Memo::new(move |_| store.get().is_some());
    view! {
        <Show when=move || is_waiting.get() fallback=NothingWaits>
            <CodeForm store />
        </Show>
    }
}

#[component]
fn NothingWaits() -> impl IntoView {
    view! {
        <section class="card card-narrow">
            <div class="auth-head">
                <h1 tabindex="-1">"No code is waiting"</h1>
                <p class="soft">"The last one was used or has expired. Sign in to get a new one."</p>
            </div>
            <A href=address::SIGN_IN attr:class="button main wide">"Sign in"</A>
        </section>
    }
}

#[component]
fn CodeForm(
    /// The challenge of this tab.
    store: ChallengeStore,
) -> impl IntoView {
    let session = use_session();
    let notices = use_notices();
    let navigate = use_navigate();
    let code = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let notice = RwSignal::new(None::<Notice>);
    let sending = RwSignal::new(false);
    let pending = RwSignal::new(false);
    let input = NodeRef::<html::Input>::new();
    let now = use_clock();

    let fail = move |error: &ClientError| {
        if model::failure(error) == Failure::Wrong {
            store.count_wrong();
        }
        match model::failure(error) {
            Failure::Wrong | Failure::Over => wrong.set(Some(error.message.clone())),
            Failure::Passing => notice.set(Some(error.into())),
            Failure::Pending => {
                notice.set(Some(Notice::new(Tone::Warning, &error.message)));
                // The code is not used up, and stays for whoever keeps the account.
                return pending.set(true);
            }
        }
        code.set(String::new());
        focus_input(input);
    };
    let send = StoredValue::new_local(move |what: Pending| {
        let Some(challenge) = untrack(|| store.get()).filter(|_| !sending.get_untracked()) else { return };
        if code.with_untracked(String::len) < CODE_DIGITS {
            wrong.set(Some("Enter all six digits.".to_owned()));
            focus_input(input);
            return;
        }
        sending.set(true);
        wrong.set(None);
        notice.set(None);
        pending.set(false);
        let navigate = navigate.clone();
        spawn_local(async move {
            let sent = arrival::send(session, challenge, code.get_untracked(), what).await;
            sending.set(false);
            match sent {
                Ok(arrival) => {
                    arrival.notice.into_iter().for_each(|notice| notices.show(notice));
                    navigate(&arrival.to, NavigateOptions { replace: true, ..Default::default() });
                    store.end();
                }
                Err(error) => fail(&error),
            }
        });
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send.with_value(|send| send(Pending::Tell));
    };
    let words = Memo::new(move |_| store.get().map_or(CodeFor::SignIn, |challenge| challenge.code_for));
    let by_app = Signal::derive(move || words.get() == CodeFor::SignInByApp);
    let left = Memo::new(move |_| store.get().map_or(0, |challenge| challenge.seconds_left(now.get())));
    Effect::new(move || {
        if let Some(input) = input.get() {
            let _focused = input.focus();
        }
    });
    view! {
        <form class="card card-narrow" novalidate on:submit=submit>
            <div class="auth-head">
                <h1 tabindex="-1">"Enter the code"</h1>
                <p class="soft">
                    {move || words.get().words().sent}
                    <span class="sent-to">{move || store.get().map(|challenge| challenge.sent_to)}</span>"."
                </p>
            </div>
            <FormNotice notice />
            <div>
                <label class="visually-hidden" for="code">"Six-digit code"</label>
                <SecondStepInput
                    id="code"
                    value=code
                    node_ref=input
                    by_app
                    invalid=Signal::derive(move || wrong.get().is_some())
                    described_by="code-error code-facts"
                    on_complete=move || send.with_value(|send| send(Pending::Tell))
                />
                <div class="code-facts" id="code-facts">
                    <span>{move || model::validity(left.get())}</span>
                    <span>{move || store.get().map(|challenge| model::tries(challenge.tries_left))}</span>
                </div>
                <p class="code-error small" id="code-error" role="alert">{wrong}</p>
                <p class="visually-hidden" role="status">{move || model::announcement(left.get())}</p>
            </div>
            {move || match pending.get() {
                false => view! {
                    <Button kind=ButtonKind::Wide submits=true busy=sending>{words.get().words().submit}</Button>
                }
                .into_any(),
                true => view! {
                    <Button kind=ButtonKind::Wide busy=sending on_click=move |_| send.with_value(|send| send(Pending::Keep))>
                        "Keep my account"
                    </Button>
                }
                .into_any(),
            }}
            <OtherWays store now notice wrong input />
        </form>
        <Show when=move || session.is_test_mode() && !by_app.get()>
            <p class="auth-foot">"Test mode: the code is in the "<A href=address::OUTBOX>"Outbox"</A>"."</p>
        </Show>
    }
}

/// Another code, or another address.
#[component]
fn OtherWays(
    /// The challenge of this tab.
    store: ChallengeStore,
    /// Unix seconds, ticking.
    now: ReadSignal<i64>,
    /// Where failures are told.
    notice: RwSignal<Option<Notice>>,
    /// What was wrong with the last code.
    wrong: RwSignal<Option<String>>,
    /// Where the other code goes.
    input: NodeRef<html::Input>,
) -> impl IntoView {
    let (session, notices) = (use_session(), use_notices());
    let asking = RwSignal::new(false);
    let resend_in = Memo::new(move |_| store.get().map_or(0, |challenge| challenge.resend_in(now.get())));
    let ask = move |_| {
        let Some(challenge) = untrack(|| store.get()) else { return };
        asking.set(true);
        spawn_local(async move {
            match challenge.resend(&session.api()).await {
                Ok(answer) => {
                    wrong.set(None);
                    notice.set(None);
                    notices.show(Notice::new(
                        Tone::Info,
                        "A new code is on its way. Older ones no longer work.",
                    ));
                    store.begin(challenge.renewed(&answer, browser::unix_seconds()));
                    // The button that was pressed rests now and cannot keep the focus.
                    focus_input(input);
                }
                Err(error) => notice.set(Some((&error).into())),
            }
            asking.set(false);
        });
    };
    let is_mailed =
        Memo::new(move |_| store.get().is_none_or(|challenge| challenge.code_for != CodeFor::SignInByApp));
    let start_again = move || match store.get().map(|challenge| challenge.code_for) {
        Some(CodeFor::NewAccount) => address::SIGN_UP.to_owned(),
        Some(CodeFor::SignIn | CodeFor::SignInByApp) | None => address::SIGN_IN.to_owned(),
    };
    view! {
        <div class="code-acts">
            <Show when=move || is_mailed.get()>
                <button
                    type="button"
                    class="text-button"
                    disabled=move || { resend_in.get() > 0 || asking.get() }
                    on:click=ask
                >
                    {move || model::resend(resend_in.get())}
                </button>
            </Show>
            <A href=start_again attr:class="text-button">
                {move || store.get().map(|challenge| challenge.code_for.words().wrong_address)}
            </A>
        </div>
    }
}

/// Unix seconds, ticking while the page is shown.
fn use_clock() -> ReadSignal<i64> {
    let (now, set_now) = signal(browser::unix_seconds());
    let ticking =
        set_interval_with_handle(move || set_now.set(browser::unix_seconds()), Duration::from_secs(1));
    on_cleanup(move || {
        if let Ok(ticking) = ticking {
            ticking.clear();
        }
    });
    now
}

fn focus_input(input: NodeRef<html::Input>) {
    if let Some(input) = input.get_untracked() {
        let _focused = input.focus();
    }
}
