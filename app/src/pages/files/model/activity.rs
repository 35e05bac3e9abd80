//! What happened to a file or folder, in sentences.

use client::proto::storage::{FileDoer, FileEvent};

/// Events asked for at once.
pub const ACTIVITY_STEP: i32 = 30;

/// Who did what. What this page does not know is told by its own name.
pub fn sentence(event: &FileEvent) -> String {
    let (who, to) = (who(event), with(event));
    let done = match event.action.as_str() {
        "file.upload" => "uploaded it",
        "file.rename" | "folder.rename" => "gave it another name",
        "file.move" | "folder.move" => "moved it to another folder",
        "file.delete" | "folder.delete" => "moved it to the trash",
        "file.restore" | "folder.restore" => "took it out of the trash",
        "file.repair" => "had its copies repaired",
        "folder.create" => "made it",
        "vault.create" => "made it a vault",
        "vault.passphrase" => "changed its passphrase",
        "version.restore" => "took up an older version of it again",
        "version.delete" => "deleted an older version of it",
        "version.thin" => "thinned out its older versions",
        "share.give" => return format!("{who} shared it{to}"),
        "share.change" => return format!("{who} changed on what terms it is shared{to}"),
        "share.revoke" => "took back a share of it, or a link to it",
        "share.open" => "opened it for the first time",
        "share.leave" => "wants it shared no longer",
        "link.make" => "made a link to it",
        "link.open" => "opened a link to it for the first time",
        "link.download" => "downloaded it by a link",
        "link.upload" => "began to put a file there by a link",
        other => return format!("{who}: {other}"),
    };
    format!("{who} {done}")
}

fn who(event: &FileEvent) -> &str {
    match event.doer() {
        FileDoer::Caller => "You",
        FileDoer::Server => "The server",
        FileDoer::Visitor => "Somebody without an account",
        FileDoer::Account | FileDoer::Unspecified if event.name.is_empty() => "Somebody",
        FileDoer::Account | FileDoer::Unspecified => &event.name,
    }
}

fn with(event: &FileEvent) -> String {
    if event.given_to.is_empty() { String::new() } else { format!(" with {}", event.given_to) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check((doer, name): (FileDoer, &str), action: &str, given_to: &str, expected: &str) {
        let event = FileEvent {
            action: action.to_owned(),
            doer: doer.into(),
            name: name.to_owned(),
            given_to: given_to.to_owned(),
            ..Default::default()
        };
        assert_eq!(sentence(&event), expected);
    }

    #[test]
    fn each_event_is_a_sentence_about_who_did_what() {
        let you = (FileDoer::Caller, "");
        check(you, "file.upload", "", "You uploaded it");
        check((FileDoer::Account, "bob"), "file.upload", "", "bob uploaded it");
        check((FileDoer::Account, ""), "file.rename", "", "Somebody gave it another name");
        check(
            (FileDoer::Visitor, ""),
            "link.download",
            "",
            "Somebody without an account downloaded it by a link",
        );
        check((FileDoer::Server, ""), "version.thin", "", "The server thinned out its older versions");
        check(you, "share.give", "bob", "You shared it with bob");
        check(you, "share.give", "", "You shared it");
        check(you, "moon.land", "", "You: moon.land");
    }
}
