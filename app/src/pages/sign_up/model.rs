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
    /// What a full pool means for whoever signs up now; `None` while a seat is free.
    pub waiting: Option<String>,
}

impl Seats {
    /// What the server says of them.
    pub fn of(info: &ServerInfo) -> Self {
        let all = u32::try_from(info.seats).unwrap_or_default();
        let free = u32::try_from(info.seats_free).unwrap_or_default().min(all);
        let size = format::bytes(u64::try_from(info.allocation_bytes).unwrap_or_default());
        let line = match free {
            0 if all == 1 => "The only seat is taken.".to_owned(),
            0 => format!("All {all} seats are taken."),
            free => format!("{free} of {all} seats free - you get {size}, reserved for you."),
        };
        let waiting = (free == 0).then(|| waiting_words(u64::try_from(info.waiting).unwrap_or_default()));
        Self { taken: all - free, all, line, waiting }
    }
}

fn waiting_words(ahead: u64) -> String {
    let ahead_words = match ahead {
        0 => "Nobody waits yet".to_owned(),
        1 => "One person waits".to_owned(),
        ahead => format!("{ahead} people wait"),
    };
    let place = format::ordinal(ahead + 1);
    format!(
        "{ahead_words}: sign up now and you are {place} in line. The next free seat is reserved for whoever is first, \
         and we tell you by mail."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(seats_free: i32) -> ServerInfo {
        ServerInfo { seats: 6, seats_free, allocation_bytes: 1_000_000_000, ..Default::default() }
    }

    #[test]
    fn the_line_says_what_a_new_account_gets() {
        assert_eq!(Seats::of(&info(3)).line, "3 of 6 seats free - you get 1 GB, reserved for you.");
        assert_eq!(Seats::of(&info(0)).line, "All 6 seats are taken.");
        assert_eq!(Seats::of(&info(6)).waiting, None);
    }

    #[test]
    fn a_full_pool_is_a_place_in_line() {
        let words = |waiting| Seats::of(&ServerInfo { waiting, ..info(0) }).waiting.unwrap_or_default();
        assert!(words(0).starts_with("Nobody waits yet: sign up now and you are 1st in line."));
        assert!(words(1).starts_with("One person waits: sign up now and you are 2nd in line."));
        assert!(words(4).starts_with("4 people wait: sign up now and you are 5th in line."));
    }
}
