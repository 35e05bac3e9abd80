//! One grid of cells over all of time, the same for everybody: a person can be in one place at a time, so each cell of a
//! person's calendar belongs to one thing at most. The database's unique index over (person, cell) decides every race
//! (INV-B1); what only touches a cell takes all of it.
use std::ops::Range;

use super::Span;

/// Seconds of a cell: lessons begin on quarter hours in every zone there is, and buffers may be as short as this.
pub const CELL_SECONDS: i64 = 5 * 60;
const CELL_MICROS: i64 = CELL_SECONDS * 1_000_000;

/// The cells that a span touches, counted from the Unix epoch.
pub fn cells(span: &Span) -> Range<i64> {
    let first = span.start.micros().div_euclid(CELL_MICROS);
    if span.end <= span.start {
        return first..first;
    }
    // The last microsecond inside, so that a span up to a border does not touch the cell behind it.
    first..(span.end.micros() - 1).div_euclid(CELL_MICROS) + 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{skillshare::overlap, time::Timestamp};

    fn span(start: i64, end: i64) -> Span {
        Timestamp::from_unix_seconds(start)..Timestamp::from_unix_seconds(end)
    }

    #[test]
    fn a_lesson_takes_the_cells_it_touches() {
        assert_eq!(cells(&span(0, 3600)), 0..12);
        assert_eq!(cells(&span(300, 600)), 1..2);
        assert_eq!(cells(&span(299, 301)), 0..2);
        assert_eq!(cells(&span(-300, 0)), -1..0);
        assert!(cells(&span(600, 600)).is_empty(), "an empty span takes nothing");
        assert!(cells(&span(900, 600)).is_empty(), "neither does one that ends before it begins");
    }

    proptest! {
        #[test]
        fn spans_that_overlap_share_a_cell(a in -9_000_i64..9_000, b in 1_i64..9_000, c in -9_000_i64..9_000, d in 1_i64..9_000) {
            let (one, other) = (span(a, a + b), span(c, c + d));
            let (left, right) = (cells(&one), cells(&other));
            if overlap(&one, &other) {
                prop_assert!(left.start < right.end && right.start < left.end);
            }
        }
    }
}
