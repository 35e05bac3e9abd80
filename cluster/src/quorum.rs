//! How many copies, and how many of them before an upload is acknowledged (K11).
//!
//! With R copies and an acknowledgement at W durable ones, W - 1 copies may fail at the very instant of "uploaded"
//! and R - 1 once the remaining copies are written. Default: R = 3, W = 2.

/// R and W, with `1 <= W <= R <= 10` and `W >= 2` unless there is only one copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quorum {
    copies: u8,
    write: u8,
}

/// Why a pair of numbers is no quorum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuorumError {
    /// No copy at all, or more copies than a cluster has nodes.
    #[error("{0} copies per chunk are not possible: choose 1 to 10")]
    Copies(u8),
    /// An acknowledgement that promises too little, or waits for copies that never come.
    #[error(
        "{write} durable copies before the acknowledgement do not suit {copies} copies: choose 2 to {copies}"
    )]
    Write {
        /// Copies asked for.
        copies: u8,
        /// Durable copies asked for.
        write: u8,
    },
}

impl Quorum {
    /// Three copies, acknowledged at two.
    pub const STANDARD: Self = Self { copies: 3, write: 2 };

    /// `copies` per chunk, acknowledged when `write` of them are durable.
    pub const fn new(copies: u8, write: u8) -> Result<Self, QuorumError> {
        if copies == 0 || copies > 10 {
            return Err(QuorumError::Copies(copies));
        }
        let least = if copies == 1 { 1 } else { 2 };
        if write < least || write > copies {
            return Err(QuorumError::Write { copies, write });
        }
        Ok(Self { copies, write })
    }

    /// Copies every chunk should have.
    pub const fn copies(self) -> usize {
        self.copies as usize
    }

    /// Durable copies that allow the acknowledgement.
    pub const fn write(self) -> usize {
        self.write as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quorum_is_neither_empty_nor_endless() {
        let check =
            |copies, write, fine| assert_eq!(Quorum::new(copies, write).is_ok(), fine, "{copies} {write}");
        check(3, 2, true);
        check(3, 3, true);
        check(1, 1, true);
        check(3, 1, false);
        check(3, 4, false);
        check(0, 0, false);
        check(11, 2, false);
    }
}
