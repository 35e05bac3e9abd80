//! One account: its figures, its role with what another one would change, keeping it out, its sessions.

use client::proto::admin::AccountSummary;
use domain::role::Role;
use leptos::prelude::*;

use super::{
    account_sessions::AccountSessions,
    desk::{shown, use_desk},
    model::{command, words},
    parts::{ChangeTable, CliLine},
};
use crate::{
    components::{
        button::{Button, ButtonKind, IconButton},
        choice::Choice,
        form,
        icon::Glyph,
        time_text::When,
    },
    notice::{Notice, Tone},
    query::{History, Query},
    sending::use_sending,
};

/// Accounts whose name or address has the whole name in it: one of them is it.
const LIKE_IT: i32 = 1_000;

/// The account of this name, if there is one.
#[component]
pub fn AccountCard(query: Query, name: String) -> impl IntoView {
    let title = name.clone();
    let found = use_desk().ask(move |api| {
        let name = name.clone();
        async move {
            let accounts = api.accounts(&name, LIKE_IT, 0).await?.accounts;
            Ok(accounts.into_iter().find(|account| account.username == name))
        }
    });
    let close = move |_| query.set(&[("user", "")], History::Step);
    // It opens above the table that it was chosen from: whoever uses the keyboard goes along.
    Effect::new(|_| request_animation_frame(|| form::focus("account-title")));
    view! {
        <section class="card account-card" aria-labelledby="account-title">
            <header class="account-head">
                <h2 id="account-title" tabindex="-1">{title}</h2>
                <IconButton glyph=Glyph::Close name="Close the account" on_click=close />
            </header>
            {move || shown(found, |account| match account {
                Some(account) => view! { <Account account /> }.into_any(),
                None => view! { <p class="soft">"There is no account of this name."</p> }.into_any(),
            })}
        </section>
    }
}

#[component]
fn Account(account: AccountSummary) -> impl IntoView {
    let (class, state) = words::account_state(&account);
    let (name, is_suspended) = (account.username.clone(), account.suspended_at > 0);
    view! {
        <dl class="kv">
            <dt>"Address"</dt><dd>{account.email.clone()}</dd>
            <dt>"State"</dt><dd><span class=format!("pill {class}")>{state}</span></dd>
            <dt>"Space"</dt><dd>{words::space(&account)}</dd>
            <dt>"Second factor"</dt><dd>{words::second_factor(&account)}</dd>
            <dt>"Made"</dt><dd><When at=account.created_at /></dd>
        </dl>
        <RoleForm name=name.clone() role=account.role.clone() />
        <Access name=name.clone() is_suspended />
        <AccountSessions name />
    }
}

#[component]
fn RoleForm(name: String, role: String) -> impl IntoView {
    let (desk, sending) = (use_desk(), use_sending());
    let wanted = RwSignal::new(role.clone());
    let name = StoredValue::new(name);
    let role = StoredValue::new(role);
    let preview = desk.ask(move |api| {
        let (name, wanted) = (name.get_value(), wanted.get());
        async move { api.preview_role(&name, &wanted).await }
    });
    let is_other = move || wanted.get() != role.get_value();
    let give = move |_| {
        let (name, wanted, before) = (name.get_value(), wanted.get_untracked(), role.get_value());
        let (called, given) = (name.clone(), wanted.clone());
        let call = move |api: client::Authorized| {
            let (name, wanted) = (called.clone(), given.clone());
            async move { api.set_role(&name, &wanted).await }
        };
        desk.change(sending, call, move |reserved| {
            let notice = Notice::new(Tone::Good, words::role_given(&name, &wanted, reserved));
            let (name, before) = (name.clone(), before.clone());
            desk.tell_with_undo(
                notice.advise("Its sessions were ended."),
                "The role is what it was.",
                move |api| {
                    let (name, before) = (name.clone(), before.clone());
                    async move { api.set_role(&name, &before).await.map(drop) }
                },
            );
        });
    };
    let give = StoredValue::new_local(give);
    let options = Role::ALL.map(|role| (role.name().to_owned(), words::role(role).to_owned())).to_vec();
    let line = Signal::derive(move || command::role(&name.get_value(), &wanted.get()));
    view! {
        <div class="account-part">
            <h3>"Role"</h3>
            <Choice id="account-role" label="The role is what it reserves" options value=wanted on_change=move |chosen| wanted.set(chosen) />
            <Show when=is_other>
                {move || shown(preview, |change| {
                    let is_refused = !change.problem.is_empty();
                    let username = name.get_value();
                    view! {
                        <ChangeTable change username />
                        <div class="row">
                            <Button
                                kind=ButtonKind::Main
                                busy=sending.busy
                                disabled=Signal::derive(move || is_refused)
                                on_click=move |event| give.with_value(|give| give(event))
                            >
                                "Change the role"
                            </Button>
                        </div>
                    }
                    .into_any()
                })}
            </Show>
            <CliLine line />
        </div>
    }
}

#[component]
fn Access(name: String, is_suspended: bool) -> impl IntoView {
    let line = command::access(&name, is_suspended);
    let unlock_line = command::unlock(&name);
    view! {
        <div class="account-part">
            <h3>"Access"</h3>
            <p class="soft small">
                {if is_suspended {
                    "Nobody can sign in to it. What it stores is kept."
                } else {
                    "Suspended, nobody can sign in to it; what it stores is kept, and so is its seat."
                }}
            </p>
            <div class="row">
                <Suspension name=name.clone() is_suspended />
                <Unlock name />
            </div>
            <CliLine line />
            <CliLine line=unlock_line />
        </div>
    }
}

#[component]
fn Suspension(name: String, is_suspended: bool) -> impl IntoView {
    let (desk, sending) = (use_desk(), use_sending());
    let turn = move |_| {
        let called = name.clone();
        let call = move |api: client::Authorized| set_access(api, called.clone(), !is_suspended);
        let name = name.clone();
        desk.change(sending, call, move |()| {
            let (title, undone) = words::suspension(&name, !is_suspended);
            let name = name.clone();
            desk.tell_with_undo(Notice::new(Tone::Good, title), undone, move |api| {
                set_access(api, name.clone(), is_suspended)
            });
        });
    };
    let words = if is_suspended { "Let it in again" } else { "Suspend" };
    view! { <Button busy=sending.busy on_click=turn>{words}</Button> }
}

async fn set_access(api: client::Authorized, name: String, out: bool) -> Result<(), client::ClientError> {
    if out { api.suspend_account(&name).await } else { api.resume_account(&name).await }
}

/// Lets somebody try again at once who typed too many wrong passwords.
#[component]
pub fn Unlock(name: String) -> impl IntoView {
    let (desk, sending) = (use_desk(), use_sending());
    let label = format!("Unlock {name}");
    let unlock = move |_| {
        let (called, name) = (name.clone(), name.clone());
        let call = move |api: client::Authorized| {
            let name = called.clone();
            async move { api.unlock_account(&name).await }
        };
        desk.change(sending, call, move |places| {
            desk.tell(Notice::new(Tone::Good, words::unlocked(&name, places)));
        });
    };
    view! { <Button busy=sending.busy name=Some(label) on_click=unlock>"Unlock"</Button> }
}
