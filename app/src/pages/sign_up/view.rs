//! Renders the page.

use client::NewMember;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{components::A, hooks::use_navigate};

use super::model::Seats;
use crate::{
    browser,
    challenge::{AskAgain, Challenge, use_challenge},
    components::{
        account_fields::{AccountFields, AccountForm},
        banner::{Banner, FormNotice},
        button::{Button, ButtonKind},
        form,
        top_bar::use_page_title,
    },
    notice::{Notice, Tone},
    routes::address,
    session::use_session,
};

/// A new account.
#[component]
pub fn SignUpPage() -> impl IntoView {
    use_page_title("Create an account");
    let session = use_session();
    session.refresh_server();
    let account = AccountForm::new();
    let (sending, notice) = (RwSignal::new(false), RwSignal::new(None::<Notice>));
    let summary = RwSignal::new(String::new());
    let send = use_send(account, sending, notice, summary);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match account.take() {
            Ok(member) => send.run(member),
            Err(errors) => summary.set(form::summary(errors)),
        }
    };
    view! {
        <form class="card card-narrow" novalidate on:submit=submit>
            <div class="auth-head">
                <h1 tabindex="-1">"Create your account"</h1>
                <SeatsLine />
            </div>
            <FormNotice notice />
            <AccountFields form=account api=session.api() />
            <p class="field-note bad" role="alert">{summary}</p>
            <Button kind=ButtonKind::Wide submits=true busy=sending>"Create account"</Button>
        </form>
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
                let is_full = seats.is_full();
                view! {
                    <p class="seats">
                        <span class="seat-row" aria-hidden="true">
                            {(0..seats.all).map(|seat| view! {
                                <span class="seat" class:taken=seat < seats.taken></span>
                            }).collect_view()}
                        </span>
                        {seats.line}
                    </p>
                    {is_full.then(|| view! { <PoolIsFull /> })}
                }
            })}
        </div>
    }
}

#[component]
fn PoolIsFull() -> impl IntoView {
    view! {
        <Banner tone=Tone::Warning>
            <p>"You can still create an account. It gets storage when a seat becomes free; ask the admin of this server."</p>
            <details class="technical">
                <summary>"Technical details"</summary>
                <code>"RESOURCE_EXHAUSTED · "{domain::pool::EXHAUSTED_MESSAGE}</code>
            </details>
        </Banner>
    }
}

fn use_send(
    account: AccountForm,
    sending: RwSignal<bool>,
    notice: RwSignal<Option<Notice>>,
    summary: RwSignal<String>,
) -> UnsyncCallback<NewMember> {
    let (session, challenges, navigate) = (use_session(), use_challenge(), use_navigate());
    UnsyncCallback::new(move |member: NewMember| {
        if sending.get_untracked() {
            return;
        }
        sending.set(true);
        notice.set(None);
        summary.set(String::new());
        let navigate = navigate.clone();
        spawn_local(async move {
            match session.api().register(member.clone()).await {
                Ok(answer) => {
                    let challenge =
                        Challenge::of_new_account(&member.email, &answer, browser::unix_seconds());
                    challenges.begin(challenge, AskAgain::Register(member));
                    navigate(address::CODE, Default::default());
                }
                Err(error) if account.refuse(&error) => {
                    summary.set(form::summary(error.fields.len()));
                }
                Err(error) => notice.set(Some((&error).into())),
            }
            sending.set(false);
        });
    })
}
