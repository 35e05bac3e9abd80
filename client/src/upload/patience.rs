//! How long to wait before trying again, and when to give up.
//!
//! After a passing failure a part waits 0.5 s, then 1, 2, 4 and so on up to 15 s. While anything of the upload still
//! succeeds there is no end to it; after ten minutes in which nothing did, the upload stops and can be resumed.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::{ClientError, Kind, now_millis};

/// Without any success for this long an upload stops: somebody must look.
pub const GIVE_UP_AFTER: Duration = Duration::from_secs(10 * 60);
/// The first wait.
const WAIT_FIRST: Duration = Duration::from_millis(500);
/// The longest wait: a server that is back is noticed within it.
const WAIT_MAX: Duration = Duration::from_secs(15);

/// Since when nothing has succeeded.
pub(super) struct Patience {
    last_success_millis: Mutex<f64>,
}

impl Patience {
    pub(super) fn new() -> Self {
        Self { last_success_millis: Mutex::new(now_millis()) }
    }

    /// Something succeeded, or somebody asked to go on.
    pub(super) fn restore(&self) {
        *self.lock() = now_millis();
    }

    /// The wait before the next attempt; `None` when there is to be none.
    pub(super) fn wait_after(&self, error: &ClientError, attempt: u32) -> Option<Duration> {
        let tried_for = now_millis() - *self.lock();
        let patient = tried_for < GIVE_UP_AFTER.as_secs_f64() * 1000.0;
        (is_passing(error) && patient).then(|| wait(attempt))
    }

    fn lock(&self) -> MutexGuard<'_, f64> {
        self.last_success_millis.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A part is idempotent, so a damaged or missing answer is a reason to ask again, too.
fn is_passing(error: &ClientError) -> bool {
    let garbled = error.reason.is_empty() && matches!(error.kind, Kind::DataLoss | Kind::Internal);
    error.kind.is_transient() || garbled
}

fn wait(attempt: u32) -> Duration {
    WAIT_FIRST.saturating_mul(2_u32.saturating_pow(attempt)).min(WAIT_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(kind: Kind, reason: &str) -> ClientError {
        ClientError::local(kind, reason, "")
    }

    #[test]
    fn waits_grow_and_stay_bounded() {
        let waits: Vec<u128> = (0..8).map(|attempt| wait(attempt).as_millis()).collect();
        assert_eq!(waits, [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]);
        assert_eq!(wait(u32::MAX), WAIT_MAX);
    }

    #[test]
    fn a_refusal_is_not_repeated() {
        let patience = Patience::new();
        assert_eq!(patience.wait_after(&error(Kind::Exhausted, "QUOTA_EXCEEDED"), 0), None);
        assert_eq!(patience.wait_after(&error(Kind::Internal, "INTERNAL_ERROR"), 0), None);
        assert_eq!(patience.wait_after(&error(Kind::Unavailable, ""), 0), Some(WAIT_FIRST));
    }
}
