//! One account's space: a ledger of four numbers (K9).
//!
//! ```text
//!             Begin            Commit           Delete            Purge
//!   free ───────────▶ in flight ─────▶ used ◀──────────▶ trash ──────────▶ free
//!     ▲                  │              │     Restore
//!     ├───── Abort ──────┘              │
//!     └───────────── Discard ───────────┘
//! ```
//!
//! The law: `used + trash + in_flight <= reservation`, before and after every movement. Only `Begin` asks for room, so
//! only `Begin` can be refused for it: what was begun can always be committed, what was deleted can always be restored.
//! Two numbers tell people what is left. *Available* is `reservation - used - in_flight`, which grows by exactly what a
//! deletion frees. *Free* is available without the trash: what an upload gets without evicting anything.

use thiserror::Error;

use crate::format;

/// An account's space, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Balance {
    /// Promised to the account; 0 when it holds no storage.
    pub reservation: u64,
    /// In files.
    pub used: u64,
    /// In deleted files that can be restored.
    pub trash: u64,
    /// Promised to uploads that have not ended.
    pub in_flight: u64,
}

/// Bytes changing their state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Movement {
    /// An upload begins: free to in flight.
    Begin,
    /// It is complete: in flight to used.
    Commit,
    /// It ends without a file: in flight to free.
    Abort,
    /// A file is deleted: used to trash.
    Delete,
    /// It is taken back: trash to used.
    Restore,
    /// It is removed for good: trash to free.
    Purge,
    /// An older version of a file is removed for good: used to free.
    Discard,
}

/// Why a movement is refused. The balance is unchanged then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum QuotaError {
    /// The account holds no storage.
    #[error("This account holds no storage yet, so it cannot keep files.")]
    NoStorage,
    /// There is no room.
    #[error("{}", exceeded(*.missing, *.trash))]
    Exceeded {
        /// Bytes that are missing.
        missing: u64,
        /// Bytes that emptying the trash would give.
        trash: u64,
    },
    /// More is moved than is there, or the balance breaks the law: the ledger and the files disagree, which is a fault of
    /// ours and not of the person.
    #[error("The account's space is out of balance.")]
    OutOfBalance,
}

fn exceeded(missing: u64, trash: u64) -> String {
    let missing_text = format::bytes_rounded_up(missing);
    if trash >= missing {
        format!("This file needs {missing_text} more than is free. Empty the Trash to make room.")
    } else {
        format!(
            "This file needs {} more than your space and Trash can give. Choose a smaller file.",
            format::bytes_rounded_up(missing - trash)
        )
    }
}

impl Balance {
    /// An untouched reservation.
    pub const fn of(reservation: u64) -> Self {
        Self { reservation, used: 0, trash: 0, in_flight: 0 }
    }

    /// `used + trash + in_flight <= reservation`.
    pub fn is_lawful(&self) -> bool {
        let filled = u128::from(self.used) + u128::from(self.trash) + u128::from(self.in_flight);
        filled <= u128::from(self.reservation)
    }

    /// Room for files once the trash is given up: `reservation - used - in_flight`.
    pub const fn available(&self) -> u64 {
        self.reservation.saturating_sub(self.used).saturating_sub(self.in_flight)
    }

    /// Room for files as things are.
    pub const fn free(&self) -> u64 {
        self.available().saturating_sub(self.trash)
    }

    /// How much of the reservation files use, 0 to 100; 0 without a reservation.
    pub fn usage_percentage(&self) -> f64 {
        if self.reservation == 0 { 0.0 } else { self.used as f64 / self.reservation as f64 * 100.0 }
    }

    /// Moves `bytes`, or nothing.
    pub fn apply(&mut self, movement: Movement, bytes: u64) -> Result<(), QuotaError> {
        if !self.is_lawful() {
            return Err(QuotaError::OutOfBalance);
        }
        let mut next = *self;
        match movement {
            Movement::Begin => {
                next.check_room(bytes)?;
                next.in_flight += bytes;
            }
            Movement::Commit => shift(&mut next.in_flight, Some(&mut next.used), bytes)?,
            Movement::Abort => shift(&mut next.in_flight, None, bytes)?,
            Movement::Delete => shift(&mut next.used, Some(&mut next.trash), bytes)?,
            Movement::Restore => shift(&mut next.trash, Some(&mut next.used), bytes)?,
            Movement::Purge => shift(&mut next.trash, None, bytes)?,
            Movement::Discard => shift(&mut next.used, None, bytes)?,
        }
        assert!(next.is_lawful(), "{movement:?} of {bytes} B broke {self:?}");
        *self = next;
        Ok(())
    }

    fn check_room(&self, bytes: u64) -> Result<(), QuotaError> {
        if self.reservation == 0 {
            return Err(QuotaError::NoStorage);
        }
        match bytes.saturating_sub(self.free()) {
            0 => Ok(()),
            missing => Err(QuotaError::Exceeded { missing, trash: self.trash }),
        }
    }
}

/// Takes from one account of the ledger and gives to another, or to what is free.
fn shift(from: &mut u64, to: Option<&mut u64>, bytes: u64) -> Result<(), QuotaError> {
    *from = from.checked_sub(bytes).ok_or(QuotaError::OutOfBalance)?;
    if let Some(to) = to {
        // Cannot overflow: both are within the reservation, and so is their sum.
        *to += bytes;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
