//! Lessons at the server: a search over a hundred teachers and sixty days, and a booking.

use anyhow::Result;

use super::inside::Figures;
use super::table::Row;

/// Runs them inside of a server of their own, by the release binary.
pub fn rows() -> Result<Vec<Row>> {
    let figures = Figures::of("lessons-cost")?;
    let row = |what: &str, figure: &str, target: &str| -> Result<Row> {
        Ok(Row::new(what, format!("{:.1} ms", figures.get(figure)?), target))
    };
    Ok(vec![
        row("search for lessons, 100 teachers, 60 days", "search_ms", "20 ms or less")?,
        row("booking of a lesson", "booking_ms", "10 ms or less")?,
    ])
}
