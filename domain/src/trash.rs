//! How long a deleted file can be restored.

use std::time::Duration;

use crate::{limits::TRASH_LIFE, time::Timestamp};

/// When a file deleted then is removed for good.
pub fn purge_at(deleted_at: Timestamp) -> Timestamp {
    deleted_at.plus(TRASH_LIFE)
}

/// Whether a file deleted then is due to be removed for good.
pub fn is_due(deleted_at: Timestamp, now: Timestamp) -> bool {
    now >= purge_at(deleted_at)
}

/// How long a file deleted then can still be restored.
pub fn time_left(deleted_at: Timestamp, now: Timestamp) -> Duration {
    purge_at(deleted_at).since(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deleted_file_stays_for_thirty_days() {
        let deleted_at = Timestamp::from_unix_seconds(1_000);
        let last = deleted_at.plus(TRASH_LIFE).minus(Duration::from_micros(1));
        assert!(!is_due(deleted_at, last));
        assert_eq!(time_left(deleted_at, last), Duration::from_micros(1));
        assert!(is_due(deleted_at, purge_at(deleted_at)));
        assert_eq!(time_left(deleted_at, purge_at(deleted_at)), Duration::ZERO);
    }
}
