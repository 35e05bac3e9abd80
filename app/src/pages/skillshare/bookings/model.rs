//! What the list of lessons decides, without a browser: which lessons are asked for, and what an answer shows.

use client::proto::skillshare::{ListBookingsRequest, ListBookingsResponse};

use crate::{address, figures};

/// Lessons asked for at once; those ahead are few, and the past is shown newest first.
pub const LESSONS_MAX: i32 = 200;

/// Which lessons are on show; all of it is in the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Which {
    /// Those that are over or cancelled; otherwise those ahead.
    pub past: bool,
    /// Those that the member gives; otherwise those that he takes.
    pub as_teacher: bool,
}

impl Which {
    /// From the address, by its parameters.
    pub fn of(query: impl Fn(&str) -> Option<String>) -> Self {
        let is = |name: &str, value: &str| query(name).as_deref() == Some(value);
        Self { past: is("past", "1"), as_teacher: is("as", "teacher") }
    }

    /// The address that shows them.
    pub fn address(self) -> String {
        let parts = [self.past.then_some("past=1"), self.as_teacher.then_some("as=teacher")];
        let query = parts.into_iter().flatten().collect::<Vec<_>>().join("&");
        if query.is_empty() { address::BOOKINGS.to_owned() } else { format!("{}?{query}", address::BOOKINGS) }
    }

    /// The question to the server.
    pub fn request(self, zone: String) -> ListBookingsRequest {
        let Self { past, as_teacher } = self;
        ListBookingsRequest { past, as_teacher, zone, limit: LESSONS_MAX, offset: 0 }
    }

    /// What stands where there is none: what this is, and a sentence more.
    pub fn empty_words(self) -> (&'static str, &'static str) {
        match (self.past, self.as_teacher) {
            (false, false) => (
                "No lesson is ahead",
                "Lessons that you book stand here, with both clocks and the way to move them.",
            ),
            (true, false) => ("No lesson is over yet", "Lessons that are over or cancelled stand here."),
            (false, true) => (
                "Nobody has booked you yet",
                "Lessons that students book with you stand here, the next one first.",
            ),
            (true, true) => {
                ("You have given no lesson yet", "Lessons that you gave, or that were cancelled, stand here.")
            }
        }
    }
}

/// "3 lessons", or how many of them are on show.
pub fn count_words(answer: &ListBookingsResponse) -> String {
    let shown = i64::try_from(answer.bookings.len()).unwrap_or(i64::MAX);
    let total = i64::from(answer.total_count).max(shown);
    let words = figures::counted(total, "lesson");
    if shown < total { format!("{} of {words}", figures::count(shown)) } else { words }
}

#[cfg(test)]
mod tests {
    use client::proto::skillshare::Booking;

    use super::*;

    #[test]
    fn what_is_on_show_is_in_the_address() {
        for which in [(false, false), (true, false), (false, true), (true, true)] {
            let which = Which { past: which.0, as_teacher: which.1 };
            let address = which.address();
            let query = address.split_once('?').map_or("", |(_, query)| query);
            let read = Which::of(|name| {
                let parts = query.split('&').filter_map(|part| part.split_once('='));
                parts.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
            });
            assert_eq!(read, which, "{address}");
        }
        assert_eq!(Which::default().address(), "/skillshare/bookings");
    }

    #[test]
    fn a_part_of_the_lessons_is_told_as_such() {
        let check = |shown, total_count, expected: &str| {
            let bookings = vec![Booking::default(); shown];
            let answer = ListBookingsResponse { bookings, total_count, lines: Vec::new() };
            assert_eq!(count_words(&answer).replace('\u{a0}', " "), expected);
        };
        check(1, 1, "1 lesson");
        check(2, 5, "2 of 5 lessons");
    }
}
