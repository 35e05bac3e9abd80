//! Passwords at rest: Argon2id, 64 MiB and two passes each (K4), so at most two at a time and 64 waiting (SEC-06). Who
//! comes after them is asked to try again: memory stays bounded however many knock.
//!
//! Where the operator gives a key outside the database, it goes into each hash ([`Peppers`]). Hashes of other systems and
//! of older parameters or keys are verified too, and made anew with the password that was right.
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use domain::password::{AcceptedPassword, NormalisedPassword};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
};
use zxcvbn::zxcvbn;

use super::{OldHash, Peppers, common_passwords::is_common};
use crate::{
    db::account::StoredHash,
    service::{Reason, ServiceError},
};

const PASSES: u32 = 2;
const LANES: u32 = 1;
const RUNNING_MAX: usize = 2;
const WAITING_MAX: usize = 64;
/// A password that falls within so many guesses of an attacker's dictionary is among the common ones.
const GUESSES_MIN: u64 = 100_000_000;
/// A salt and a hash that no password has.
const NOBODY: &str = "AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// How much memory a hash takes, and with it how much time. No setting of an operator changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashCost {
    memory_kib: u32,
}

impl HashCost {
    /// What every server spends: 64 MiB.
    pub const OURS: Self = Self { memory_kib: 65_536 };

    /// Another one, for tests with hundreds of accounts.
    pub const fn of_kib(memory_kib: u32) -> Self {
        Self { memory_kib }
    }

    /// How a hash begins that is made today; what begins otherwise is old.
    pub fn beginning(self) -> String {
        format!("$argon2id$v=19$m={},t={PASSES},p={LANES}$", self.memory_kib)
    }

    fn hasher(self) -> Argon2<'static> {
        let params = Params::new(self.memory_kib, PASSES, LANES, None)
            .expect("the parameters are within Argon2's ranges");
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
    }

    /// Verified for nobody: costs what a real one costs, and no password has this hash.
    fn nobody(self) -> StoredHash {
        StoredHash { text: self.beginning() + NOBODY, pepper: None }
    }
}

/// What became of a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verified {
    /// It is not the hashed one.
    Wrong,
    /// It is.
    Right,
    /// It is, and the hash is old: this one is to take its place.
    Outdated(StoredHash),
}

/// Hashes and verifies passwords, off the async threads.
pub struct Passwords {
    cost: HashCost,
    peppers: Arc<Peppers>,
    admitted: Arc<Semaphore>,
    running: Arc<Semaphore>,
    worked: AtomicU64,
}

impl Passwords {
    /// At this cost, with these keys.
    pub fn new(cost: HashCost, peppers: Peppers) -> Self {
        Self {
            cost,
            peppers: Arc::new(peppers),
            admitted: Arc::new(Semaphore::new(RUNNING_MAX + WAITING_MAX)),
            running: Arc::new(Semaphore::new(RUNNING_MAX)),
            worked: AtomicU64::new(0),
        }
    }

    /// The keys that go into hashes.
    pub fn peppers(&self) -> &Peppers {
        &self.peppers
    }

    /// What a hash costs.
    pub fn cost(&self) -> HashCost {
        self.cost
    }

    /// What to keep for a new password; common ones are refused. `words` are what is tried first for this
    /// person.
    pub async fn hash(
        &self,
        password: AcceptedPassword,
        words: Vec<String>,
    ) -> Result<StoredHash, ServiceError> {
        let (cost, peppers) = (self.cost, Arc::clone(&self.peppers));
        let hashed = self.run(move || {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let common =
                is_common(password.as_str()) || zxcvbn(password.as_str(), &words).guesses() < GUESSES_MIN;
            // Hashed also when common: the time tells nothing, and one place decides.
            let hash = fresh(cost, &peppers, password.as_bytes());
            if common { Ok(None) } else { hash.map(Some) }
        });
        match hashed.await? {
            Ok(Some(hash)) => Ok(hash),
            Ok(None) => Err(ServiceError::invalid(
                "password",
                Reason::WeakPassword,
                "This password is among those that are tried first. Choose a less common one.",
            )),
            Err(error) => Err(ServiceError::Internal(anyhow::anyhow!("hashing a password failed: {error}"))),
        }
    }

    /// Whether the password is the hashed one; without a hash it takes as long as ours does and answers no.
    pub async fn verify(
        &self,
        password: NormalisedPassword,
        hash: Option<StoredHash>,
    ) -> Result<Verified, ServiceError> {
        let (cost, peppers) = (self.cost, Arc::clone(&self.peppers));
        self.run(move || {
            let (somebody, hash) = (hash.is_some(), hash.unwrap_or_else(|| cost.nobody()));
            match fits(&peppers, password.as_bytes(), &hash) {
                true if somebody => renewed(cost, &peppers, password.as_bytes(), &hash),
                _ => Verified::Wrong,
            }
        })
        .await
    }

    /// How many passwords were hashed or compared so far, those of nobody among them: what a name costs must not tell
    /// whether somebody has it (SEC-07).
    pub fn worked(&self) -> u64 {
        self.worked.load(Ordering::Relaxed)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ServiceError> {
        let (admitted, running) = self.turn().await?;
        self.worked.fetch_add(1, Ordering::Relaxed);
        // The permits go with the work: a caller who hangs up does not make room before the memory is free.
        let done = spawn_blocking(move || {
            let _turn = (admitted, running);
            work()
        });
        done.await.map_err(|error| ServiceError::Internal(error.into()))
    }

    async fn turn(&self) -> Result<(OwnedSemaphorePermit, OwnedSemaphorePermit), ServiceError> {
        let busy = |_| {
            ServiceError::Unavailable("Many people are signing in right now. Try again in a moment.".into())
        };
        let admitted = Arc::clone(&self.admitted).try_acquire_owned().map_err(busy)?;
        let running = Arc::clone(&self.running).acquire_owned().await;
        Ok((admitted, running.map_err(|error| ServiceError::Internal(error.into()))?))
    }
}

fn fits(peppers: &Peppers, password: &[u8], hash: &StoredHash) -> bool {
    // Without the key nothing fits, and it takes as long.
    let mixed = peppers.mix(hash.pepper.as_deref(), password);
    let tried = mixed.as_ref().map_or(password, |mixed| mixed.as_slice());
    let right = match OldHash::parse(&hash.text) {
        Ok(old) => old.verify(tried),
        Err(_) => PasswordHash::new(&hash.text)
            .is_ok_and(|hash| Argon2::default().verify_password(tried, &hash).is_ok()),
    };
    right && mixed.is_some()
}

fn renewed(cost: HashCost, peppers: &Peppers, password: &[u8], hash: &StoredHash) -> Verified {
    if hash.text.starts_with(&cost.beginning()) && hash.pepper.as_deref() == peppers.newest() {
        return Verified::Right;
    }
    // Where it cannot be hashed anew, the old hash serves once more.
    fresh(cost, peppers, password).map_or(Verified::Right, Verified::Outdated)
}

/// With today's parameters and the newest key.
fn fresh(
    cost: HashCost,
    peppers: &Peppers,
    password: &[u8],
) -> Result<StoredHash, argon2::password_hash::Error> {
    let pepper = peppers.newest().map(str::to_owned);
    let mixed = peppers.mix(pepper.as_deref(), password).ok_or(argon2::password_hash::Error::Crypto)?;
    let text = cost.hasher().hash_password(&mixed)?.to_string();
    Ok(StoredHash { text, pepper })
}

#[cfg(test)]
mod tests {
    use domain::password::{PersonalWords, check, normalise};

    use super::*;

    const PASSWORD: &str = "violet kettle under moon";

    fn accepted(text: &str) -> AcceptedPassword {
        check(text, &PersonalWords::default()).expect("it obeys the rule")
    }

    fn typed(text: &str) -> NormalisedPassword {
        normalise(text).expect("short enough")
    }

    #[tokio::test]
    async fn a_hash_is_argon2id_with_our_parameters_and_opens_for_its_password_only() {
        let passwords = Passwords::new(HashCost::OURS, Peppers::default());
        let hash = passwords.hash(accepted(PASSWORD), vec![]).await.expect("it is hashed");
        assert!(hash.text.starts_with("$argon2id$v=19$m=65536,t=2,p=1$"), "{hash:?}");
        assert_ne!(
            passwords.hash(accepted(PASSWORD), vec![]).await.ok(),
            Some(hash.clone()),
            "each has its salt"
        );
        let right = passwords.verify(typed(PASSWORD), Some(hash.clone())).await;
        assert_eq!(right.expect("verified"), Verified::Right);
        let wrong = passwords.verify(typed("Violet kettle under moon"), Some(hash)).await;
        assert_eq!(wrong.expect("verified"), Verified::Wrong);
    }

    #[tokio::test]
    async fn an_older_hash_is_made_anew_by_the_right_password_alone() {
        let passwords = Passwords::new(HashCost::OURS, Peppers::default());
        let weaker = Params::new(19_456, 2, 1, None).expect("within Argon2's ranges");
        let weaker = Argon2::new(Algorithm::Argon2id, Version::V0x13, weaker);
        let weaker = weaker.hash_password(PASSWORD.as_bytes()).expect("hashed").to_string();
        let bcrypt = "$2b$05$abcdefghijklmnopqrstuuMUC3Vq72eVBmOHaL5jpBNMdAZ7inHZm".to_owned();
        for old in [weaker, bcrypt].map(|text| StoredHash { text, pepper: None }) {
            let wrong = passwords.verify(typed("violet kettle"), Some(old.clone())).await;
            assert_eq!(wrong.expect("verified"), Verified::Wrong, "{old:?}");
            let Ok(Verified::Outdated(new)) = passwords.verify(typed(PASSWORD), Some(old.clone())).await
            else {
                panic!("{old:?} is old");
            };
            assert!(new.text.starts_with(&HashCost::OURS.beginning()), "{new:?}");
            let again = passwords.verify(typed(PASSWORD), Some(new)).await;
            assert_eq!(again.expect("verified"), Verified::Right);
        }
    }

    #[tokio::test]
    async fn nobody_has_a_password() {
        PasswordHash::new(&HashCost::OURS.nobody().text).expect("the dummy is a well-formed hash");
        let passwords = Passwords::new(HashCost::OURS, Peppers::default());
        for text in [PASSWORD, ""] {
            assert_eq!(passwords.verify(typed(text), None).await.expect("verified"), Verified::Wrong);
        }
    }

    #[tokio::test]
    async fn common_passwords_are_refused() {
        let passwords = Passwords::new(HashCost::OURS, Peppers::default());
        let estimated =
            ["passwordpassword", "Password1234!", "aaaaaaaaaaaaaaaa", "qwertyuiopasdfgh", "123456789012345"];
        // Long and without a pattern: only the list knows them.
        let listed = ["Mailcreated5240", "23176djivanfros", "zQjphsyf6ctifgu", "LHBJKJUBZ2957704"];
        for text in estimated.into_iter().chain(listed) {
            let refused = passwords.hash(accepted(text), vec![]).await;
            let weak = matches!(refused, Err(ServiceError::Invalid { reason: Reason::WeakPassword, .. }));
            assert!(weak, "{text}");
        }
    }

    /// What they cost others in time, and the whole in memory, is measured by `cargo xtask bench`.
    #[tokio::test]
    async fn of_five_hundred_at_once_those_with_a_place_are_served_and_the_others_told() {
        let passwords = Passwords::new(HashCost::OURS, Peppers::default());
        let answers =
            futures::future::join_all((0..500).map(|_| passwords.verify(typed(PASSWORD), None))).await;
        let turned_away =
            answers.iter().filter(|answer| matches!(answer, Err(ServiceError::Unavailable(_)))).count();
        let served = answers.iter().filter(|answer| matches!(answer, Ok(Verified::Wrong))).count();
        assert_eq!((served, turned_away), (RUNNING_MAX + WAITING_MAX, 500 - RUNNING_MAX - WAITING_MAX));
        assert_eq!(
            passwords.admitted.available_permits(),
            RUNNING_MAX + WAITING_MAX,
            "all places are free again"
        );
    }

    #[tokio::test]
    async fn a_full_queue_answers_at_once() {
        let passwords = Passwords::new(HashCost::OURS, Peppers::default());
        let everything = u32::try_from(RUNNING_MAX + WAITING_MAX).expect("a small number");
        let _held = passwords.admitted.try_acquire_many(everything).expect("all places");
        let refused = passwords.verify(typed(PASSWORD), None).await;
        assert!(matches!(refused, Err(ServiceError::Unavailable(_))));
    }
}
