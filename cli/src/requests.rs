//! `skyshard requests`: members who ask for more space, and the answers.
use anyhow::{Context, Result};
use client::{
    Authorized, ClientError,
    proto::admin::{RoleChange, SpaceRequest},
};
use serde_json::{Value, json};

use crate::{
    acting::{acting, bytes, minute},
    arguments::{RequestsAction, RequestsArguments},
    say,
};

/// Does what was asked.
pub(crate) async fn requests(arguments: &RequestsArguments) -> Result<()> {
    let (text, json) = match &arguments.action {
        RequestsAction::List => {
            let requests = acting(async |admin| admin.space_requests().await).await?;
            (as_text(&requests), as_json(&requests))
        }
        RequestsAction::Accept { name } => {
            let given = acting(async |admin| match open(admin, name).await? {
                Some(id) => admin.accept_space_request(&id).await.map(Some),
                None => Ok(None),
            });
            let reserved = given.await?.with_context(|| nothing(name))?;
            let text = format!("{name} has {} reserved now. All its sessions were ended.", bytes(reserved));
            (text, json!({ "username": name, "accepted": true, "reserved_bytes": reserved }))
        }
        RequestsAction::Refuse { name } => {
            let refused = acting(async |admin| match open(admin, name).await? {
                Some(id) => admin.refuse_space_request(&id).await.map(Some),
                None => Ok(None),
            });
            refused.await?.with_context(|| nothing(name))?;
            let text = format!("The request of {name} is refused, and it was told by mail.");
            (text, json!({ "username": name, "accepted": false }))
        }
    };
    say(&if arguments.json { json.to_string() } else { text })
}

/// The request of an account: it has one at most.
async fn open(admin: &Authorized, name: &str) -> Result<Option<String>, ClientError> {
    let requests = admin.space_requests().await?;
    let found = requests.into_iter().find(|request| request.username.eq_ignore_ascii_case(name));
    Ok(found.map(|request| request.request_id))
}

fn nothing(name: &str) -> String {
    format!("{name} asks for nothing")
}

fn as_text(requests: &[SpaceRequest]) -> String {
    if requests.is_empty() {
        return "Nobody asks for more space.".to_owned();
    }
    requests.iter().map(one).collect::<Vec<_>>().join("\n\n")
}

fn one(request: &SpaceRequest) -> String {
    let change = request.change.clone().unwrap_or_default();
    let mut lines = vec![format!("{} asks since {} UTC", request.username, minute(request.created_at))];
    lines.extend(request.note.lines().map(|line| format!("  | {line}")));
    lines.extend(change_lines(&change).into_iter().map(|line| format!("  {line}")));
    lines.join("\n")
}

/// Before and after, a line each.
pub(crate) fn change_lines(change: &RoleChange) -> Vec<String> {
    let RoleChange { role_before, role_after, .. } = change;
    let (before, after) = (bytes(change.reserved_before_bytes), bytes(change.reserved_after_bytes));
    let capacity = bytes(change.pool_capacity_bytes);
    let (pool_before, pool_after) =
        (bytes(change.pool_reserved_before_bytes), bytes(change.pool_reserved_after_bytes));
    let mut lines = vec![
        format!("role      {role_before} -> {role_after}"),
        format!("reserved  {before} -> {after}, {} stored", bytes(change.stored_bytes)),
        format!("pool      {pool_before} -> {pool_after} of {capacity}"),
    ];
    if !change.problem.is_empty() {
        lines.push(format!("refused:  {}", change.problem));
    }
    lines
}

fn as_json(requests: &[SpaceRequest]) -> Value {
    let request = |it: &SpaceRequest| {
        let mut value = change_json(&it.change.clone().unwrap_or_default());
        value["request_id"] = it.request_id.as_str().into();
        value["username"] = it.username.as_str().into();
        value["note"] = it.note.as_str().into();
        value["created_at"] = it.created_at.into();
        value
    };
    json!({ "requests": requests.iter().map(request).collect::<Vec<_>>() })
}

/// Before and after, for programs.
pub(crate) fn change_json(change: &RoleChange) -> Value {
    json!({
        "role_before": change.role_before, "role_after": change.role_after,
        "reserved_before_bytes": change.reserved_before_bytes, "reserved_after_bytes": change.reserved_after_bytes,
        "pool_reserved_before_bytes": change.pool_reserved_before_bytes,
        "pool_reserved_after_bytes": change.pool_reserved_after_bytes, "problem": change.problem,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_shows_before_and_after() {
        let change = RoleChange {
            role_before: "basic".to_owned(),
            role_after: "premium".to_owned(),
            reserved_before_bytes: 1_000_000_000,
            reserved_after_bytes: 5_000_000_000,
            stored_bytes: 10_000_000,
            pool_capacity_bytes: 6_000_000_000,
            pool_reserved_before_bytes: 2_000_000_000,
            pool_reserved_after_bytes: 6_000_000_000,
            problem: String::new(),
        };
        let request = SpaceRequest {
            username: "alice".to_owned(),
            note: "My films\ndo not fit.".to_owned(),
            created_at: 1_800_000_000,
            change: Some(change),
            ..Default::default()
        };
        let expected = "alice asks since 2027-01-15 08:00 UTC\n  | My films\n  | do not fit.\n  role      basic -> premium\n  \
            reserved  1 GB -> 5 GB, 10 MB stored\n  pool      2 GB -> 6 GB of 6 GB";
        assert_eq!(as_text(&[request]), expected);
        assert_eq!(as_text(&[]), "Nobody asks for more space.");
    }
}
