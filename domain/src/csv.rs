//! Lines of a table for spreadsheets (RFC 4180) that no spreadsheet takes for formulas (SEC-50).

/// With one of these a spreadsheet begins a formula; tab and carriage return are skipped before one.
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// One line with its end.
pub fn line<'a>(fields: impl IntoIterator<Item = &'a str>) -> String {
    let mut line = String::new();
    for text in fields {
        if !line.is_empty() {
            line.push(',');
        }
        line.push_str(&field(text));
    }
    line.push_str("\r\n");
    line
}

/// One field. It always stands in quotation marks, and what would be a formula stands behind an apostrophe, which a
/// spreadsheet shows as text.
fn field(text: &str) -> String {
    let guard = if text.starts_with(FORMULA_STARTS) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_text() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(line([text]), format!("\"'{text}\"\r\n"));
        }
        assert_eq!(line(["=HYPERLINK(\"x\")"]), "\"'=HYPERLINK(\"\"x\"\")\"\r\n");
    }

    #[test]
    fn a_field_cannot_end_early() {
        assert_eq!(line(["a", "b,c", "d\"e", "f\ng", ""]), "\"a\",\"b,c\",\"d\"\"e\",\"f\ng\",\"\"\r\n");
    }
}
