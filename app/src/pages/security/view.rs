//! Renders the page.

use leptos::prelude::*;

use super::{
    activity::RecentActivity,
    authenticator::{AddAuthenticator, RemoveAuthenticator},
    backup_codes::RenewCodes,
    desk::{self, Act, Desk, use_desk},
    email::ChangeEmail,
    farewell::DeleteAccount,
    methods::Methods,
    model,
    passkeys::{AddPasskey, Passkeys, RemovePasskey},
    password::ChangePassword,
    privacy::Privacy,
    sessions::Sessions,
};
use crate::{
    components::{
        banner::Banner, dialog::Dialog, error_state::ErrorState, skeleton::SkeletonRows, top_bar::TopBar,
    },
    notice::Notice,
    step_up::StepUpDialog,
};

/// How the member's account is protected.
#[component]
pub fn SecurityView() -> impl IntoView {
    let desk = desk::provide();
    let has_password =
        Signal::derive(move || desk.known().is_none_or(|standing| standing.password_changed_at > 0));
    let has_passkey = Signal::derive(move || desk.known().is_some_and(|standing| standing.passkeys > 0));
    let on_proved = StoredValue::new_local(UnsyncCallback::new(move |()| desk.proved()));
    view! {
        <TopBar title="Security" />
        <div class="body security">
            {move || match desk.standing.get() {
                None => view! { <SkeletonRows /> }.into_any(),
                Some(Err(error)) => {
                    view! { <ErrorState notice=Notice::from(&error) on_retry=move || desk.look_again() /> }.into_any()
                }
                Some(Ok(standing)) => {
                    let (tone, words) = model::standing_words(&standing);
                    view! {
                        <Banner tone><strong>{words}</strong></Banner>
                        <Methods standing />
                    }
                    .into_any()
                }
            }}
            <Passkeys />
            <Sessions />
            <RecentActivity />
            <Privacy />
        </div>
        <ActDialog />
        <StepUpDialog api=desk.member().api open=desk.proving has_password has_passkey on_proved />
    }
}

#[component]
fn ActDialog() -> impl IntoView {
    let desk: Desk = use_desk();
    let title = move || match desk.act.get() {
        Some(Act::Email) => "Change your address",
        Some(Act::Password) => "Password",
        Some(Act::AddAuthenticator) => "Add an authenticator app",
        Some(Act::RemoveAuthenticator) => "Remove the authenticator app",
        Some(Act::RenewCodes) => "New backup codes",
        Some(Act::AddPasskey) => "Add a passkey",
        Some(Act::RemovePasskey) => "Remove a passkey",
        Some(Act::DeleteAccount) => "Delete your account",
        None => "",
    };
    view! {
        <Dialog id="security-title" title=Signal::derive(move || title().to_owned()) open=desk.open>
            {move || match desk.act.get_untracked() {
                Some(Act::Email) => view! { <ChangeEmail /> }.into_any(),
                Some(Act::Password) => view! { <ChangePassword /> }.into_any(),
                Some(Act::AddAuthenticator) => view! { <AddAuthenticator /> }.into_any(),
                Some(Act::RemoveAuthenticator) => view! { <RemoveAuthenticator /> }.into_any(),
                Some(Act::RenewCodes) => view! { <RenewCodes /> }.into_any(),
                Some(Act::AddPasskey) => view! { <AddPasskey /> }.into_any(),
                Some(Act::RemovePasskey) => view! { <RemovePasskey /> }.into_any(),
                Some(Act::DeleteAccount) => view! { <DeleteAccount /> }.into_any(),
                None => ().into_any(),
            }}
        </Dialog>
    }
}
