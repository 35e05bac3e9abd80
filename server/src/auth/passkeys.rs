//! Passkeys (Web Authentication, W3C Level 3): who we are to authenticators, and ceremonies that have begun.
//!
//! A ceremony is kept in memory until it is finished, once and within five minutes: after a restart it begins again.
use std::{collections::HashMap, net::IpAddr};

use domain::{
    id::{AccountId, ChallengeId},
    limits::PASSKEY_CEREMONY_LIFE,
    time::Timestamp,
};
use parking_lot::Mutex;
use webauthn_rs::prelude::{
    CreationChallengeResponse, DiscoverableAuthentication, Passkey, PasskeyAuthentication,
    PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, RequestChallengeResponse, Url,
    Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};
use webauthn_rs_proto::ResidentKeyRequirement;

use super::Secret;

/// How many ceremonies wait at most: what strangers begin costs a bounded amount of memory.
const WAITING_MAX: usize = 4_096;

/// Makes and checks passkeys.
pub struct Passkeys {
    relying_party: Option<Webauthn>,
    waiting: Mutex<HashMap<ChallengeId, Waiting>>,
}

/// A ceremony that has begun.
struct Waiting {
    ceremony: Ceremony,
    browser: Option<String>,
    expires_at: Timestamp,
}

/// What a ceremony is for.
pub enum Ceremony {
    /// Adding one to this account.
    Add(AccountId, Box<PasskeyRegistration>),
    /// Signing in, by whoever has one.
    SignIn(Box<DiscoverableAuthentication>),
    /// Proving oneself once more.
    StepUp(AccountId, Box<PasskeyAuthentication>),
}

impl Passkeys {
    /// For a server that browsers reach at this address. An address of numbers is no relying party
    /// (`localhost` is): then there are no passkeys.
    pub fn at(address: &str) -> Self {
        let relying_party = Url::parse(address).ok().and_then(|url| {
            let host =
                url.host_str().filter(|host| host.trim_matches(['[', ']']).parse::<IpAddr>().is_err())?;
            WebauthnBuilder::new(host, &url).ok()?.rp_name("Skyshard").build().ok()
        });
        Self { relying_party, waiting: Mutex::default() }
    }

    /// Whether browsers can use them here.
    pub fn are_possible(&self) -> bool {
        self.relying_party.is_some()
    }

    /// Who we are, where passkeys are possible.
    pub fn relying_party(&self) -> Option<&Webauthn> {
        self.relying_party.as_ref()
    }

    /// Keeps a ceremony until it is finished; `false` when too many wait.
    pub fn keep(
        &self,
        id: ChallengeId,
        ceremony: Ceremony,
        browser: Option<&Secret>,
        now: Timestamp,
    ) -> bool {
        let mut waiting = self.waiting.lock();
        if waiting.len() >= WAITING_MAX {
            waiting.retain(|_, waiting| waiting.expires_at > now);
        }
        let has_room = waiting.len() < WAITING_MAX;
        if has_room {
            let expires_at = now.plus(PASSKEY_CEREMONY_LIFE);
            waiting.insert(id, Waiting { ceremony, browser: browser.map(Secret::digest), expires_at });
        }
        has_room
    }

    /// Takes a ceremony, which is gone with that: each is finished once, in the browser that began it.
    pub fn take(&self, id: ChallengeId, browser: Option<&Secret>, now: Timestamp) -> Option<Ceremony> {
        let waiting = self.waiting.lock().remove(&id)?;
        let same = waiting.browser == browser.map(Secret::digest) && now < waiting.expires_at;
        same.then_some(waiting.ceremony)
    }
}

/// Begins adding one: found by the authenticator itself at sign-in, and never one of those that are there already.
pub fn begin_adding(
    by: &Webauthn,
    account: AccountId,
    username: &str,
    present: &[Passkey],
) -> Result<(CreationChallengeResponse, PasskeyRegistration), WebauthnError> {
    let user = Uuid::from_bytes(*account.as_bytes());
    let present = present.iter().map(|passkey| passkey.cred_id().clone()).collect();
    let (mut options, state) = by.start_passkey_registration(user, username, username, Some(present))?;
    if let Some(selection) = &mut options.public_key.authenticator_selection {
        selection.resident_key = Some(ResidentKeyRequirement::Required);
        selection.require_resident_key = true;
    }
    Ok((options, state))
}

/// What a browser is given for a ceremony of creation: the value of `publicKey`, as JSON.
pub fn creation_options(options: &CreationChallengeResponse) -> serde_json::Result<String> {
    serde_json::to_string(&options.public_key)
}

/// The same for using one.
pub fn request_options(options: &RequestChallengeResponse) -> serde_json::Result<String> {
    serde_json::to_string(&options.public_key)
}

/// A created passkey as a browser wrote it (`PublicKeyCredential.toJSON`).
pub fn created(json: &str) -> Option<RegisterPublicKeyCredential> {
    serde_json::from_str(json).ok()
}

/// A used one.
pub fn used(json: &str) -> Option<PublicKeyCredential> {
    serde_json::from_str(json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_unix_seconds(1_000_000);

    fn ceremony(passkeys: &Passkeys) -> Ceremony {
        let party = passkeys.relying_party().expect("localhost is one");
        Ceremony::SignIn(Box::new(party.start_discoverable_authentication().expect("begun").1))
    }

    #[test]
    fn addresses_of_numbers_have_no_passkeys() {
        for good in ["http://localhost:8080", "https://files.example.com", "https://files.example.com:8443"] {
            assert!(Passkeys::at(good).are_possible(), "{good}");
        }
        for bad in ["http://127.0.0.1:8080", "https://192.0.2.7", "https://[2001:db8::1]:8080", "", "x"] {
            assert!(!Passkeys::at(bad).are_possible(), "{bad}");
        }
    }

    #[test]
    fn a_ceremony_is_finished_once_in_its_time_and_browser() {
        let passkeys = Passkeys::at("http://localhost:8080");
        let id = ChallengeId::from_random([1; 16]);
        let browser = Secret::fresh();
        let keep = || assert!(passkeys.keep(id, ceremony(&passkeys), Some(&browser), NOW));
        keep();
        assert!(passkeys.take(id, None, NOW).is_none(), "another browser");
        keep();
        assert!(passkeys.take(id, Some(&browser), NOW.plus(PASSKEY_CEREMONY_LIFE)).is_none(), "too late");
        keep();
        assert!(passkeys.take(id, Some(&browser), NOW).is_some());
        assert!(passkeys.take(id, Some(&browser), NOW).is_none(), "used");
    }

    #[test]
    fn ceremonies_that_wait_are_bounded() {
        let passkeys = Passkeys::at("http://localhost:8080");
        let mut kept = 0;
        for number in 0..=WAITING_MAX as u128 {
            let id = ChallengeId::from_random(number.to_be_bytes());
            kept += usize::from(passkeys.keep(id, ceremony(&passkeys), None, NOW));
        }
        assert_eq!(kept, WAITING_MAX);
        let later = NOW.plus(PASSKEY_CEREMONY_LIFE);
        assert!(passkeys.keep(ChallengeId::from_random([0xff; 16]), ceremony(&passkeys), None, later));
    }
}
