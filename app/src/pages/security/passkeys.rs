//! The account's passkeys: adding one, removing one.

use client::proto::account::AccountPasskey;
use domain::device;
use leptos::{prelude::*, task::spawn_local};

use super::{
    backup_codes::CodesSheet,
    desk::{Act, needs_proof, use_desk},
};
use crate::{
    browser,
    components::{
        banner::FormNotice,
        button::{Button, ButtonKind},
        error_state::ErrorState,
        field::{Field, FieldSpec},
        form::FormField,
        skeleton::SkeletonRows,
        time_text::When,
    },
    notice::{Notice, Tone, use_notices},
    passkey::{self, Failure},
    sending::use_sending,
};

const NAME: FieldSpec =
    FieldSpec { id: "passkey-name", label: "Its name", kind: "text", autocomplete: "off" };

/// A row each.
#[component]
pub fn Passkeys() -> impl IntoView {
    let desk = use_desk();
    view! {
        <section class="card security-card" aria-labelledby="passkeys-title">
            <div class="security-head">
                <h2 id="passkeys-title">"Passkeys"</h2>
                {move || desk.passkeys.get().is_some_and(|it| it.is_ok_and(|it| it.are_possible)).then(|| view! {
                    <Button on_click=move |_| desk.begin(Act::AddPasskey)>"Add a passkey"</Button>
                })}
            </div>
            {move || match desk.passkeys.get() {
                None => view! { <SkeletonRows rows=1 /> }.into_any(),
                Some(Err(error)) => {
                    view! { <ErrorState notice=Notice::from(&error) on_retry=move || desk.look_again() /> }.into_any()
                }
                Some(Ok(answer)) if answer.passkeys.is_empty() => {
                    view! { <p class="soft small">{none_words(answer.are_possible)}</p> }.into_any()
                }
                Some(Ok(answer)) => {
                    let rows = answer.passkeys.into_iter().map(|passkey| view! { <Row passkey /> }).collect_view();
                    view! { <ul class="sessions">{rows}</ul> }.into_any()
                }
            }}
        </section>
    }
}

fn none_words(are_possible: bool) -> &'static str {
    if are_possible {
        "None yet. A passkey signs you in by your fingerprint, your face or a key, and cannot be given to a false page."
    } else {
        "Passkeys need a name in the address, such as localhost, and this server is reached by numbers."
    }
}

#[component]
fn Row(passkey: AccountPasskey) -> impl IntoView {
    let desk = use_desk();
    let (created_at, used_at) = (passkey.created_at, passkey.last_used_at);
    let name = passkey.name.clone();
    let label = format!("Remove {name}");
    let remove = move |_| {
        desk.chosen.set(Some(passkey.clone()));
        desk.begin(Act::RemovePasskey);
    };
    view! {
        <li class="method">
            <div>
                <h3>{name}</h3>
                <p class="faint small">
                    "Added "<When at=created_at />
                    {match used_at {
                        0 => ", not used yet".into_any(),
                        at => view! { ", last used "<When at /> }.into_any(),
                    }}
                </p>
            </div>
            <Button name=Some(label) on_click=remove>"Remove"</Button>
        </li>
    }
}

/// The name, the browser's own sheet, and with the first strong factor the backup codes.
#[component]
pub fn AddPasskey() -> impl IntoView {
    let (desk, notices) = (use_desk(), use_notices());
    let (name, busy) = (FormField::new(NAME.id), RwSignal::new(false));
    name.value.set(device::words(&browser::program()));
    let (codes, notice) = (RwSignal::new(None::<Vec<String>>), RwSignal::new(None::<Notice>));
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        notice.set(None);
        let (api, name) = (desk.member().api, name.value.get_untracked());
        spawn_local(async move {
            let outcome = async {
                let ceremony = api.begin_add_passkey().await?;
                let credential = passkey::create(&ceremony.options_json).await?;
                Ok(api.finish_add_passkey(&ceremony.challenge_id, &credential, &name).await?)
            };
            let outcome: Result<Vec<String>, Failure> = outcome.await;
            let _free = busy.try_set(false);
            match outcome {
                Ok(given) if given.is_empty() => {
                    notices.show(Notice::new(Tone::Good, "The passkey was added."));
                    desk.changed();
                }
                Ok(given) => {
                    desk.look_again();
                    let _given = codes.try_set(Some(given));
                }
                Err(Failure::Refused(error)) if needs_proof(&error) => desk.prove_then(|| ()),
                Err(failure) => drop(notice.try_set(Some((&failure).into()))),
            }
        });
    };
    move || {
        match codes.get() {
        Some(codes) => view! { <CodesSheet codes on_done=move || desk.changed() /> }.into_any(),
        None => view! {
            <form class="form" novalidate on:submit=add>
                <FormNotice notice />
                <p>
                    "Your browser asks for your fingerprint, your face, a PIN or a key. Mailed codes no longer sign you in \
                     then."
                </p>
                <Field spec=NAME value=name.value error=name.shown_error(|_| None) />
                <Button kind=ButtonKind::Wide submits=true busy>"Add the passkey"</Button>
            </form>
        }
        .into_any(),
    }
    }
}

/// Whether it is meant.
#[component]
pub fn RemovePasskey() -> impl IntoView {
    let (desk, notices, sending) = (use_desk(), use_notices(), use_sending());
    let notice = RwSignal::new(None::<Notice>);
    let chosen = desk.chosen.get_untracked().unwrap_or_default();
    let is_last = untrack(|| desk.known()).is_some_and(|it| it.passkeys == 1 && it.authenticator_since == 0);
    let id = StoredValue::new(chosen.passkey_id);
    let remove = move |_| {
        let (api, id) = (desk.member().api, id.get_value());
        sending.send(async move { api.remove_passkey(&id).await }, move |outcome| match outcome {
            Ok(()) => {
                notices.show(Notice::new(Tone::Good, "The passkey was removed."));
                desk.changed();
            }
            Err(error) if needs_proof(&error) => desk.prove_then(|| ()),
            Err(error) => drop(notice.try_set(Some((&error).into()))),
        });
    };
    view! {
        <FormNotice notice />
        <p>
            <strong>{chosen.name}</strong>" no longer signs you in, and all other sessions end. "
            {is_last.then_some("It is your last: codes come by mail again, and your backup codes end.")}
        </p>
        <div class="row">
            <Button busy=sending.busy on_click=remove>"Remove it"</Button>
            <Button kind=ButtonKind::Quiet on_click=move |_| desk.open.set(false)>"Keep it"</Button>
        </div>
    }
}
