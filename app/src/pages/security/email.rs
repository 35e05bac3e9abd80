//! Moving to another address: the address, then the code that was mailed there.

use client::{ClientError, proto::account::BeginEmailChangeResponse};
use leptos::{html, prelude::*, task::spawn_local};

use super::desk::{needs_proof, use_desk};
use crate::{
    address,
    components::{
        account_fields::email_error,
        banner::FormNotice,
        button::{Button, ButtonKind},
        code_input::CodeInput,
        field::{Field, FieldSpec},
        form::{self, FormField},
    },
    notice::{Notice, Tone, use_notices},
    sending::use_sending,
    session::use_session,
};

const EMAIL: FieldSpec =
    FieldSpec { id: "new-email", label: "New address", kind: "email", autocomplete: "email" };

/// A code is under way.
#[derive(Clone)]
struct Asked {
    challenge: String,
    email: String,
}

/// The two steps.
#[component]
pub fn ChangeEmail() -> impl IntoView {
    let asked = RwSignal::new(None::<Asked>);
    move || match asked.get() {
        None => view! { <AddressStep asked /> }.into_any(),
        Some(sent) => view! { <CodeStep sent asked /> }.into_any(),
    }
}

#[component]
fn AddressStep(
    /// Gets what was asked for.
    asked: RwSignal<Option<Asked>>,
) -> impl IntoView {
    let (desk, sending) = (use_desk(), use_sending());
    let (email, notice) = (FormField::new(EMAIL.id), RwSignal::new(None::<Notice>));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        notice.set(None);
        email.judge();
        let typed = email.value.get_untracked();
        if email_error(&typed).is_some() {
            return form::focus(EMAIL.id);
        }
        let (api, address) = (desk.member().api, typed.clone());
        let told = move |outcome: Result<BeginEmailChangeResponse, ClientError>| match outcome {
            Ok(sent) => drop(asked.try_set(Some(Asked { challenge: sent.challenge_id, email: typed }))),
            Err(error) if needs_proof(&error) => desk.prove_then(|| ()),
            Err(error) => match error.field("email") {
                Some(why) => {
                    email.refuse(why);
                    form::focus(EMAIL.id);
                }
                None => drop(notice.try_set(Some((&error).into()))),
            },
        };
        sending.send(async move { api.begin_email_change(&address).await }, told);
    };
    view! {
        <form class="form" novalidate on:submit=submit>
            <FormNotice notice />
            <p>
                "Now it is "<strong>{desk.member().profile.email}</strong>". We mail a code to the new one; \
                 nothing changes until you enter it."
            </p>
            <Field
                spec=EMAIL
                value=email.value
                hint="Codes and news go there. All other sessions end."
                error=email.shown_error(email_error)
                on_leave=UnsyncCallback::new(move |()| email.leave())
            />
            <Button kind=ButtonKind::Wide submits=true busy=sending.busy>"Send a code"</Button>
        </form>
    }
}

#[component]
fn CodeStep(
    /// What is under way.
    sent: Asked,
    /// Emptied to type another address.
    asked: RwSignal<Option<Asked>>,
) -> impl IntoView {
    let (desk, notices, sending, session) = (use_desk(), use_notices(), use_sending(), use_session());
    let (code, wrong) = (RwSignal::new(String::new()), RwSignal::new(None::<String>));
    let (input, shown) = (NodeRef::<html::Input>::new(), sent.email.clone());
    let sent = StoredValue::new(sent);
    let send = move || {
        wrong.set(None);
        let Asked { challenge, email } = sent.get_value();
        let (api, typed, moved_to) = (desk.member().api, code.get_untracked(), email.clone());
        let told = move |outcome: Result<(), ClientError>| match outcome {
            Ok(()) => {
                notices.show(Notice::new(Tone::Good, format!("Your address is {moved_to} now.")).advise(
                    "All other sessions were ended. The mail to the former address can undo it for a week.",
                ));
                let _closed = desk.open.try_set(false);
                // The whole page names the address, so it begins anew.
                spawn_local(async move { drop(session.resume().await) });
            }
            Err(error) if needs_proof(&error) => desk.prove_then(|| ()),
            Err(error) => {
                let _emptied = code.try_set(String::new());
                let why = error.field("email").or(error.field("otp")).unwrap_or(&error.message);
                let _told = wrong.try_set(Some(why.to_owned()));
            }
        };
        sending.send(async move { api.confirm_email_change(&challenge, &email, &typed).await }, told);
    };
    Effect::new(move || {
        if let Some(input) = input.get() {
            // It takes the focus once it stands in the page.
            let _focused = input.focus();
        }
    });
    view! {
        <form class="form" novalidate on:submit=move |event| { event.prevent_default(); send() }>
            <p>"If this address can be used, we sent a code to "<strong>{shown}</strong>". It is good for 10 minutes."</p>
            <div>
                <label for="new-email-code">"The code of the mail"</label>
                <CodeInput
                    id="new-email-code"
                    value=code
                    node_ref=input
                    invalid=Signal::derive(move || wrong.get().is_some())
                    described_by="new-email-error"
                    on_complete=send
                />
                <p class="code-error small" id="new-email-error" role="alert">{wrong}</p>
            </div>
            <Button kind=ButtonKind::Wide submits=true busy=sending.busy>"Change the address"</Button>
            <button type="button" class="text-button" on:click=move |_| asked.set(None)>
                "Send it again, or to another address"
            </button>
            {session.is_test_mode().then(|| view! {
                <p class="small soft">
                    "Test mode: the code is in the "<a href=address::OUTBOX target="_blank">"Outbox"</a>"."
                </p>
            })}
        </form>
    }
}
