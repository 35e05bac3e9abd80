//! `skyshard users list`, `role`, `suspend`, `erase` and so on: through the calls that the page Admin makes.
use anyhow::{Result, ensure};
use client::{
    Authorized, ClientError,
    proto::admin::{AccountSession, ListAccountsResponse, Throttle},
};
use comfy_table::{Table, presets};
use domain::{device, format};
use serde_json::{Value, json};

use crate::{
    acting::{acting, bytes, left, minute},
    arguments::AccountsAction,
    login,
    requests::{change_json, change_lines},
    say,
};

/// Does one thing as the admin of `skyshard login`.
pub(super) async fn carry_out(action: &AccountsAction, as_json: bool) -> Result<()> {
    confirm(action)?;
    let (text, json) = acting(async |admin| act(admin, action).await).await?;
    say(&if as_json { json.to_string() } else { text })
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

/// What came of it, for people and for programs.
async fn act(admin: &Authorized, action: &AccountsAction) -> Result<(String, Value), ClientError> {
    Ok(match action {
        AccountsAction::List { filter } => {
            let found = admin.accounts(filter.as_deref().unwrap_or_default(), 1_000, 0).await?;
            (as_table(&found), as_json(&found))
        }
        AccountsAction::Role { name, role } => {
            let reserved = admin.set_role(name, role).await?;
            let size = bytes(reserved);
            (
                format!("{name} is {role} now, with {size} reserved. All its sessions were ended."),
                json!({ "username": name, "role": role, "reserved_bytes": reserved }),
            )
        }
        AccountsAction::Suspend { name } => {
            admin.suspend_account(name).await?;
            (
                format!("{name} is suspended: nobody can sign in to it, and what it stores is kept."),
                json!({ "username": name, "suspended": true }),
            )
        }
        AccountsAction::Resume { name } => {
            admin.resume_account(name).await?;
            (format!("{name} can sign in again."), json!({ "username": name, "suspended": false }))
        }
        AccountsAction::Preview { name, role } => {
            let change = admin.preview_role(name, role).await?;
            (change_lines(&change).join("\n"), change_json(&change))
        }
        AccountsAction::Throttled => {
            let waiting = admin.throttles().await?;
            (throttled(&waiting), throttled_json(&waiting))
        }
        AccountsAction::Sessions { name } => {
            let found = admin.account_sessions(name).await?;
            (sessions(&found), sessions_json(&found))
        }
        AccountsAction::EndSession { name, session } => {
            admin.end_account_session(name, session).await?;
            let json = json!({ "username": name, "session_id": session, "ended": true });
            (format!("This session of {name} is over."), json)
        }
        AccountsAction::Erase { name, .. } => {
            let due_at = admin.erase_account(name).await?;
            let text = format!(
                "{name} is signed out and will be deleted at {} UTC. Until then: skyshard users keep {name}, or its owner \
                 signs in and keeps it.",
                minute(due_at)
            );
            (text, json!({ "username": name, "due_at": due_at }))
        }
        AccountsAction::Keep { name } => {
            admin.keep_account(name).await?;
            (format!("{name} is kept. Everything is as it was."), json!({ "username": name, "kept": true }))
        }
        AccountsAction::Unlock { name } => {
            let places = admin.unlock_account(name).await?;
            (unlocked(name, places), json!({ "username": name, "places": places }))
        }
    })
}

fn unlocked(name: &str, places: i32) -> String {
    match places {
        0 => format!("{name} was not slowed down."),
        places => {
            let places = format::count(u64::try_from(places).unwrap_or_default(), "place", "places");
            format!("{name} may try again at once from {places}.")
        }
    }
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

fn as_json(found: &ListAccountsResponse) -> Value {
    let account = |it: &client::proto::admin::AccountSummary| {
        json!({
            "username": it.username, "email": it.email, "role": it.role, "reserved_bytes": it.reserved_bytes,
            "used_bytes": it.used_bytes, "trash_bytes": it.trash_bytes, "created_at": it.created_at,
            "suspended_at": it.suspended_at, "erased_at": it.erased_at, "last_seen_at": it.last_seen_at,
            "has_authenticator": it.has_authenticator, "is_verified": it.is_verified,
        })
    };
    let accounts: Vec<_> = found.accounts.iter().map(account).collect();
    json!({ "accounts": accounts, "total_count": found.total_count })
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

fn throttled_json(waiting: &[Throttle]) -> Value {
    let one = |it: &Throttle| json!({ "username": it.username, "network": it.network, "failures": it.failures, "until": it.until });
    json!({ "throttles": waiting.iter().map(one).collect::<Vec<_>>() })
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

fn sessions_json(sessions: &[AccountSession]) -> Value {
    let session = |it: &AccountSession| {
        json!({
            "session_id": it.session_id, "device": it.device, "network": it.network, "methods": it.methods,
            "created_at": it.created_at, "last_seen_at": it.last_seen_at, "is_kept": it.is_kept,
        })
    };
    json!({ "sessions": sessions.iter().map(session).collect::<Vec<_>>() })
}
