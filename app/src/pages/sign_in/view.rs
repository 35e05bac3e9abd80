//! Renders the page.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    components::A,
    hooks::{use_navigate, use_query_map},
};

use super::{model, passkey};
use crate::{
    address, browser,
    challenge::{Challenge, Pending, use_challenge},
    components::{
        banner::FormNotice,
        button::{Button, ButtonKind},
        field::{CheckBox, Field, FieldSpec, PasswordField},
        form::{self, FormField},
        top_bar::use_page_title,
    },
    notice::Notice,
    session::use_session,
};

const NAME: FieldSpec =
    FieldSpec { id: "username", label: "Username or e-mail", kind: "text", autocomplete: "username" };
const PASSWORD: FieldSpec =
    FieldSpec { id: "password", label: "Password", kind: "password", autocomplete: "current-password" };

/// The first step: the password.
#[component]
pub fn SignInPage() -> impl IntoView {
    use_page_title("Sign in");
    go_on_when_signed_in();
    let (name, password) = (FormField::new(NAME.id), FormField::new(PASSWORD.id));
    let keep = RwSignal::new(false);
    let (sending, notice) = (RwSignal::new(false), RwSignal::new(None::<Notice>));
    let send = use_send(name, password, keep, sending, notice);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        name.judge();
        password.judge();
        let wrong = untrack(|| {
            let name_wrong = name.value.with(|name| model::name_error(name)).map(|_| NAME.id);
            name_wrong.or_else(|| password.value.with(|it| model::password_error(it)).map(|_| PASSWORD.id))
        });
        match wrong {
            Some(id) => form::focus(id),
            None => send.run(()),
        }
    };
    view! {
        <form class="card card-narrow" novalidate on:submit=submit>
            <div class="auth-head"><h1 tabindex="-1">"Sign in"</h1></div>
            <FormNotice notice />
            <div class="form">
                <Field spec=NAME value=name.value error=name.shown_error(model::name_error) />
                <PasswordField spec=PASSWORD value=password.value error=password.shown_error(model::password_error) />
                <CheckBox
                    id="keep"
                    label="Keep me signed in"
                    checked=keep
                    hint="30 days, ended by 7 days of disuse. Otherwise 24 hours, ended by one hour of disuse."
                />
            </div>
            <Button kind=ButtonKind::Wide submits=true busy=sending>"Continue"</Button>
            <ByPasskey keep sending notice />
        </form>
        <p class="auth-foot"><A href=address::FORGOT>"Forgot your password?"</A></p>
        <p class="auth-foot">"New here? "<A href=address::SIGN_UP>"Create an account"</A></p>
        <SetupHint />
    }
}

/// Without a name and a password, where the server's address allows it.
#[component]
fn ByPasskey(
    /// Whether the session is to last.
    keep: RwSignal<bool>,
    /// Whether something is under way.
    sending: RwSignal<bool>,
    /// Gets what failed.
    notice: RwSignal<Option<Notice>>,
) -> impl IntoView {
    let session = use_session();
    // Of an account that is to be deleted the passkey is asked for once more, to keep it.
    let pending = RwSignal::new(false);
    let possible = Memo::new(move |_| session.server().is_some_and(|server| server.passkeys_possible));
    let sign_in = move |_| {
        if sending.get_untracked() {
            return;
        }
        sending.set(true);
        notice.set(None);
        let keep = keep.get_untracked();
        let what = if pending.get_untracked() { Pending::Keep } else { Pending::Tell };
        // Whoever is signed in is led on by the page.
        spawn_local(async move {
            if let Err(failure) = passkey::sign_in(session, keep, what).await {
                let _asked = pending.try_set(failure.is_pending());
                let _told = notice.try_set(Some((&failure).into()));
            }
            let _free = sending.try_set(false);
        });
    };
    view! {
        <Show when=move || possible.get()>
            <Button busy=sending on_click=sign_in>
                {move || if pending.get() { "Keep my account" } else { "Sign in with a passkey" }}
            </Button>
        </Show>
    }
}

/// Whoever is signed in already has no business here.
fn go_on_when_signed_in() {
    let (session, navigate, query) = (use_session(), use_navigate(), use_query_map());
    Effect::new(move || {
        if session.member().is_some() {
            let next =
                query.with_untracked(|query| query.get("next").and_then(|next| model::safe_next(&next)));
            let options = NavigateOptions { replace: true, ..Default::default() };
            navigate(next.as_deref().unwrap_or(address::FILES), options);
        }
    });
}

/// Says that nobody rules this server yet.
#[component]
fn SetupHint() -> impl IntoView {
    let session = use_session();
    let open = Memo::new(move |_| session.server().is_some_and(|server| server.setup_open));
    view! {
        <Show when=move || open.get()>
            <p class="auth-foot">
                "This server has no admin yet. The terminal that started it shows a link to create the first one."
            </p>
        </Show>
    }
}

fn use_send(
    name: FormField,
    password: FormField,
    keep: RwSignal<bool>,
    sending: RwSignal<bool>,
    notice: RwSignal<Option<Notice>>,
) -> UnsyncCallback<()> {
    let (session, challenges) = (use_session(), use_challenge());
    let (navigate, query) = (use_navigate(), use_query_map());
    UnsyncCallback::new(move |()| {
        if sending.get_untracked() {
            return;
        }
        sending.set(true);
        notice.set(None);
        let next = query.with_untracked(|query| query.get("next").and_then(|next| model::safe_next(&next)));
        let (who, what, keep) =
            (name.value.get_untracked(), password.value.get_untracked(), keep.get_untracked());
        let navigate = navigate.clone();
        spawn_local(async move {
            match session.api().login(&who, &what, keep).await {
                // Its passkey is the second step too; whoever has it not at hand takes a backup code.
                Ok(answer)
                    if answer.otp_method == "passkey"
                        && passkey::sign_in(session, keep, Pending::Tell).await.is_ok() => {}
                Ok(answer) => {
                    let next = next.unwrap_or_default();
                    let challenge = Challenge::of_sign_in(&answer, &next, browser::unix_seconds());
                    challenges.begin(challenge);
                    navigate(address::CODE, Default::default());
                }
                Err(error) if error.has_reason("INVALID_CREDENTIALS") => {
                    password.refuse(&error.message);
                    form::focus(PASSWORD.id);
                }
                Err(error) => notice.set(Some((&error).into())),
            }
            let _free = sending.try_set(false);
        });
    })
}
