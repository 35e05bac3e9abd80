//! Renders the page.

use client::{NewAdmin, NewMember};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, components::A, hooks::use_navigate};

use super::model;
use crate::{
    browser,
    components::{
        account_fields::{AccountFields, AccountForm},
        banner::FormNotice,
        button::{Button, ButtonKind},
        form,
        top_bar::use_page_title,
    },
    notice::{Notice, Tone, use_notices},
    routes::address,
    session::use_session,
};

/// The first admin.
#[component]
pub fn SetupPage() -> impl IntoView {
    use_page_title("Set up");
    // Taken out of the address bar at once: it stays neither in the history nor in a screenshot.
    match model::secret_in(&browser::take_hash()) {
        Some(secret) => view! { <SetupForm secret /> }.into_any(),
        None => view! { <NoLink /> }.into_any(),
    }
}

#[component]
fn NoLink() -> impl IntoView {
    view! {
        <section class="card card-narrow">
            <div class="auth-head">
                <h1 tabindex="-1">"Open the setup link"</h1>
                <p class="soft">
                    "The terminal that started Skyshard shows a link ending in /setup#… It works once, for 30 minutes; "
                    "starting the server again shows a new one while there is no admin."
                </p>
            </div>
            <A href=address::SIGN_IN attr:class="button wide">"Sign in instead"</A>
        </section>
    }
}

#[component]
fn SetupForm(
    /// The secret of the link.
    secret: String,
) -> impl IntoView {
    let session = use_session();
    let account = AccountForm::new();
    let (sending, notice) = (RwSignal::new(false), RwSignal::new(None::<Notice>));
    let summary = RwSignal::new(String::new());
    let send = use_send(secret, account, sending, notice, summary);
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
                <h1 tabindex="-1">"Create the first admin"</h1>
                <p class="soft">"The admin looks after accounts and nodes, and holds no storage until he asks for it."</p>
            </div>
            <FormNotice notice />
            <AccountFields form=account api=session.api() />
            <p class="field-note bad" role="alert">{summary}</p>
            <Button kind=ButtonKind::Wide submits=true busy=sending>"Create admin"</Button>
        </form>
    }
}

fn use_send(
    secret: String,
    account: AccountForm,
    sending: RwSignal<bool>,
    notice: RwSignal<Option<Notice>>,
    summary: RwSignal<String>,
) -> UnsyncCallback<NewMember> {
    let (session, notices, navigate) = (use_session(), use_notices(), use_navigate());
    UnsyncCallback::new(move |member: NewMember| {
        if sending.get_untracked() {
            return;
        }
        sending.set(true);
        notice.set(None);
        summary.set(String::new());
        let admin = NewAdmin { secret: secret.clone(), member };
        let navigate = navigate.clone();
        spawn_local(async move {
            match session.api().create_first_admin(admin).await {
                Ok(_) => {
                    session.refresh_server();
                    notices.show(Notice::new(Tone::Good, "The admin is created."));
                    // The link was the proof: its answer carries the session, where cookies are kept.
                    let known = session.resume().await.is_ok();
                    let options = NavigateOptions { replace: true, ..Default::default() };
                    navigate(if known { address::FILES } else { address::SIGN_IN }, options);
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
