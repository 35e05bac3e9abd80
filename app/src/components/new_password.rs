//! What may be a password, as whoever chooses one is told while typing. The domain decides, and the server once more.

use domain::password::{Meter, PersonalWords, meter};

/// How good a password is for whoever has this username and address; either may be missing.
pub fn measure(password: &str, username: &str, email: &str) -> Meter {
    let email_local = email.trim().rsplit_once('@').map_or(email.trim(), |(local, _)| local);
    meter(password, &PersonalWords { username: username.trim(), email_local })
}

/// What is wrong with it, as a sentence.
pub fn password_error(password: &str, username: &str, email: &str) -> Option<String> {
    let meter = measure(password, username, email);
    (!meter.accepted).then_some(meter.reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_may_not_hold_what_is_typed_above_it() {
        assert!(password_error("lovelace-2026-ada", "lovelace", "x@example.com").is_some());
        assert!(password_error("charlotte-is-far", "bob", "charlotte@example.com").is_some());
        assert_eq!(password_error("quite a long sentence", "bob", "carol@example.com"), None);
    }

    #[test]
    fn it_may_be_judged_without_an_address() {
        assert!(password_error("charlotte-is-far", "charlotte", "").is_some());
        assert_eq!(password_error("quite a long sentence", "bob", ""), None);
    }
}
