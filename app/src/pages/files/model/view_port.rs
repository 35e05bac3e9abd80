//! Which rows of a long list are drawn: those in sight with some around them, and the one with the focus. The others are
//! gaps of their height.

use std::ops::Range;

/// Rows drawn above and below those in sight, so that a turn of the wheel shows no gap.
const AROUND: usize = 20;
/// More rows than any list has.
const ROWS_MAX: f64 = 1e9;
/// The drawn range moves by so many rows at once.
const STRIDE: usize = 10;

/// The rows to draw, from what the browser measures in pixels: how far the first row's top is below the window's (negative
/// once it is scrolled away), how high the window and a row are.
pub fn drawn(top: f64, window: f64, row: f64, total: usize) -> Range<usize> {
    let rows = |pixels: f64| whole((pixels.max(0.0) / row.max(1.0)).min(ROWS_MAX));
    let first = rows(-top).saturating_sub(AROUND);
    let last = rows(window - top) + AROUND;
    first - first % STRIDE..last.next_multiple_of(STRIDE).min(total.max(1))
}

/// Of a number of rows, which is far below what a float counts exactly.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative, and cut at the highest"
)]
fn whole(rows: f64) -> usize {
    rows as usize
}

/// A piece of the drawn list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// A row.
    Row(usize),
    /// So many rows that are not drawn.
    Gap(usize),
}

/// The list in pieces, from the top: every row is in one of them.
pub fn pieces(drawn: &Range<usize>, focus: usize, total: usize) -> Vec<Piece> {
    let drawn = drawn.start.min(total)..drawn.end.min(total);
    let focus = Some(focus).filter(|row| *row < total && !drawn.contains(row));
    let before = focus.filter(|row| *row < drawn.start);
    let after = focus.filter(|row| *row >= drawn.end);
    let mut pieces = Vec::with_capacity(drawn.len() + 4);
    let mut next = 0;
    for row in before.into_iter().chain(drawn).chain(after) {
        if row > next {
            pieces.push(Piece::Gap(row - next));
        }
        pieces.push(Piece::Row(row));
        next = row + 1;
    }
    if next < total {
        pieces.push(Piece::Gap(total - next));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_sight_is_drawn_with_some_around_it() {
        assert_eq!(drawn(200.0, 800.0, 40.0, 10_000), 0..40);
        assert_eq!(drawn(-40_000.0, 800.0, 40.0, 10_000), 980..1_040);
        assert_eq!(drawn(-399_400.0, 800.0, 40.0, 10_000), 9_960..10_000);
        assert_eq!(drawn(200.0, 800.0, 40.0, 3), 0..3);
    }

    #[test]
    fn nonsense_of_the_browser_draws_something() {
        for (top, window, row) in [(f64::NAN, 800.0, 40.0), (0.0, 0.0, 0.0), (f64::NEG_INFINITY, 800.0, 40.0)]
        {
            let rows = drawn(top, window, row, 100);
            assert!(rows.end <= 100, "{rows:?}");
        }
    }

    #[test]
    fn every_row_is_in_one_piece() {
        for (focus, drawn) in
            [(0, 0..40), (0, 500..560), (990, 500..560), (510, 500..560), (5_000, 990..1_200)]
        {
            let pieces = pieces(&drawn, focus, 1_000);
            let counted: usize = pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Row(_) => 1,
                    Piece::Gap(rows) => *rows,
                })
                .sum();
            assert_eq!(counted, 1_000, "{focus} {drawn:?}");
            assert_eq!(pieces.contains(&Piece::Row(focus)), focus < 1_000);
        }
    }

    #[test]
    fn the_row_with_the_focus_stays() {
        use Piece::{Gap, Row};
        assert_eq!(pieces(&(4..6), 1, 9), [Gap(1), Row(1), Gap(2), Row(4), Row(5), Gap(3)]);
        assert_eq!(pieces(&(0..2), 8, 9), [Row(0), Row(1), Gap(6), Row(8)]);
    }
}
