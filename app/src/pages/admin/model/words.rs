//! What the page says.

use client::proto::admin::{AccountSummary, GetPoolResponse, LedgerEntry, RoleTerms, Throttle, Verdict};
use domain::role::Role;

use super::{seats::Block, section::Section};
use crate::figures;

/// Characters of an id that stand for it.
const SHORT: usize = 8;

/// The class and the word of a verdict.
pub fn verdict(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Good => ("good", "Good"),
        Verdict::Warning | Verdict::Unspecified => ("warn", "Look at it"),
        Verdict::Bad => ("bad", "Does not work"),
    }
}

/// A question, where its answer is mended, and what the way there says.
pub fn question(question: &str) -> (&'static str, Section, &'static str) {
    match question {
        "health" => ("Is it healthy?", Section::Health, "See all checks"),
        "space" => ("Is space left?", Section::Pool, "See the pool"),
        "locked_out" => ("Is anyone locked out?", Section::Health, "See who waits"),
        _ => ("What needs me?", Section::Pool, "See the requests"),
    }
}

/// The heading of a check.
pub fn check(name: &str) -> &'static str {
    match name {
        "clock" => "Clock",
        "clocks" => "Clock beside yours",
        "mail" => "Mail",
        "encryption" => "Encryption of connections",
        "disk" => "Disk",
        "database" => "Database",
        "ledger" => "Ledger",
        "nodes" => "Nodes",
        "content" => "Content of files",
        "audit" => "Audit trail",
        "streaming" => "Streaming",
        _ => "Another check",
    }
}

/// How a record says that something was not done; nothing where it was.
pub fn ended(outcome: &str) -> Option<&'static str> {
    match outcome {
        "success" => None,
        "failure" => Some("failed"),
        _ => Some("refused"),
    }
}

/// The class and the word of an account's state.
pub fn account_state(account: &AccountSummary) -> (&'static str, &'static str) {
    match (account.is_verified, account.suspended_at) {
        (_, 1..) => ("bad", "Suspended"),
        (false, _) => ("warn", "Not verified"),
        (true, _) => ("good", "Active"),
    }
}

/// "1.2 MB of 1 GB".
pub fn space(account: &AccountSummary) -> String {
    match account.reserved_bytes {
        0 => "no storage".to_owned(),
        reserved => {
            format!(
                "{} of {}",
                figures::bytes(account.used_bytes + account.trash_bytes),
                figures::bytes(reserved)
            )
        }
    }
}

/// What is asked for beside the password.
pub fn second_factor(account: &AccountSummary) -> &'static str {
    if account.has_authenticator { "Authenticator" } else { "Mailed code" }
}

/// When it was last seen, if ever.
pub fn seen(account: &AccountSummary) -> Option<i64> {
    (account.last_seen_at > 0).then_some(account.last_seen_at)
}

/// A role.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Basic => "Basic: one seat",
        Role::Premium => "Premium: more space",
        Role::Admin => "Admin: everything here",
    }
}

/// What a role reserves.
pub fn role_terms(terms: &RoleTerms) -> String {
    let room = if terms.fits { "" } else { ", no room now" };
    format!("{} {}{room}", terms.role, figures::bytes(terms.reserved_bytes))
}

/// A role was given.
pub fn role_given(name: &str, role: &str, reserved: i64) -> String {
    match reserved {
        0 => format!("{name} is {role} now. It holds no storage."),
        reserved => format!("{name} is {role} now, with {} reserved.", figures::bytes(reserved)),
    }
}

/// What keeping out, or letting in, has done, and what taking it back says.
pub fn suspension(name: &str, is_out: bool) -> (String, &'static str) {
    if is_out {
        (format!("{name} is suspended: nobody can sign in to it."), "It can be used again.")
    } else {
        (format!("{name} can sign in again."), "It is suspended again.")
    }
}

/// Somebody may try again.
pub fn unlocked(name: &str, places: i32) -> String {
    match places {
        0 => format!("{name} was not slowed down."),
        places => format!("{name} may try again at once from {}.", figures::counted(places.into(), "place")),
    }
}

/// How the pool stands.
pub fn pool(pool: &GetPoolResponse) -> String {
    format!(
        "{} of {} reserved; {} of {} free.",
        figures::bytes(pool.reserved_bytes),
        figures::bytes(pool.capacity_bytes),
        pool.seats_free,
        figures::counted(pool.seats.into(), "seat")
    )
}

/// A block for those who hear it.
pub fn block(block: &Block) -> String {
    match block.owner {
        None => String::new(),
        Some(_) => format!(": {:.0} % used, {:.0} % trash", block.used_percent, block.trash_percent),
    }
}

/// A row of the ledger.
pub fn movement(entry: &LedgerEntry) -> String {
    let whose = if entry.username.is_empty() { "an account that is no more" } else { &entry.username };
    format!("{} → {}: {} for {whose}", entry.source, entry.target, figures::bytes(entry.bytes))
}

/// The name, or the beginning of the id that stands there instead.
pub fn party(username: &str, id: &str) -> String {
    match (username, id.len()) {
        ("", 32..) => format!("{}…", id.chars().take(SHORT).collect::<String>()),
        ("", _) => id.to_owned(),
        (username, _) => username.to_owned(),
    }
}

/// Who waits, from where, how long.
pub fn throttle(throttle: &Throttle, now: i64) -> String {
    let who = match (throttle.username.as_str(), throttle.failures) {
        ("", 0) => "Every account".to_owned(),
        ("", _) => "A name that nobody has".to_owned(),
        (username, _) => username.to_owned(),
    };
    let from = if throttle.network.is_empty() { "a browser that it knows" } else { &throttle.network };
    let left = u64::try_from(throttle.until - now).unwrap_or_default();
    format!("{who}, from {from}: {} more", figures::duration(std::time::Duration::from_secs(left)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_in_one_state() {
        let account =
            |is_verified, suspended_at| AccountSummary { is_verified, suspended_at, ..Default::default() };
        assert_eq!(account_state(&account(true, 0)).1, "Active");
        assert_eq!(account_state(&account(true, 5)).1, "Suspended");
        assert_eq!(account_state(&account(false, 0)).1, "Not verified");
    }

    #[test]
    fn somebody_goes_by_name_where_there_is_one() {
        assert_eq!(party("alice", &"0".repeat(32)), "alice");
        assert_eq!(party("", &"0".repeat(32)), "00000000…");
        assert_eq!(party("", "job:seats"), "job:seats");
    }

    #[test]
    fn who_waits_is_told_plainly() {
        let throttle = |username: &str, network: &str, failures| Throttle {
            username: username.to_owned(),
            network: network.to_owned(),
            failures,
            until: 130,
        };
        let told = |username, network, failures| {
            super::throttle(&throttle(username, network, failures), 100).replace('\u{a0}', " ")
        };
        assert_eq!(told("alice", "", 6), "alice, from a browser that it knows: 30 s more");
        assert_eq!(told("", "192.0.2.1", 0), "Every account, from 192.0.2.1: 30 s more");
        assert_eq!(told("", "192.0.2.1", 6), "A name that nobody has, from 192.0.2.1: 30 s more");
    }

    #[test]
    fn the_ledger_is_read_in_the_direction_of_the_bytes() {
        let entry = LedgerEntry {
            username: "alice".to_owned(),
            source: "pool".to_owned(),
            target: "free".to_owned(),
            bytes: 4_000_000_000,
            ..Default::default()
        };
        assert_eq!(movement(&entry).replace('\u{a0}', " "), "pool → free: 4 GB for alice");
    }
}
