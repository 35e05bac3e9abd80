//! Which files are selected. Kept by id, so that it survives a list that changes under it.

use std::collections::BTreeSet;

/// The selected files, and where a range begins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    ids: BTreeSet<String>,
    anchor: Option<String>,
}

impl Selection {
    /// One file.
    pub fn only(id: &str) -> Self {
        Self { ids: BTreeSet::from([id.to_owned()]), anchor: Some(id.to_owned()) }
    }

    /// Whether a file is selected.
    pub fn contains(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// Adds a file, or takes it out. A range begins here from now on.
    pub fn toggle(&mut self, id: &str) {
        if !self.ids.remove(id) {
            self.ids.insert(id.to_owned());
        }
        self.anchor = Some(id.to_owned());
    }

    /// All files from the anchor to this one, and no other. Without an anchor, `from` becomes it.
    pub fn extend(&mut self, from: &str, to: &str, rows: &[String]) {
        let anchor =
            self.anchor.take().filter(|anchor| rows.contains(anchor)).unwrap_or_else(|| from.to_owned());
        let place = |id: &str| rows.iter().position(|row| row == id);
        if let (Some(begin), Some(end)) = (place(&anchor), place(to)) {
            let (first, last) = (begin.min(end), begin.max(end));
            self.ids = rows[first..=last].iter().cloned().collect();
        }
        self.anchor = Some(anchor);
    }

    /// All files of the page.
    pub fn all(rows: &[String]) -> Self {
        Self { ids: rows.iter().cloned().collect(), anchor: rows.first().cloned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<String> {
        ["a", "b", "c", "d", "e"].map(str::to_owned).to_vec()
    }

    fn ids(selection: &Selection) -> String {
        selection.ids.iter().map(String::as_str).collect()
    }

    #[test]
    fn a_range_grows_and_shrinks_around_its_anchor() {
        let mut selection = Selection::only("c");
        selection.extend("c", "e", &rows());
        assert_eq!(ids(&selection), "cde");
        selection.extend("e", "d", &rows());
        assert_eq!(ids(&selection), "cd");
        selection.extend("d", "a", &rows());
        assert_eq!(ids(&selection), "abc");
    }

    #[test]
    fn a_range_without_an_anchor_begins_at_the_focus() {
        let mut selection = Selection::default();
        selection.extend("b", "c", &rows());
        assert_eq!(ids(&selection), "bc");
        let mut gone = Selection::only("x");
        gone.extend("d", "e", &rows());
        assert_eq!(ids(&gone), "de");
    }

    #[test]
    fn toggling_moves_the_anchor() {
        let mut selection = Selection::only("a");
        selection.toggle("d");
        assert_eq!(ids(&selection), "ad");
        selection.extend("d", "c", &rows());
        assert_eq!(ids(&selection), "cd");
        selection.toggle("d");
        assert_eq!(ids(&selection), "c");
    }
}
