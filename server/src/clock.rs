//! Time and chance: the only places where the server reads a clock or draws a random number.
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use domain::time::Timestamp;

/// Where `now` comes from, and the latest moment that was shown. Clones share both.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    source: Source,
    mark_micros: Arc<AtomicI64>,
}

#[derive(Clone, Debug, Default)]
enum Source {
    #[default]
    System,
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still until it is told to advance: for tests of expiry.
    pub fn manual(start: Timestamp) -> Self {
        let source = Source::Manual(Arc::new(AtomicI64::new(start.micros())));
        Self { source, mark_micros: Arc::default() }
    }

    /// The current instant.
    pub fn now(&self) -> Timestamp {
        let micros = match &self.source {
            Source::System => {
                let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                i64::try_from(since_epoch.as_micros()).unwrap_or(i64::MAX)
            }
            Source::Manual(micros) => micros.load(Ordering::SeqCst),
        };
        self.mark_micros.fetch_max(micros, Ordering::Relaxed);
        Timestamp::from_micros(micros)
    }

    /// The latest instant that anybody was told, so that a jump back is seen (SEC-17).
    pub fn mark(&self) -> Timestamp {
        Timestamp::from_micros(self.mark_micros.load(Ordering::Relaxed))
    }

    /// Moves a manual clock forward; the system's clock cannot be moved.
    pub fn advance(&self, by: Duration) {
        if let Source::Manual(micros) = &self.source {
            micros.fetch_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX), Ordering::SeqCst);
        }
    }

    /// Moves a manual clock back, as somebody may move the system's behind our back.
    pub fn turn_back(&self, by: Duration) {
        if let Source::Manual(micros) = &self.source {
            micros.fetch_sub(i64::try_from(by.as_micros()).unwrap_or(i64::MAX), Ordering::SeqCst);
        }
    }
}

/// `N` bytes from the operating system's generator.
///
/// # Panics
///
/// When the operating system has no randomness: nothing secret could be made, so nothing may go on.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
