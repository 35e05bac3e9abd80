//! The one-time code that is being waited for. It survives a reload and is there in a second tab: what is no secret is kept
//! in the browser's storage until the code ends. What asking for another code needs (the password) stays in memory and dies
//! with the page.

use client::{NewMember, SignInChallenge, proto::storage::RegisterResponse};
use domain::{code::Purpose, email::EmailAddress, limits::OTP_ATTEMPTS_MAX};
use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;

use crate::browser;

/// Seconds before another code may be asked for.
pub const RESEND_AFTER_SECONDS: i64 = 30;

/// Where the browser keeps the challenge.
const STORAGE_KEY: &str = "skyshard.challenge";

/// What the code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeFor {
    /// A new account's address.
    NewAccount,
    /// The second step of sign-in.
    SignIn,
}

/// A code that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// What it is for.
    pub code_for: CodeFor,
    /// The address of a new account, or the challenge's name of a sign-in.
    pub subject: String,
    /// Where it went, masked.
    pub sent_to: String,
    /// When it was sent, by this machine's clock in Unix seconds.
    pub sent_at: i64,
    /// When it ends, by this machine's clock in Unix seconds.
    pub expires_at: i64,
    /// Wrong codes still allowed.
    pub tries_left: u32,
    /// Where to go afterwards.
    pub next: String,
}

/// The challenge as the browser's storage keeps it.
type Stored = (bool, String, String, i64, i64, u32, String);

impl Challenge {
    /// The challenge of a registration that was answered now.
    pub fn of_new_account(email: &str, answer: &RegisterResponse, now: i64) -> Self {
        let address = EmailAddress::parse(email);
        Self {
            code_for: CodeFor::NewAccount,
            subject: email.to_owned(),
            sent_to: address.map_or_else(|_| email.to_owned(), |address| address.masked()),
            sent_at: now,
            expires_at: now + seconds_left(answer.otp_expires_at, answer.created_at, Purpose::OwnEmail),
            tries_left: OTP_ATTEMPTS_MAX,
            next: String::new(),
        }
    }

    /// The challenge of a first sign-in step that was answered now.
    pub fn of_sign_in(answer: &SignInChallenge, next: &str, now: i64) -> Self {
        Self {
            code_for: CodeFor::SignIn,
            subject: answer.session_id.clone(),
            sent_to: answer.masked_email.clone(),
            sent_at: now,
            expires_at: now + seconds_left(answer.otp_expires_at, now, Purpose::SignIn),
            tries_left: u32::try_from(answer.tries_left).unwrap_or_default(),
            next: next.to_owned(),
        }
    }

    /// Seconds until the code ends; 0 when it has.
    pub fn seconds_left(&self, now: i64) -> u64 {
        u64::try_from(self.expires_at - now).unwrap_or(0)
    }

    /// Seconds until another may be asked for; 0 when it may.
    pub fn resend_in(&self, now: i64) -> u64 {
        u64::try_from(self.sent_at + RESEND_AFTER_SECONDS - now).unwrap_or(0)
    }

    fn to_stored(&self) -> Stored {
        let Self { code_for, subject, sent_to, sent_at, expires_at, tries_left, next } = self.clone();
        (code_for == CodeFor::SignIn, subject, sent_to, sent_at, expires_at, tries_left, next)
    }

    fn from_stored((signs_in, subject, sent_to, sent_at, expires_at, tries_left, next): Stored) -> Self {
        let code_for = if signs_in { CodeFor::SignIn } else { CodeFor::NewAccount };
        Self { code_for, subject, sent_to, sent_at, expires_at, tries_left, next }
    }
}

/// How long the code lasts from the server's `now` on. The two clocks may differ, so the span counts, and a span that no
/// code of this kind has is taken for the whole one.
fn seconds_left(server_expires_at: i64, server_now: i64, purpose: Purpose) -> i64 {
    let whole = i64::try_from(purpose.lifetime().as_secs()).unwrap_or(i64::MAX);
    let span = server_expires_at - server_now;
    if (1..=whole).contains(&span) { span } else { whole }
}

/// What asking for another code needs.
#[derive(Clone)]
pub enum AskAgain {
    /// Registering once more.
    Register(NewMember),
    /// The first sign-in step once more: name, password, and whether to stay signed in.
    Login(String, String, bool),
}

/// The challenge of this browser.
#[derive(Clone, Copy)]
pub struct ChallengeStore {
    challenge: RwSignal<Option<Challenge>>,
    ask_again: StoredValue<Option<AskAgain>>,
}

/// Puts the store into the context, with what the browser kept.
pub fn provide() {
    let kept = LocalStorage::get::<Stored>(STORAGE_KEY).ok().map(Challenge::from_stored);
    let kept = kept.filter(|challenge| challenge.seconds_left(browser::unix_seconds()) > 0);
    if kept.is_none() {
        LocalStorage::delete(STORAGE_KEY);
    }
    provide_context(ChallengeStore { challenge: RwSignal::new(kept), ask_again: StoredValue::new(None) });
}

/// The store, from any page.
pub fn use_challenge() -> ChallengeStore {
    expect_context()
}

impl ChallengeStore {
    /// The challenge; reactive.
    pub fn get(self) -> Option<Challenge> {
        self.challenge.get()
    }

    /// What asking for another code needs; nothing after a reload.
    pub fn ask_again(self) -> Option<AskAgain> {
        self.ask_again.get_value()
    }

    /// A code was sent.
    pub fn begin(self, challenge: Challenge, ask_again: AskAgain) {
        self.ask_again.set_value(Some(ask_again));
        self.keep(challenge);
    }

    /// A wrong code was sent.
    pub fn count_wrong(self) {
        if let Some(mut challenge) = self.challenge.get_untracked() {
            challenge.tries_left = challenge.tries_left.saturating_sub(1);
            self.keep(challenge);
        }
    }

    /// The code was right, or nobody wants it any more.
    pub fn end(self) {
        LocalStorage::delete(STORAGE_KEY);
        self.ask_again.set_value(None);
        self.challenge.set(None);
    }

    fn keep(self, challenge: Challenge) {
        // A browser without storage loses the challenge on reload, and nothing else.
        let _kept = LocalStorage::set(STORAGE_KEY, challenge.to_stored());
        self.challenge.set(Some(challenge));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn challenge() -> Challenge {
        let answer = SignInChallenge {
            session_id: "c1".to_owned(),
            otp_expires_at: 1_300,
            masked_email: "a•••@example.com".to_owned(),
            tries_left: 5,
            ..Default::default()
        };
        Challenge::of_sign_in(&answer, "/trash", 1_000)
    }

    #[test]
    fn the_times_count_down_to_nothing_and_stay_there() {
        let challenge = challenge();
        assert_eq!((challenge.seconds_left(1_028), challenge.resend_in(1_002)), (272, 28));
        assert_eq!((challenge.seconds_left(9_999), challenge.resend_in(9_999)), (0, 0));
    }

    #[test]
    fn a_clock_that_is_wrong_by_hours_still_counts_the_whole_span() {
        let answer = SignInChallenge { otp_expires_at: 1_300, ..Default::default() };
        assert_eq!(Challenge::of_sign_in(&answer, "", 90_000).seconds_left(90_000), 300);
        let answer = RegisterResponse { created_at: 1_000, otp_expires_at: 1_600, ..Default::default() };
        assert_eq!(Challenge::of_new_account("a@example.com", &answer, 5).seconds_left(5), 600);
    }

    #[test]
    fn a_reload_keeps_it_all() {
        assert_eq!(Challenge::from_stored(challenge().to_stored()), challenge());
    }
}
