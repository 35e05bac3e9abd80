//! Shares for programs: the names of the protos, rights as they are typed.
use client::proto::storage::{GivenShare, ShareRight, SharedEntry};
use serde_json::{Value, json};

use super::Unshared;
use crate::drive::{find::Entry, look::entry_json};

/// One that was given.
pub(super) fn share(share: &GivenShare) -> Value {
    json!({
        "share_id": share.share_id, "id": share.id, "name": share.name, "is_folder": share.is_folder,
        "in_trash": share.in_trash, "who": share.who, "may": may(share.right()), "created_at": share.created_at,
        "expires_at": share.expires_at, "opened_at": share.opened_at, "is_link": share.is_link,
        "is_locked": share.is_locked, "downloads": share.downloads, "downloads_max": share.downloads_max,
        "takes_uploads": share.takes_uploads, "passed_on_by": share.passed_on_by,
    })
}

/// With what is told once.
pub(super) fn link(address: &str, given: &GivenShare) -> String {
    let mut link = share(given);
    link["secret_address"] = address.into();
    link.to_string()
}

pub(super) fn shares(shares: &[GivenShare]) -> String {
    json!({ "shares": shares.iter().map(share).collect::<Vec<_>>() }).to_string()
}

pub(super) fn received(entries: &[SharedEntry]) -> String {
    let entry = |it: &SharedEntry| {
        let mut value = Entry::given(it).map_or(Value::Null, |entry| entry_json(&entry));
        value["share_id"] = it.share_id.as_str().into();
        value["owner"] = it.owner.as_str().into();
        value["may"] = may(it.right()).into();
        value["shared_at"] = it.shared_at.into();
        value["expires_at"] = it.expires_at.into();
        value
    };
    json!({ "entries": entries.iter().map(entry).collect::<Vec<_>>() }).to_string()
}

pub(super) fn unshared(share: &str, done: &Unshared) -> String {
    let done = match done {
        Unshared::TakenBack => "taken_back",
        Unshared::Left => "left",
    };
    json!({ "share_id": share, "done": done }).to_string()
}

fn may(right: ShareRight) -> &'static str {
    match right {
        ShareRight::Unspecified | ShareRight::View => "look",
        ShareRight::Edit => "change",
        ShareRight::Share => "share",
    }
}
