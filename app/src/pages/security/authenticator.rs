//! Adding an authenticator app in three steps on one sheet, and removing it.

use client::proto::account::BeginAuthenticatorResponse;
use leptos::{html, prelude::*, task::spawn_local};

use super::{
    backup_codes::CodesSheet,
    desk::{needs_proof, use_desk},
};
use crate::{
    components::{
        banner::FormNotice,
        button::{Button, ButtonKind},
        code_input::CodeInput,
        copy_button::CopyButton,
        skeleton::SkeletonRows,
    },
    notice::{Notice, Tone, use_notices},
    sending::use_sending,
};

/// The key, a first code of it, then the backup codes.
#[component]
pub fn AddAuthenticator() -> impl IntoView {
    let desk = use_desk();
    let (key, codes) =
        (RwSignal::new(None::<BeginAuthenticatorResponse>), RwSignal::new(None::<Vec<String>>));
    let notice = RwSignal::new(None::<Notice>);
    ask_for_key(key, notice);
    move || match (codes.get(), key.get()) {
        (Some(codes), _) => view! { <CodesSheet codes on_done=move || desk.changed() /> }.into_any(),
        (None, Some(key)) => view! { <FirstCode key codes notice /> }.into_any(),
        (None, None) => view! { <FormNotice notice /><SkeletonRows /> }.into_any(),
    }
}

fn ask_for_key(key: RwSignal<Option<BeginAuthenticatorResponse>>, notice: RwSignal<Option<Notice>>) {
    let desk = use_desk();
    spawn_local(async move {
        match desk.member().api.begin_authenticator().await {
            Ok(begun) => drop(key.try_set(Some(begun))),
            Err(error) if needs_proof(&error) => {
                let _closed = desk.open.try_set(false);
                desk.prove_then(move || desk.open.set(true));
            }
            Err(error) => drop(notice.try_set(Some((&error).into()))),
        }
    });
}

#[component]
fn FirstCode(
    key: BeginAuthenticatorResponse,
    /// Gets the backup codes once the code was right.
    codes: RwSignal<Option<Vec<String>>>,
    notice: RwSignal<Option<Notice>>,
) -> impl IntoView {
    let (desk, sending) = (use_desk(), use_sending());
    let (code, wrong) = (RwSignal::new(String::new()), RwSignal::new(None::<String>));
    let input = NodeRef::<html::Input>::new();
    let send = move || {
        notice.set(None);
        wrong.set(None);
        let (api, typed) = (desk.member().api, code.get_untracked());
        sending.send(async move { api.confirm_authenticator(&typed).await }, move |outcome| match outcome {
            Ok(given) => {
                desk.look_again();
                let _given = codes.try_set(Some(given));
            }
            Err(error) => {
                let _emptied = code.try_set(String::new());
                match error.field("otp").map(str::to_owned) {
                    Some(why) => drop(wrong.try_set(Some(why))),
                    None => drop(notice.try_set(Some((&error).into()))),
                }
            }
        });
    };
    let picture = format!("data:image/svg+xml,{}", js_sys::encode_uri_component(&key.qr_svg));
    view! {
        <form class="form" novalidate on:submit=move |event| { event.prevent_default(); send() }>
            <FormNotice notice />
            <p>"1. Scan this with an authenticator app, or type the key into it."</p>
            <img class="qr" src=picture alt="QR code of the key, for an authenticator app" width="208" height="208" />
            <div class="feed-address">
                <code class="totp-key">{grouped(&key.secret)}</code>
                <CopyButton name="Copy the key" text=key.secret.clone() />
            </div>
            <p class="small"><a href=key.uri>"Open in an app on this device"</a></p>
            <div>
                <label for="totp-code">"2. Enter the six digits that the app shows"</label>
                <CodeInput
                    id="totp-code"
                    value=code
                    node_ref=input
                    invalid=Signal::derive(move || wrong.get().is_some())
                    described_by="totp-error"
                    on_complete=send
                />
                <p class="code-error small" id="totp-error" role="alert">{wrong}</p>
            </div>
            <Button kind=ButtonKind::Wide submits=true busy=sending.busy>"Turn on"</Button>
        </form>
    }
}

/// In groups of four, for typing.
fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Whether it is meant.
#[component]
pub fn RemoveAuthenticator() -> impl IntoView {
    let (desk, notices, sending) = (use_desk(), use_notices(), use_sending());
    let notice = RwSignal::new(None::<Notice>);
    let remove = move |_| {
        let api = desk.member().api;
        sending.send(async move { api.remove_authenticator().await }, move |outcome| match outcome {
            Ok(()) => {
                notices.show(
                    Notice::new(Tone::Good, "The authenticator app was removed.")
                        .advise("Codes come by mail again; the backup codes no longer work."),
                );
                desk.changed();
            }
            Err(error) if needs_proof(&error) => desk.prove_then(|| ()),
            Err(error) => drop(notice.try_set(Some((&error).into()))),
        });
    };
    view! {
        <FormNotice notice />
        <p>
            "Codes will come by mail again, which is weaker: whoever reads your mail can use them. Your backup codes end, and \
             all other sessions too."
        </p>
        <div class="row">
            <Button busy=sending.busy on_click=remove>"Remove it"</Button>
            <Button kind=ButtonKind::Quiet on_click=move |_| desk.open.set(false)>"Keep it"</Button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn a_key_is_typed_in_fours() {
        assert_eq!(grouped("GEZDGNBVGY"), "GEZD GNBV GY");
    }
}
