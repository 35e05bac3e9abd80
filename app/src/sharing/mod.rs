//! What is given, to people and by links. In words: which right it is, until when, and whether somebody looked.
//!
//! - `give`: the question to whom
//! - `people`: who has it, with the way back

pub mod give;
pub mod people;

use client::proto::storage::{GivenShare, ShareRight};

use crate::moment;

/// What may be done with something that was given.
pub fn may_words(share: &GivenShare) -> &'static str {
    if share.takes_uploads { "Can put files there" } else { right_words(share.right()) }
}

/// The rights that can be given, each with what it is called.
pub const RIGHTS: [(ShareRight, &str); 3] = [
    (ShareRight::View, "Can look at it"),
    (ShareRight::Edit, "Can change it"),
    (ShareRight::Share, "Can change it and share it on"),
];

/// The ends that can be chosen: days, and what they are called.
pub const ENDS: [(i32, &str); 5] =
    [(0, "No end"), (1, "For a day"), (7, "For a week"), (30, "For 30 days"), (365, "For a year")];

/// What a right is called.
pub fn right_words(right: ShareRight) -> &'static str {
    match right {
        ShareRight::Edit => "Can change it",
        ShareRight::Share => "Can change it and share it on",
        ShareRight::View | ShareRight::Unspecified => "Can look at it",
    }
}

/// "no end", "12 days left", "over".
pub fn end_words(expires_at: i64, now: i64) -> String {
    match expires_at {
        0 => "no end".to_owned(),
        over if over <= now => "over".to_owned(),
        end => moment::days_left(now, end),
    }
}

/// What its owner wants to know of something given besides its name.
pub fn state_words(share: &GivenShare, now: i64) -> String {
    let opened = if share.is_link { downloads_words(share) } else { opened_words(share).to_owned() };
    let end = if share.in_trash { "in the trash".to_owned() } else { end_words(share.expires_at, now) };
    match share.passed_on_by.as_str() {
        "" => format!("{end}, {opened}"),
        name => format!("{end}, {opened}, passed on by {name}"),
    }
}

fn opened_words(share: &GivenShare) -> &'static str {
    if share.opened_at == 0 { "not opened yet" } else { "opened" }
}

/// "2 of 3 downloads", "2 uploads".
fn downloads_words(share: &GivenShare) -> String {
    let noun = if share.takes_uploads { "upload" } else { "download" };
    match share.downloads_max {
        0 => crate::figures::counted(i64::from(share.downloads), noun),
        max => format!("{} of {}", share.downloads, crate::figures::counted(i64::from(max), noun)),
    }
}

/// With whom something is shared.
pub fn with_whom(share: &GivenShare) -> &str {
    match (share.is_link, share.takes_uploads, share.is_locked) {
        (true, false, true) => "a link with a password",
        (true, false, false) => "a link",
        (true, true, true) => "a link for uploads with a password",
        (true, true, false) => "a link for uploads",
        (false, ..) => &share.who,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_says_how_it_stands() {
        let share = |expires_at, opened_at, in_trash| GivenShare {
            expires_at,
            opened_at,
            in_trash,
            ..Default::default()
        };
        assert_eq!(state_words(&share(0, 0, false), 100), "no end, not opened yet");
        assert_eq!(state_words(&share(100, 5, false), 100), "over, opened");
        assert_eq!(state_words(&share(0, 5, true), 100), "in the trash, opened");
        let passed_on = GivenShare { passed_on_by: "bob".to_owned(), ..share(0, 5, false) };
        assert_eq!(state_words(&passed_on, 100), "no end, opened, passed on by bob");
        let week = state_words(&share(7 * 86_400 + 100, 5, false), 100).replace('\u{a0}', " ");
        assert!(week.starts_with("7 days left"), "{week}");
    }

    #[test]
    fn a_link_tells_how_often_it_was_used() {
        let link = GivenShare { is_link: true, downloads: 2, downloads_max: 3, ..Default::default() };
        assert_eq!(state_words(&link, 0).replace('\u{a0}', " "), "no end, 2 of 3 downloads");
        assert_eq!((with_whom(&link), link.is_locked), ("a link", false));
        assert_eq!(with_whom(&GivenShare { is_locked: true, ..link.clone() }), "a link with a password");
        let drop = GivenShare { takes_uploads: true, downloads_max: 0, ..link };
        assert_eq!(with_whom(&drop), "a link for uploads");
        assert_eq!(state_words(&drop, 0).replace('\u{a0}', " "), "no end, 2 uploads");
    }

    #[test]
    fn every_right_that_can_be_chosen_is_called_the_same() {
        for (right, words) in RIGHTS {
            assert_eq!(right_words(right), words);
        }
    }
}
