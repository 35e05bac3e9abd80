//! What the page says of the seats.

use client::proto::account::GetServerInfoResponse as ServerInfo;
use domain::format;

/// The seats as the page shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seats {
    /// How many are taken.
    pub taken: u32,
    /// How many there are.
    pub all: u32,
    /// The line on top of the form.
    pub line: String,
}

impl Seats {
    /// What the server says of them.
    pub fn of(info: &ServerInfo) -> Self {
        let all = u32::try_from(info.seats).unwrap_or_default();
        let free = u32::try_from(info.seats_free).unwrap_or_default().min(all);
        let size = format::bytes(u64::try_from(info.allocation_bytes).unwrap_or_default());
        let line = match free {
            0 => format!("All {all} seats are taken."),
            free => format!("{free} of {all} seats free. You get {size}, reserved for you."),
        };
        Self { taken: all - free, all, line }
    }

    /// Whether a new account gets no storage.
    pub fn is_full(&self) -> bool {
        self.taken == self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(seats_free: i32) -> ServerInfo {
        ServerInfo { seats: 6, seats_free, allocation_bytes: 1_000_000_000, ..Default::default() }
    }

    #[test]
    fn the_line_says_what_a_new_account_gets() {
        assert_eq!(Seats::of(&info(3)).line, "3 of 6 seats free. You get 1 GB, reserved for you.");
        assert_eq!(Seats::of(&info(0)).line, "All 6 seats are taken.");
        assert!(Seats::of(&info(0)).is_full());
        assert!(!Seats::of(&info(6)).is_full());
    }
}
