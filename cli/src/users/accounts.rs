//! `skyshard users list`, `role`, `suspend`, `erase` and so on: through the calls that the page Admin makes.
use anyhow::{Result, ensure};
use client::{
    Authorized, ClientError,
    proto::admin::{AccountSession, ListAccountsResponse, Throttle},
};
use comfy_table::{Table, presets};
use domain::{device, format};
use serde_json::json;

use crate::{
    acting::{acting, bytes, left, minute},
    arguments::AccountsAction,
    login,
    requests::change_lines,
};

/// Does one thing as the admin of `skyshard login`.
pub(super) async fn carry_out(action: &AccountsAction) -> Result<()> {
    confirm(action)?;
    println!("{}", acting(async |admin| act(admin, action).await).await?);
    Ok(())
}

/// What cannot be undone is named twice.
fn confirm(action: &AccountsAction) -> Result<()> {
    let AccountsAction::Erase { name, confirm } = action else { return Ok(()) };
    let typed = match confirm {
        Some(confirm) => confirm.clone(),
        None => {
            login::ask(&format!("This deletes {name} and everything it stores. Type the name once more: "))?
        }
    };
    ensure!(typed.trim() == name, "that is not {name}: nothing was changed");
    Ok(())
}

async fn act(admin: &Authorized, action: &AccountsAction) -> Result<String, ClientError> {
    Ok(match action {
        AccountsAction::List { filter, json } => {
            let found = admin.accounts(filter.as_deref().unwrap_or_default(), 1_000, 0).await?;
            if *json { as_json(&found) } else { as_table(&found) }
        }
        AccountsAction::Role { name, role } => {
            let reserved = admin.set_role(name, role).await?;
            format!("{name} is {role} now, with {} reserved. All its sessions were ended.", bytes(reserved))
        }
        AccountsAction::Suspend { name } => {
            admin.suspend_account(name).await?;
            format!("{name} is suspended: nobody can sign in to it, and what it stores is kept.")
        }
        AccountsAction::Resume { name } => {
            admin.resume_account(name).await?;
            format!("{name} can sign in again.")
        }
        AccountsAction::Preview { name, role } => {
            change_lines(&admin.preview_role(name, role).await?).join("\n")
        }
        AccountsAction::Throttled => throttled(&admin.throttles().await?),
        AccountsAction::Sessions { name } => sessions(&admin.account_sessions(name).await?),
        AccountsAction::EndSession { name, session } => {
            admin.end_account_session(name, session).await?;
            format!("This session of {name} is over.")
        }
        AccountsAction::Erase { name, .. } => {
            let due_at = minute(admin.erase_account(name).await?);
            format!(
                "{name} is signed out and will be deleted at {due_at} UTC. Until then: skyshard users keep {name}, or its owner \
                 signs in and keeps it."
            )
        }
        AccountsAction::Keep { name } => {
            admin.keep_account(name).await?;
            format!("{name} is kept. Everything is as it was.")
        }
        AccountsAction::Unlock { name } => match admin.unlock_account(name).await? {
            0 => format!("{name} was not slowed down."),
            places => {
                let places = format::count(u64::try_from(places).unwrap_or_default(), "place", "places");
                format!("{name} may try again at once from {places}.")
            }
        },
    })
}

fn as_table(found: &ListAccountsResponse) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header([
        "NAME",
        "ROLE",
        "USED",
        "RESERVED",
        "SECOND FACTOR",
        "STATE",
    ]);
    for account in &found.accounts {
        table.add_row([
            account.username.clone(),
            account.role.clone(),
            bytes(account.used_bytes + account.trash_bytes),
            bytes(account.reserved_bytes),
            if account.has_authenticator { "app" } else { "mail" }.to_owned(),
            match (account.is_verified, account.erased_at, account.suspended_at) {
                (false, _, _) => "not verified",
                (true, 1.., _) => "to be deleted",
                (true, _, 0) => "active",
                (true, _, _) => "suspended",
            }
            .to_owned(),
        ]);
    }
    let total = format::count(u64::try_from(found.total_count).unwrap_or_default(), "account", "accounts");
    format!("{}\n{total}", table.trim_fmt())
}

fn as_json(found: &ListAccountsResponse) -> String {
    let account = |it: &client::proto::admin::AccountSummary| {
        json!({
            "username": it.username, "email": it.email, "role": it.role, "reserved_bytes": it.reserved_bytes,
            "used_bytes": it.used_bytes, "trash_bytes": it.trash_bytes, "created_at": it.created_at,
            "suspended_at": it.suspended_at, "erased_at": it.erased_at, "last_seen_at": it.last_seen_at,
            "has_authenticator": it.has_authenticator, "is_verified": it.is_verified,
        })
    };
    let accounts: Vec<_> = found.accounts.iter().map(account).collect();
    json!({ "accounts": accounts, "total_count": found.total_count }).to_string()
}

fn throttled(waiting: &[Throttle]) -> String {
    if waiting.is_empty() {
        return "Nobody waits after wrong passwords.".to_owned();
    }
    let line = |it: &Throttle| {
        let who = match (it.username.as_str(), it.failures) {
            ("", 0) => "every account",
            ("", _) => "a name that nobody has",
            (username, _) => username,
        };
        let from = if it.network.is_empty() { "a known browser" } else { &it.network };
        format!("{who}, from {from}: {} more", left(it.until))
    };
    waiting.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn sessions(sessions: &[AccountSession]) -> String {
    if sessions.is_empty() {
        return "It is signed in nowhere.".to_owned();
    }
    let session = |it: &AccountSession| {
        let device = if it.device.is_empty() { "unknown device" } else { &device::words(&it.device) };
        let seen = minute(it.last_seen_at);
        format!("{}\n  {device}, {}, last seen {seen} UTC", it.session_id, it.network)
    };
    sessions.iter().map(session).collect::<Vec<_>>().join("\n")
}
