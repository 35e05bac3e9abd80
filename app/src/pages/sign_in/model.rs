//! What is judged before anything is sent. A password is judged by the server alone: older ones may follow older rules.

use crate::address;

/// What is wrong with the name.
pub fn name_error(name: &str) -> Option<String> {
    name.trim().is_empty().then(|| "Enter your username or e-mail address.".to_owned())
}

/// What is wrong with the password.
pub fn password_error(password: &str) -> Option<String> {
    password.is_empty().then(|| "Enter your password.".to_owned())
}

/// Where to go after signing in: an address of this page, and nothing that leads elsewhere.
pub fn safe_next(next: &str) -> Option<String> {
    let local = next.starts_with('/') && !next.starts_with("//");
    let plain = !next.contains(['\\', '\n', '\r', '\t']);
    let onward = ![address::FIRST, address::SIGN_IN, address::CODE].contains(&next);
    (local && plain && onward).then(|| next.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_stays_on_this_page() {
        assert_eq!(safe_next("/trash?x=1"), Some("/trash?x=1".to_owned()));
        for elsewhere in
            ["https://example.com", "//example.com", "/\\example.com", "", "/sign-in", "javascript:1"]
        {
            assert_eq!(safe_next(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn only_emptiness_is_judged() {
        assert!(name_error(" ").is_some() && password_error("").is_some());
        assert_eq!((name_error("a"), password_error(" ")), (None, None));
    }
}
