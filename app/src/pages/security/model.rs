//! What the page says, without a browser.

use client::proto::account::{AccountSession, GetStandingResponse};
use domain::{backup_code::FEW, format};

use crate::notice::Tone;

/// Seconds of a proof that must be left for an act to begin without another one.
const PROOF_LEFT_MIN: i64 = 30;

/// How the account stands, in one sentence, and what that means.
pub fn standing_words(standing: &GetStandingResponse) -> (Tone, String) {
    let left = u32::try_from(standing.backup_codes_left).unwrap_or_default();
    let has_passkey = standing.passkeys > 0;
    if standing.password_changed_at == 0 && !has_passkey {
        let words = "A mailed code alone signs you in. Set a password, then add an authenticator app.";
        return (Tone::Warning, words.to_owned());
    }
    if standing.authenticator_since == 0 && !has_passkey {
        let words = "Basic: password and mailed codes. A passkey or an authenticator app protects better and takes a minute to add.";
        return (Tone::Info, words.to_owned());
    }
    if left <= FEW {
        let codes = format::count(left.into(), "backup code is", "backup codes are");
        return (Tone::Warning, format!("{} But only {codes} left: make new ones.", good_words(has_passkey)));
    }
    (Tone::Good, good_words(has_passkey).to_owned())
}

fn good_words(has_passkey: bool) -> &'static str {
    if has_passkey {
        "Very good: a passkey, which no false page can ask for."
    } else {
        "Good: password and authenticator. Add a passkey: no false page can ask for it."
    }
}

/// "3 files, 12 MB, and all records about you".
pub fn extent_words(files: i64, bytes: i64) -> String {
    let number = |count: i64| u64::try_from(count).unwrap_or_default();
    match number(files) {
        0 => "No files, and all records about you, as one zip.".to_owned(),
        files => {
            let files = format::count(files, "file", "files");
            format!("{files}, {}, and all records about you, as one zip.", format::bytes(number(bytes)))
        }
    }
}

/// "7 of 10 left".
pub fn codes_left_words(left: i32) -> String {
    format!("{left} of {} left", domain::backup_code::CODES)
}

/// Whether the proof of both factors is fresh enough to begin with. Clocks may differ; then the server says so.
pub fn is_proved(standing: &GetStandingResponse, now: i64) -> bool {
    standing.proved_until - now > PROOF_LEFT_MIN
}

/// "password and authenticator, from 192.0.2.7".
pub fn session_words(session: &AccountSession) -> String {
    match session.network.as_str() {
        "" => session.methods.clone(),
        network => format!("{}, from {network}", session.methods),
    }
}

/// The codes as a text file, one a line.
pub fn codes_file(codes: &[String], username: &str, origin: &str) -> String {
    format!("Skyshard backup codes of {username} at {origin}\nEach works once.\n\n{}\n", codes.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(password: i64, authenticator: i64, left: i32) -> GetStandingResponse {
        GetStandingResponse {
            password_changed_at: password,
            authenticator_since: authenticator,
            backup_codes_left: left,
            proved_until: 1_000,
            passkeys: 0,
        }
    }

    #[test]
    fn the_account_stands_in_one_of_four_ways() {
        let tone = |password, authenticator, left| standing_words(&standing(password, authenticator, left)).0;
        assert_eq!(tone(0, 0, 0), Tone::Warning);
        assert_eq!(tone(1, 0, 0), Tone::Info);
        assert_eq!(tone(1, 1, 10), Tone::Good);
        assert_eq!(tone(1, 1, 3), Tone::Warning);
        let by_passkey = GetStandingResponse { passkeys: 1, ..standing(0, 0, 10) };
        assert_eq!(standing_words(&by_passkey).0, Tone::Good);
        let words = standing_words(&standing(1, 1, 1)).1;
        assert!(words.ends_with("But only 1 backup code is left: make new ones."));
    }

    #[test]
    fn an_archive_tells_its_size_before() {
        assert_eq!(extent_words(0, 0), "No files, and all records about you, as one zip.");
        let words = extent_words(1, 12_000_000).replace('\u{a0}', " ");
        assert_eq!(words, "1 file, 12 MB, and all records about you, as one zip.");
    }

    #[test]
    fn a_proof_must_last_for_the_act() {
        let standing = standing(1, 1, 1);
        assert!(is_proved(&standing, 900));
        assert!(!is_proved(&standing, 970));
    }

    #[test]
    fn a_file_of_codes_says_whose_they_are() {
        let codes = ["aaaa-bbbb".to_owned(), "cccc-dddd".to_owned()];
        let file = codes_file(&codes, "alice", "https://files.example.com");
        assert_eq!(
            file,
            "Skyshard backup codes of alice at https://files.example.com\nEach works once.\n\naaaa-bbbb\ncccc-dddd\n"
        );
    }
}
