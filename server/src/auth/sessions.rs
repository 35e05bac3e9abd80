//! The sessions in use, in memory: a call is checked against session, security version and role without a query, and
//! a revocation acts on the next call (K12).
//!
//! The server is the only writer of sessions, so the cache is the truth once it holds one. Whoever changes a session
//! commits first and then calls [`Sessions::forget`]. A reader who loaded the row *before* that commit must not put it
//! back *after*: he notes the generation before he reads ([`Sessions::generation`]), every `forget` raises it, and
//! [`Sessions::keep`] refuses what was read under an older one.
//!
//! When a session was last used is kept here and written to its row by a job ([`Sessions::used_since_last_asked`]):
//! a write on every call would cost more than the call. Only what a person did is a use ([`Presence`], SEC-22). A crash loses at most one such interval, which can only end an
//! idle session sooner. When a session last acted as admin is kept here only: after a restart its last proof counts, so
//! that rights end sooner and never later.
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use domain::{
    id::{AccountId, SessionId},
    policy::Subject,
    role::Role,
    time::Timestamp,
    token::SessionTerms,
};
use parking_lot::RwLock;

use super::Presence;

/// A session as its row says, and when it was used.
#[derive(Debug)]
pub struct Live {
    /// Whose it is.
    pub account: AccountId,
    /// The account's security version.
    pub security_version: i64,
    /// The account's role.
    pub role: Role,
    /// Whether more than a mailed code proved it.
    pub strong: bool,
    /// When both factors were last proved.
    pub proved_at: Timestamp,
    /// How often they were since it began: the tokens of before the last time are over.
    pub proofs: i64,
    /// What was agreed at sign-in.
    pub terms: SessionTerms,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was last used, as the row says.
    pub seen_at: Timestamp,
}

/// A use of a session that its row does not know yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Used {
    /// Which session.
    pub session: SessionId,
    /// When.
    pub at: Timestamp,
}

struct Entry {
    live: Live,
    seen_micros: AtomicI64,
    admin_micros: AtomicI64,
    written_micros: AtomicI64,
}

/// The cache.
#[derive(Default)]
pub struct Sessions(RwLock<Inner>);

#[derive(Default)]
struct Inner {
    generation: u64,
    entries: HashMap<SessionId, Arc<Entry>>,
}

impl Live {
    /// The caller, for whoever decides what he may do, when he last acted as admin then.
    pub fn subject(&self, admin_used_at: Timestamp) -> Subject {
        Subject { role: self.role, strong: self.strong, proved_at: self.proved_at, admin_used_at }
    }

    /// Whether it is over when it was last used at `seen_at`.
    pub fn is_over(&self, seen_at: Timestamp, now: Timestamp) -> bool {
        self.terms.is_over(self.started_at, seen_at, now)
    }

    /// When it ends however busy it is.
    pub fn absolute_end(&self) -> Timestamp {
        self.terms.absolute_end(self.started_at)
    }
}

impl Sessions {
    /// Notes a use, where somebody is there, and answers what `pick` reads of the session and of when it last acted as
    /// admin; `None` when it is not held here, `Some(None)` when it is over.
    pub fn touch<T>(
        &self,
        session: SessionId,
        now: Timestamp,
        presence: Presence,
        pick: impl FnOnce(&Live, Timestamp) -> T,
    ) -> Option<Option<T>> {
        let inner = self.0.read();
        let entry = inner.entries.get(&session)?;
        let seen_at = Timestamp::from_micros(entry.seen_micros.load(Ordering::Relaxed));
        if entry.live.is_over(seen_at, now) {
            return Some(None);
        }
        if presence == Presence::Attended {
            entry.seen_micros.fetch_max(now.micros(), Ordering::Relaxed);
        }
        let admin_used_at = Timestamp::from_micros(entry.admin_micros.load(Ordering::Relaxed));
        Some(Some(pick(&entry.live, admin_used_at)))
    }

    /// Notes that a session acts as admin.
    pub fn note_admin_use(&self, session: SessionId, now: Timestamp) {
        if let Some(entry) = self.0.read().entries.get(&session) {
            entry.admin_micros.fetch_max(now.micros(), Ordering::Relaxed);
        }
    }

    /// When a session that is held here was last used.
    pub fn seen_at(&self, session: SessionId) -> Option<Timestamp> {
        let inner = self.0.read();
        let seen = inner.entries.get(&session)?.seen_micros.load(Ordering::Relaxed);
        Some(Timestamp::from_micros(seen))
    }

    /// To be noted before a session's row is read for [`Self::keep`].
    pub fn generation(&self) -> u64 {
        self.0.read().generation
    }

    /// Holds a session that was read under this generation, unless something was revoked meanwhile.
    pub fn keep(&self, session: SessionId, live: Live, generation: u64) {
        let mut inner = self.0.write();
        if inner.generation == generation {
            let seen = live.seen_at.micros();
            let admin_micros = live.proved_at.micros().into();
            let entry = Entry { live, seen_micros: seen.into(), admin_micros, written_micros: seen.into() };
            inner.entries.entry(session).or_insert_with(|| Arc::new(entry));
        }
    }

    /// Forgets a session, after the change of its row was committed and before anybody is told.
    pub fn forget(&self, session: SessionId) {
        let mut inner = self.0.write();
        inner.generation += 1;
        inner.entries.remove(&session);
    }

    /// Forgets all sessions of an account that is no more.
    pub fn forget_account(&self, account: AccountId) {
        let mut inner = self.0.write();
        inner.generation += 1;
        inner.entries.retain(|_, entry| entry.live.account != account);
    }

    /// Uses that no row knows yet. Whoever asks writes them.
    pub fn used_since_last_asked(&self) -> Vec<Used> {
        let inner = self.0.read();
        let used = inner.entries.iter().filter_map(|(&session, entry)| {
            let seen = entry.seen_micros.load(Ordering::Relaxed);
            let written = entry.written_micros.swap(seen, Ordering::Relaxed);
            (seen > written).then_some(Used { session, at: Timestamp::from_micros(seen) })
        });
        used.collect()
    }

    /// Drops sessions that are over: their rows say so too.
    pub fn drop_ended(&self, now: Timestamp) {
        self.0.write().entries.retain(|_, entry| {
            let seen_at = Timestamp::from_micros(entry.seen_micros.load(Ordering::Relaxed));
            !entry.live.is_over(seen_at, now)
        });
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use domain::token::SessionLives;

    use super::*;

    const START: Timestamp = Timestamp::from_unix_seconds(1_000_000);
    const SESSION: SessionId = SessionId::from_random([1; 16]);
    const ATTENDED: Presence = Presence::Attended;

    fn live() -> Live {
        Live {
            account: AccountId::from_random([2; 16]),
            security_version: 1,
            role: Role::Basic,
            strong: false,
            proved_at: START,
            proofs: 0,
            terms: SessionTerms { keep_signed_in: false, at_most: SessionLives::USUAL },
            started_at: START,
            seen_at: START,
        }
    }

    fn minutes(count: u64) -> Timestamp {
        START.plus(Duration::from_secs(60 * count))
    }

    fn holds(sessions: &Sessions) -> bool {
        sessions.touch(SESSION, START, ATTENDED, |_, _| ()).is_some()
    }

    #[test]
    fn a_row_read_before_a_revocation_is_not_put_back_after_it() {
        let sessions = Sessions::default();
        let before = sessions.generation();
        sessions.forget(SESSION);
        sessions.keep(SESSION, live(), before);
        assert!(!holds(&sessions));
        sessions.keep(SESSION, live(), sessions.generation());
        assert!(holds(&sessions));
        sessions.forget(SESSION);
        assert!(!holds(&sessions));
    }

    #[test]
    fn looking_on_moves_nothing() {
        let sessions = Sessions::default();
        sessions.keep(SESSION, live(), sessions.generation());
        let look = |minute| sessions.touch(SESSION, minutes(minute), Presence::Unattended, |_, _| ());
        assert_eq!(look(59), Some(Some(())));
        assert_eq!(look(60), Some(None), "an hour after the last use");
        assert_eq!(sessions.used_since_last_asked(), []);
    }

    #[test]
    fn use_moves_the_idle_end_and_is_written_once() {
        let sessions = Sessions::default();
        sessions.keep(SESSION, live(), sessions.generation());
        assert_eq!(sessions.used_since_last_asked(), []);
        assert_eq!(sessions.touch(SESSION, minutes(59), ATTENDED, |_, _| ()), Some(Some(())));
        assert_eq!(sessions.touch(SESSION, minutes(118), ATTENDED, |_, _| ()), Some(Some(())));
        let used = [Used { session: SESSION, at: minutes(118) }];
        assert_eq!(sessions.used_since_last_asked(), used);
        assert_eq!(sessions.used_since_last_asked(), []);
        assert_eq!(
            sessions.touch(SESSION, minutes(178), ATTENDED, |_, _| ()),
            Some(None),
            "idle for an hour"
        );
        sessions.drop_ended(minutes(178));
        assert!(!holds(&sessions));
    }
}
