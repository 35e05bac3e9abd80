//! The one-time code that is being waited for. It survives a reload and is there in a second tab, which hears when the first
//! asks for another: none of it is secret, so it is kept in the browser's storage until the code ends.

use client::{
    Anonymous, ClientError, SignInChallenge,
    proto::storage::{RegisterResponse, ResendCodeResponse},
};
use domain::{code::Purpose, email::EmailAddress, limits::OTP_ATTEMPTS_MAX};
use gloo_storage::{LocalStorage, Storage};
use leptos::{ev, leptos_dom::helpers::window_event_listener, prelude::*};

use crate::browser;

/// Where the browser keeps the challenge.
const STORAGE_KEY: &str = "skyshard.challenge";

/// What the code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeFor {
    /// A new account's address.
    NewAccount,
    /// The second step of sign-in.
    SignIn,
    /// The same, by the code that an app shows: nothing was sent.
    SignInByApp,
}

impl CodeFor {
    /// A sign-in whose code went there; nowhere is an app's.
    fn sign_in(sent_to: &str) -> Self {
        if sent_to.is_empty() { Self::SignInByApp } else { Self::SignIn }
    }
}

/// What happens to an account that is to be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pending {
    /// Its owner is told.
    Tell,
    /// It is kept.
    Keep,
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
    /// From when on another may be asked for, by this machine's clock in Unix seconds.
    pub resend_at: i64,
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
        let times = Times::of(Purpose::OwnEmail, answer.otp_expires_at, answer.resend_at, now);
        Self {
            code_for: CodeFor::NewAccount,
            subject: email.to_owned(),
            sent_to: address.map_or_else(|_| email.to_owned(), |address| address.masked()),
            resend_at: times.resend_at,
            expires_at: times.expires_at,
            tries_left: OTP_ATTEMPTS_MAX,
            next: String::new(),
        }
    }

    /// The challenge of a first sign-in step that was answered now.
    pub fn of_sign_in(answer: &SignInChallenge, next: &str, now: i64) -> Self {
        let times = Times::of(Purpose::SignIn, answer.otp_expires_at, answer.resend_at, now);
        Self {
            code_for: CodeFor::sign_in(&answer.masked_email),
            subject: answer.session_id.clone(),
            sent_to: answer.masked_email.clone(),
            resend_at: times.resend_at,
            expires_at: times.expires_at,
            tries_left: u32::try_from(answer.tries_left).unwrap_or_default(),
            next: next.to_owned(),
        }
    }

    /// The challenge once another code was sent in place of this one's.
    pub fn renewed(self, answer: &ResendCodeResponse, now: i64) -> Self {
        let purpose = match self.code_for {
            CodeFor::NewAccount => Purpose::OwnEmail,
            CodeFor::SignIn | CodeFor::SignInByApp => Purpose::SignIn,
        };
        let times = Times::of(purpose, answer.otp_expires_at, answer.resend_at, now);
        let subject = if answer.session_id.is_empty() { self.subject } else { answer.session_id.clone() };
        let tries_left = u32::try_from(answer.tries_left).unwrap_or_default();
        Self { subject, resend_at: times.resend_at, expires_at: times.expires_at, tries_left, ..self }
    }

    /// Asks the server for another code.
    pub async fn resend(&self, api: &Anonymous) -> Result<ResendCodeResponse, ClientError> {
        match self.code_for {
            CodeFor::NewAccount => api.resend_registration_code(&self.subject).await,
            CodeFor::SignIn | CodeFor::SignInByApp => api.resend_sign_in_code(&self.subject).await,
        }
    }

    /// Seconds until the code ends; 0 when it has.
    pub fn seconds_left(&self, now: i64) -> u64 {
        u64::try_from(self.expires_at - now).unwrap_or(0)
    }

    /// Seconds until another may be asked for; 0 when it may.
    pub fn resend_in(&self, now: i64) -> u64 {
        u64::try_from(self.resend_at - now).unwrap_or(0)
    }

    fn to_stored(&self) -> Stored {
        let Self { code_for, subject, sent_to, resend_at, expires_at, tries_left, next } = self.clone();
        (code_for != CodeFor::NewAccount, subject, sent_to, resend_at, expires_at, tries_left, next)
    }

    fn from_stored((signs_in, subject, sent_to, resend_at, expires_at, tries_left, next): Stored) -> Self {
        let code_for = if signs_in { CodeFor::sign_in(&sent_to) } else { CodeFor::NewAccount };
        Self { code_for, subject, sent_to, resend_at, expires_at, tries_left, next }
    }
}

/// The two times of a code by this machine's clock. It may differ from the server's, so spans count: the code is as fresh as
/// the answer, and the pause ends as long before the code as the server said.
struct Times {
    resend_at: i64,
    expires_at: i64,
}

impl Times {
    fn of(purpose: Purpose, server_expires_at: i64, server_resend_at: i64, now: i64) -> Self {
        let life = i64::try_from(purpose.lifetime().as_secs()).unwrap_or(i64::MAX);
        let expires_at = now + life;
        let before_the_end = (server_expires_at - server_resend_at).clamp(0, life);
        Self { resend_at: expires_at - before_the_end, expires_at }
    }
}

/// The challenge of this browser.
#[derive(Clone, Copy)]
pub struct ChallengeStore {
    challenge: RwSignal<Option<Challenge>>,
}

/// Puts the store into the context, with what the browser kept.
pub fn provide() {
    let kept = kept();
    if kept.is_none() {
        LocalStorage::delete(STORAGE_KEY);
    }
    let challenge = RwSignal::new(kept);
    provide_context(ChallengeStore { challenge });
    // Only other tabs are told of what one tab keeps; the listener lives as long as the page.
    let _listener = window_event_listener(ev::storage, move |event| {
        if event.key().as_deref() == Some(STORAGE_KEY) {
            challenge.set(self::kept());
        }
    });
}

/// What the browser kept, if its code has not ended.
fn kept() -> Option<Challenge> {
    let kept = LocalStorage::get::<Stored>(STORAGE_KEY).ok().map(Challenge::from_stored);
    kept.filter(|challenge| challenge.seconds_left(browser::unix_seconds()) > 0)
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

    /// A code was sent.
    pub fn begin(self, challenge: Challenge) {
        // A browser without storage loses the challenge on reload, and nothing else.
        let _kept = LocalStorage::set(STORAGE_KEY, challenge.to_stored());
        self.challenge.set(Some(challenge));
    }

    /// A wrong code was sent.
    pub fn count_wrong(self) {
        if let Some(mut challenge) = self.challenge.get_untracked() {
            challenge.tries_left = challenge.tries_left.saturating_sub(1);
            self.begin(challenge);
        }
    }

    /// The code was right, or nobody wants it any more.
    pub fn end(self) {
        LocalStorage::delete(STORAGE_KEY);
        self.challenge.set(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn challenge() -> Challenge {
        let answer = SignInChallenge {
            session_id: "c1".to_owned(),
            otp_expires_at: 1_300,
            resend_at: 1_030,
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
        let answer = RegisterResponse { otp_expires_at: 1_600, resend_at: 1_030, ..Default::default() };
        let challenge = Challenge::of_new_account("a@example.com", &answer, 90_000);
        assert_eq!((challenge.seconds_left(90_000), challenge.resend_in(90_000)), (600, 30));
    }

    #[test]
    fn another_code_has_its_own_name_and_times_and_not_more_tries() {
        let answer = ResendCodeResponse {
            session_id: "c2".to_owned(),
            otp_expires_at: 1_340,
            resend_at: 1_070,
            tries_left: 3,
            ..Default::default()
        };
        let renewed = challenge().renewed(&answer, 1_040);
        assert_eq!(
            (renewed.subject.as_str(), renewed.next.as_str(), renewed.tries_left),
            ("c2", "/trash", 3)
        );
        assert_eq!((renewed.seconds_left(1_040), renewed.resend_in(1_040)), (300, 30));
    }

    #[test]
    fn a_reload_keeps_it_all() {
        assert_eq!(Challenge::from_stored(challenge().to_stored()), challenge());
        let by_app = Challenge::of_sign_in(&SignInChallenge::default(), "", 1_000);
        assert_eq!(by_app.code_for, CodeFor::SignInByApp);
        assert_eq!(Challenge::from_stored(by_app.to_stored()), by_app);
    }
}
