//! Choosing a new password with a mailed link, and with a code where the account has an authenticator.

use client::{ClientError, NewPassword, proto::account::BeginResetResponse};
use leptos::{html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::link::{INCOMPLETE, NoLink, take_secret};
use crate::{
    address,
    components::{
        banner::FormNotice,
        button::{Button, ButtonKind},
        field::{FieldSpec, PasswordField},
        form::{self, FormField},
        new_password::password_error,
        second_step::SecondStepInput,
        skeleton::SkeletonRows,
        top_bar::use_page_title,
    },
    notice::{Notice, Tone, use_notices},
    sending::use_sending,
    session::use_session,
};

const PASSWORD: FieldSpec =
    FieldSpec { id: "password", label: "New password", kind: "password", autocomplete: "new-password" };

/// The page of the link.
#[component]
pub fn ResetView() -> impl IntoView {
    use_page_title("New password");
    match take_secret() {
        None => view! { <NoLink why=INCOMPLETE /> }.into_any(),
        Some(secret) => view! { <Link secret /> }.into_any(),
    }
}

#[component]
fn Link(
    /// The secret of the link.
    secret: String,
) -> impl IntoView {
    let api = use_session().api();
    let asked = secret.clone();
    let begun = LocalResource::new(move || {
        let (api, secret) = (api.clone(), asked.clone());
        async move { api.begin_reset(&secret).await }
    });
    move || match begun.get() {
        None => view! { <div class="card card-narrow"><SkeletonRows rows=3 /></div> }.into_any(),
        Some(Err(error)) => view! { <NoLink why=error.message /> }.into_any(),
        Some(Ok(begun)) => view! { <ResetForm secret=secret.clone() begun /> }.into_any(),
    }
}

#[component]
fn ResetForm(
    /// The secret of the link.
    secret: String,
    /// What the link leads to.
    begun: BeginResetResponse,
) -> impl IntoView {
    let (session, notices, sending, navigate) = (use_session(), use_notices(), use_sending(), use_navigate());
    let (password, code) = (FormField::new(PASSWORD.id), RwSignal::new(String::new()));
    let (notice, wrong) = (RwSignal::new(None::<Notice>), RwSignal::new(None::<String>));
    let input = NodeRef::<html::Input>::new();
    let BeginResetResponse { username, challenge_id, .. } = begun;
    let needs_code = !challenge_id.is_empty();
    let check = {
        let username = username.clone();
        move |typed: &str| password_error(typed, &username, "")
    };
    let told = move |outcome: Result<_, ClientError>| match outcome {
        Ok(_) => {
            let words = Notice::new(Tone::Good, "Your new password is set.");
            notices.show(words.advise("Every session was ended. Sign in with it."));
            navigate(address::SIGN_IN, NavigateOptions { replace: true, ..Default::default() });
        }
        Err(error) if error.has_reason("INVALID_OTP") || error.has_reason("OTP_EXPIRED") => {
            let _told = wrong.try_set(Some(error.message));
            let _emptied = code.try_set(String::new());
            form::focus("code");
        }
        Err(error) => match error.field(PASSWORD.id) {
            Some(why) => {
                password.refuse(why);
                form::focus(PASSWORD.id);
            }
            None => drop(notice.try_set(Some((&error).into()))),
        },
    };
    let judged = check.clone();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        password.judge();
        if password.value.with_untracked(|typed| judged(typed)).is_some() {
            return form::focus(PASSWORD.id);
        }
        notice.set(None);
        wrong.set(None);
        let new = NewPassword {
            secret: secret.clone(),
            password: password.value.get_untracked(),
            challenge_id: challenge_id.clone(),
            code: code.get_untracked(),
        };
        let api = session.api();
        sending.send(async move { api.finish_reset(new).await }, told.clone());
    };
    view! {
        <form class="card card-narrow" novalidate on:submit=submit>
            <div class="auth-head">
                <h1 tabindex="-1">"Choose a new password"</h1>
                <p class="soft">"For your account "<strong>{username.clone()}</strong>". Every session ends."</p>
            </div>
            <FormNotice notice />
            // Password managers keep the new one under this name.
            <input type="text" name="username" autocomplete="username" value=username hidden readonly />
            <PasswordField
                spec=PASSWORD
                value=password.value
                hint="15 characters of anything, or 12 with all four kinds."
                error=password.shown_error(check)
                on_leave=UnsyncCallback::new(move |()| password.leave())
            />
            {needs_code.then(|| view! {
                <div>
                    <label for="code">"Code of your app, or a backup code"</label>
                    <SecondStepInput
                        id="code"
                        value=code
                        node_ref=input
                        by_app=Signal::stored(true)
                        invalid=Signal::derive(move || wrong.get().is_some())
                        described_by="code-error"
                        on_complete=|| ()
                    />
                    <p class="code-error small" id="code-error" role="alert">{wrong}</p>
                </div>
            })}
            <Button kind=ButtonKind::Wide submits=true busy=sending.busy>"Set the password"</Button>
        </form>
    }
}
