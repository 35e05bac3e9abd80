//! Shares for people, in 80 columns.
use client::proto::storage::{GivenShare, ShareRight, SharedEntry, shared_entry::Kind};
use domain::format;
use jiff::Timestamp;

use super::Unshared;
use crate::{
    acting::minute,
    drive::{DrivePath, find::shown},
};

/// What was just given to somebody.
pub(super) fn given(path: &DrivePath, share: &GivenShare) -> String {
    let (who, to, end) = (&share.who, right(share.right()), end(share.expires_at));
    format!("{path} is shared with {who}, {to}, {end}.\n{}", back(share))
}

/// What a link was just made to. Its address stands alone on the first line.
pub(super) fn link(path: &DrivePath, address: &str, share: &GivenShare) -> String {
    let does = match share.takes_uploads {
        true => format!("puts files into {path} and sees nothing of it"),
        false => format!("looks at {path} and downloads it"),
    };
    let asked = if share.is_locked { ", after the password" } else { "" };
    let end = end(share.expires_at);
    format!(
        "{address}\nWhoever has this address {does}{asked}, {end}.\nIt is told this once: nobody can show it again.\n{}",
        back(share)
    )
}

fn back(share: &GivenShare) -> String {
    format!("Take it back with: skyshard unshare {}", share.share_id)
}

/// All that was given.
pub(super) fn shares(shares: &[GivenShare]) -> String {
    if shares.is_empty() {
        return "Nothing is shared. Share something with: skyshard share PATH --with NAME".to_owned();
    }
    shares.iter().map(one).collect::<Vec<_>>().join("\n\n")
}

fn one(share: &GivenShare) -> String {
    let name = name(&share.name, share.is_folder);
    let trash = if share.in_trash { ", in the trash" } else { "" };
    let to = match (share.is_link, share.takes_uploads) {
        (true, true) => "by a link that takes uploads".to_owned(),
        (true, false) => "by a link".to_owned(),
        (false, _) => format!("with {}, {}{}", share.who, right(share.right()), passed_on(share)),
    };
    let mut about = vec![end(share.expires_at)];
    if share.is_locked {
        about.push("asks for a password".to_owned());
    }
    about.push(match share.is_link {
        true => downloads(share),
        false if share.opened_at == 0 => "not opened yet".to_owned(),
        false => format!("first opened {} UTC", minute(share.opened_at)),
    });
    format!("{name}{trash}\n  {to}\n  {}\n  share {}", about.join(", "), share.share_id)
}

/// Who passed it on stands on a line of its own: two names fill one.
fn passed_on(share: &GivenShare) -> String {
    match share.passed_on_by.as_str() {
        "" => String::new(),
        name => format!("\n  passed on by {name}"),
    }
}

fn downloads(share: &GivenShare) -> String {
    let (one, many) = if share.takes_uploads { ("upload", "uploads") } else { ("download", "downloads") };
    let whole = |number: i32| u64::try_from(number).unwrap_or_default();
    match share.downloads_max {
        0 => format::count(whole(share.downloads), one, many),
        most => format!("{} of {}", share.downloads, format::count(whole(most), one, many)),
    }
}

/// All that was received.
pub(super) fn received(entries: &[SharedEntry]) -> String {
    if entries.is_empty() {
        return "Nobody shares anything with you.".to_owned();
    }
    entries.iter().map(received_one).collect::<Vec<_>>().join("\n\n")
}

fn received_one(entry: &SharedEntry) -> String {
    let name = match &entry.kind {
        Some(Kind::Folder(folder)) => name(&folder.name, true),
        Some(Kind::File(file)) => name(&file.filename, false),
        None => "?".to_owned(),
    };
    let (owner, to, end) = (&entry.owner, right(entry.right()), end(entry.expires_at));
    format!(
        "{name}\n  from {owner}, {to}\n  since {} UTC, {end}\n  share {}",
        minute(entry.shared_at),
        entry.share_id
    )
}

pub(super) fn unshared(done: &Unshared) -> String {
    match done {
        Unshared::TakenBack => "Taken back: nobody reaches it by this share any more.".to_owned(),
        Unshared::Left => "Left: you do not reach it by this share any more. Its owner keeps it.".to_owned(),
    }
}

fn name(name: &str, is_folder: bool) -> String {
    format!("{}{}", shown(name), if is_folder { "/" } else { "" })
}

fn right(right: ShareRight) -> &'static str {
    match right {
        ShareRight::Unspecified | ShareRight::View => "to look at it",
        ShareRight::Edit => "to change it",
        ShareRight::Share => "to change it and share it on",
    }
}

/// When it ends by itself.
fn end(expires_at: i64) -> String {
    match expires_at {
        0 => "without an end".to_owned(),
        at if at <= Timestamp::now().as_second() => format!("ended {} UTC", minute(at)),
        at => format!("until {} UTC", minute(at)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_tells_its_terms_in_eighty_columns() {
        let share = GivenShare {
            share_id: "0123456789abcdef0123456789abcdef".to_owned(),
            name: "Photos".to_owned(),
            is_folder: true,
            who: "a_name_of_thirty_two_characters_".to_owned(),
            right: ShareRight::Edit.into(),
            expires_at: 32_000_000_000,
            opened_at: 1_800_000_000,
            ..Default::default()
        };
        assert_eq!(
            one(&share),
            "Photos/\n  with a_name_of_thirty_two_characters_, to change it\n  until 2984-01-15 08:53 UTC, first opened \
             2027-01-15 08:00 UTC\n  share 0123456789abcdef0123456789abcdef"
        );
        let passed_on = GivenShare { passed_on_by: "bob".to_owned(), ..share.clone() };
        assert!(
            one(&passed_on).contains(", to change it\n  passed on by bob\n  until "),
            "{}",
            one(&passed_on)
        );
        let link = GivenShare {
            is_link: true,
            is_locked: true,
            in_trash: true,
            expires_at: 1,
            downloads: 9_999,
            downloads_max: 10_000,
            ..share
        };
        let told = one(&link);
        assert!(
            told.starts_with("Photos/, in the trash\n  by a link\n  ended 1970-01-01 00:00 UTC, "),
            "{told}"
        );
        assert!(told.contains("asks for a password, 9999 of 10000 downloads\n"), "{told}");
        assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
    }
}
