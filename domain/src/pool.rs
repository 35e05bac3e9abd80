//! What all accounts share. A seat is one allocation; a reservation is a promise backed by bytes on the nodes, so the
//! account past the last seat is refused instead of being promised what is not there.

use thiserror::Error;

use crate::limits::POOL_BYTES;

/// What the account past the last seat is told, to the letter.
pub const EXHAUSTED_MESSAGE: &str = "System storage exhausted. Cannot allocate storage for new users.";

/// The pool has no room for the reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{EXHAUSTED_MESSAGE}")]
pub struct PoolExhausted;

/// The pool: `reserved <= capacity` holds unless an operator shrank it below what was promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pool {
    /// Bytes that may be promised.
    pub capacity: u64,
    /// Bytes that are promised.
    pub reserved: u64,
}

impl Default for Pool {
    /// The untouched pool of the classroom: six seats.
    fn default() -> Self {
        Self { capacity: POOL_BYTES, reserved: 0 }
    }
}

impl Pool {
    /// Bytes that may still be promised.
    pub const fn free(&self) -> u64 {
        self.capacity.saturating_sub(self.reserved)
    }

    /// Promises `bytes`, or nothing.
    pub fn reserve(&mut self, bytes: u64) -> Result<(), PoolExhausted> {
        if bytes > self.free() {
            return Err(PoolExhausted);
        }
        self.reserved += bytes;
        Ok(())
    }

    /// Takes a promise of `bytes` back.
    pub fn release(&mut self, bytes: u64) {
        self.reserved = self.reserved.saturating_sub(bytes);
    }

    /// Seats of so many bytes that fit in all.
    pub const fn seats(&self, seat: u64) -> u32 {
        seats_in(self.capacity, seat)
    }

    /// Those that still fit.
    pub const fn seats_free(&self, seat: u64) -> u32 {
        seats_in(self.free(), seat)
    }
}

const fn seats_in(bytes: u64, seat: u64) -> u32 {
    let Some(seats) = bytes.checked_div(seat) else { return 0 };
    if seats > u32::MAX as u64 { u32::MAX } else { seats as u32 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::ALLOCATION_BYTES;
    use proptest::prelude::*;

    #[test]
    fn the_seventh_seat_is_refused_with_the_exact_sentence() {
        let mut pool = Pool::default();
        for taken in 0..6 {
            assert_eq!(pool.seats_free(ALLOCATION_BYTES), 6 - taken);
            assert_eq!(pool.reserve(ALLOCATION_BYTES), Ok(()));
        }
        let refusal = pool.reserve(ALLOCATION_BYTES).expect_err("the pool is full");
        assert_eq!(refusal.to_string(), "System storage exhausted. Cannot allocate storage for new users.");
        pool.release(ALLOCATION_BYTES);
        assert_eq!(pool.reserve(ALLOCATION_BYTES), Ok(()));
    }

    #[test]
    fn a_shrunken_pool_refuses_and_has_no_free_seat() {
        let mut pool = Pool { capacity: ALLOCATION_BYTES, reserved: 3 * ALLOCATION_BYTES };
        assert_eq!(pool.seats_free(ALLOCATION_BYTES), 0);
        assert_eq!(pool.reserve(1), Err(PoolExhausted));
    }

    proptest! {
        #[test]
        fn promises_never_exceed_the_capacity(capacity: u64, wishes: Vec<u64>) {
            let mut pool = Pool { capacity, reserved: 0 };
            for wish in wishes {
                let before = pool;
                if pool.reserve(wish).is_err() {
                    prop_assert_eq!(pool, before);
                }
                prop_assert!(pool.reserved <= pool.capacity);
            }
        }
    }
}
