//! Deleting the account: what goes, what stays, and the name typed by hand.

use client::ClientError;
use leptos::{prelude::*, task::spawn_local};

use super::desk::{needs_proof, use_desk};
use crate::{
    components::{
        banner::FormNotice,
        button::{Button, ButtonKind},
        field::{Field, FieldSpec},
        form::{self, FormField},
    },
    moment,
    notice::{Notice, Tone, use_notices},
    sending::use_sending,
    session::use_session,
};

const NAME: FieldSpec = FieldSpec {
    id: "erase_username",
    label: "Type your username to confirm",
    kind: "text",
    autocomplete: "off",
};

/// What the server calls the field.
const FIELD: &str = "username";

/// The form.
#[component]
pub fn DeleteAccount() -> impl IntoView {
    let (desk, notices, session, sending) = (use_desk(), use_notices(), use_session(), use_sending());
    let (name, notice) = (FormField::new(NAME.id), RwSignal::new(None::<Notice>));
    let username = desk.member().profile.username;
    let check = {
        let username = username.clone();
        move |typed: &str| {
            (typed.trim() != username).then(|| format!("Type {username} exactly as it stands here."))
        }
    };
    let told = move |outcome: Result<i64, ClientError>| match outcome {
        Ok(due_at) => {
            let when = moment::now().exact(due_at);
            notices.show(
                Notice::new(Tone::Info, format!("Your account will be deleted: {when}."))
                    .advise("To keep it, sign in before that."),
            );
            spawn_local(session.sign_out());
        }
        Err(error) if needs_proof(&error) => desk.prove_then(|| ()),
        Err(error) => match error.field(FIELD) {
            Some(refused) => {
                name.refuse(refused);
                form::focus(NAME.id);
            }
            None => drop(notice.try_set(Some((&error).into()))),
        },
    };
    let submit = {
        let check = check.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            name.judge();
            let typed = name.value.get_untracked();
            if check(&typed).is_some() {
                return form::focus(NAME.id);
            }
            notice.set(None);
            let api = desk.member().api;
            sending.send(async move { api.request_erasure(&typed).await }, told);
        }
    };
    view! {
        <form class="form" novalidate on:submit=submit>
            <FormNotice notice />
            <Consequences />
            <p>"Your username is "<strong>{username}</strong>"."</p>
            <Field spec=NAME value=name.value error=name.shown_error(check) />
            <div class="row">
                <Button kind=ButtonKind::Main submits=true busy=sending.busy>"Delete my account"</Button>
                <Button kind=ButtonKind::Quiet on_click=move |_| desk.open.set(false)>"Keep it"</Button>
            </div>
        </form>
    }
}

#[component]
fn Consequences() -> impl IntoView {
    view! {
        <p>
            "You are signed out everywhere now. "<strong>"For 24 hours you can sign in and keep the account."</strong>
            " After that nobody can bring anything back."
        </p>
        <h3>"What goes"</h3>
        <ul>
            <li>"Your files, the trash and uploads. Their keys are destroyed, so no copy can be read."</li>
            <li>"Your name, address, password, authenticator, sessions and mails."</li>
            <li>"Lessons ahead: they are cancelled, and the others are told. Your reviews and your courses go too."</li>
        </ul>
        <h3>"What stays, without your name"</h3>
        <ul>
            <li>"Lessons that others had with you: they read a made-up name, and no note of yours."</li>
            <li>"The audit trail: it names a random number, and whom it meant is forgotten."</li>
            <li>"Backups of the server, until whoever runs it throws them away."</li>
        </ul>
    }
}
