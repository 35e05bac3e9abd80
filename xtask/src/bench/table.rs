//! The one table: what was measured, the number, what it stands beside, their ratio, and what was asked for.

/// One measurement.
#[derive(Default)]
pub struct Row {
    /// What was measured.
    pub what: String,
    /// The number with its unit.
    pub value: String,
    /// What it stands beside, with its unit; may be empty.
    pub beside: String,
    /// Value over what it stands beside; may be empty.
    pub ratio: String,
    /// What was asked for; may be empty.
    pub target: String,
}

impl Row {
    /// One that stands by itself.
    pub fn new(what: &str, value: String, target: &str) -> Self {
        Self { what: what.to_owned(), value, target: target.to_owned(), ..Self::default() }
    }

    /// The same beside another number, with their ratio.
    #[must_use]
    pub fn beside(self, beside: String, ratio: String) -> Self {
        Self { beside, ratio, ..self }
    }

    fn cells(&self) -> [&str; 5] {
        [&self.what, &self.value, &self.beside, &self.ratio, &self.target]
    }
}

/// The table as text, its numbers right aligned.
pub fn render(rows: &[Row]) -> String {
    let head = ["measured", "value", "beside", "ratio", "asked for"];
    let lines: Vec<[&str; 5]> = std::iter::once(head).chain(rows.iter().map(Row::cells)).collect();
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; 5] = std::array::from_fn(width);
    let mut text = String::new();
    for (index, [what, value, beside, ratio, target]) in lines.iter().enumerate() {
        let [w, v, b, r, _] = widths;
        let line = format!("{what:<w$}  {value:>v$}  {beside:>b$}  {ratio:>r$}  {target}");
        text.push_str(line.trim_end());
        text.push('\n');
        if index == 0 {
            let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
            text.push_str(&rule.join("  "));
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let row = |what: &str, value: &str| Row::new(what, value.to_owned(), "");
        let text = render(&[row("short", "1 MB/s"), row("somewhat longer", "12.5 MB/s")]);
        let ends: Vec<Option<usize>> = text.lines().skip(2).map(|line| line.find("MB/s")).collect();
        assert_eq!(ends, [Some(22), Some(22)]);
    }
}
