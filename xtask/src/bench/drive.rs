//! Lists of files at the server, in folders of very different length.

use anyhow::Result;

use super::inside::Figures;
use super::table::Row;

/// Runs them inside of a server of their own, by the release binary.
pub fn rows() -> Result<Vec<Row>> {
    let figures = Figures::of("drive-cost")?;
    let row = |what: &str, figure: &str, target: &str| -> Result<Row> {
        Ok(Row::new(what, format!("{:.1} ms", figures.get(figure)?), target))
    };
    let ratio = |what: &str, figure: &str| -> Result<Row> {
        let what = format!("a page of 100,000 entries beside one of 1,000, {what}");
        Ok(Row::new(&what, format!("{:.2}", figures.get(figure)?), "2 or less"))
    };
    Ok(vec![
        row("list of 1,000 files", "list_1000_ms", "5 ms or less")?,
        row("list of 10,000 files", "list_10000_ms", "100 ms or less")?,
        row("100 files from the middle of 100,000", "middle_ms", "")?,
        row("recent files of 111,000", "recent_ms", "50 ms or less")?,
        row("file to the trash", "delete_ms", "3 ms or less")?,
        ratio("by name", "by_name_ratio")?,
        ratio("by size", "by_size_ratio")?,
        ratio("by time", "by_change_ratio")?,
    ])
}
