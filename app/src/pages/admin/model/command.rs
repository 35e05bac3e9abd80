//! The line for a terminal that does what a button does.

use client::proto::admin::AuditFilter;

use crate::moment;

/// Accounts by name.
pub fn users_list(filter: &str) -> String {
    match filter {
        "" => "skyshard users list".to_owned(),
        filter => format!("skyshard users list {}", quoted(filter)),
    }
}

/// Another role.
pub fn role(name: &str, role: &str) -> String {
    format!("skyshard users role {} {role}", quoted(name))
}

/// Keeping somebody out, or letting them in again.
pub fn access(name: &str, is_suspended: bool) -> String {
    format!("skyshard users {} {}", if is_suspended { "resume" } else { "suspend" }, quoted(name))
}

/// Letting somebody try again.
pub fn unlock(name: &str) -> String {
    format!("skyshard users unlock {}", quoted(name))
}

/// Where somebody is signed in.
pub fn sessions(name: &str) -> String {
    format!("skyshard users sessions {}", quoted(name))
}

/// Both answers to a request.
pub fn request_lines(name: &str) -> Vec<String> {
    let line = |verb| format!("skyshard requests {verb} {}", quoted(name));
    vec![line("accept"), line("refuse")]
}

/// Looking through the trail, or taking it along.
pub fn audit(verb: &str, wanted: &AuditFilter) -> String {
    let mut line = format!("skyshard audit {verb}");
    for (flag, value) in [("user", &wanted.user), ("action", &wanted.action), ("object", &wanted.object)] {
        if !value.is_empty() {
            line.push_str(&format!(" --{flag} {}", quoted(value)));
        }
    }
    for (flag, at) in [("from", wanted.from), ("until", wanted.until)] {
        if at > 0 {
            line.push_str(&format!(" --{flag} {}", moment::machine(at)));
        }
    }
    line
}

/// As a shell takes it for one word.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._-@:".contains(letter);
    if !word.is_empty() && !word.starts_with('-') && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_stays_one_word() {
        assert_eq!(users_list(""), "skyshard users list");
        assert_eq!(users_list("alice@example.com"), "skyshard users list alice@example.com");
        assert_eq!(users_list("$(rm -r x)"), "skyshard users list '$(rm -r x)'");
        assert_eq!(users_list("it's"), r"skyshard users list 'it'\''s'");
    }

    #[test]
    fn each_deed_has_its_line() {
        assert_eq!(role("bob", "premium"), "skyshard users role bob premium");
        assert_eq!(
            (access("bob", false), access("bob", true)),
            ("skyshard users suspend bob".to_owned(), "skyshard users resume bob".to_owned())
        );
        assert_eq!(request_lines("bob"), ["skyshard requests accept bob", "skyshard requests refuse bob"]);
        let wanted = AuditFilter { user: "bob".to_owned(), from: 951_782_400, ..Default::default() };
        assert_eq!(audit("list", &wanted), "skyshard audit list --user bob --from 2000-02-29T00:00:00Z");
    }
}
