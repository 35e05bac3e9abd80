//! The table of errors, read out of the page that the server's own table makes (`docs/errors.md`), so that it is written
//! nowhere else.

const PAGE: &str = include_str!("../../../../docs/errors.md");

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// For programs.
    pub reason: String,
    /// gRPC's code, or its codes.
    pub codes: String,
    /// Of REST.
    pub http: String,
    /// What it means.
    pub meaning: String,
    /// What to do.
    pub fix: String,
}

/// All reasons, in the order of the server's table.
pub fn rows() -> Vec<Row> {
    PAGE.lines().filter(|line| line.starts_with("| `")).filter_map(row).collect()
}

fn row(line: &str) -> Option<Row> {
    let mut cells = line.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', ""));
    Some(Row {
        reason: cells.next()?,
        codes: cells.next()?,
        http: cells.next()?,
        meaning: cells.next()?,
        fix: cells.next()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_page_is_read() {
        let rows = rows();
        assert!(rows.len() > 40, "{}", rows.len());
        let expired = rows.iter().find(|row| row.reason == "TOKEN_EXPIRED").expect("a row");
        assert_eq!((expired.codes.as_str(), expired.http.as_str()), ("UNAUTHENTICATED", "401"));
        assert!(expired.fix.contains("RefreshToken"));
        assert!(rows.iter().all(|row| !row.meaning.is_empty() && !row.fix.is_empty()));
    }
}
