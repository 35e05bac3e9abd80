//! Turning the pages of a PDF: which keys lead where, how large it is drawn, and why it is not.

use super::canvas::Failure;

/// How large a page is drawn, in percent of the room there is.
pub const ZOOMS: [u32; 6] = [50, 75, 100, 150, 200, 300];
/// As wide as there is room.
pub const FITTING: usize = 2;

/// What is on show: which page, counted from 1, and which of the zooms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaf {
    /// The page.
    pub page: u32,
    /// Its place among the zooms.
    pub zoom: usize,
}

impl Leaf {
    /// The first page.
    pub const FIRST: Self = Self { page: 1, zoom: FITTING };

    /// One page on, while there is one.
    pub fn next(self, pages: u32) -> Self {
        Self { page: (self.page + 1).min(pages.max(1)), ..self }
    }

    /// One page back, while there is one.
    pub fn previous(self) -> Self {
        Self { page: self.page.saturating_sub(1).max(1), ..self }
    }

    /// Larger, while there is a larger zoom.
    pub fn larger(self) -> Self {
        Self { zoom: (self.zoom + 1).min(ZOOMS.len() - 1), ..self }
    }

    /// Smaller, while there is a smaller one.
    pub fn smaller(self) -> Self {
        Self { zoom: self.zoom.saturating_sub(1), ..self }
    }

    /// How large, in percent.
    pub fn percent(self) -> u32 {
        ZOOMS[self.zoom.min(ZOOMS.len() - 1)]
    }

    /// Where a key leads.
    pub fn by_key(self, key: &str, pages: u32) -> Option<Self> {
        Some(match key {
            "PageDown" => self.next(pages),
            "PageUp" => self.previous(),
            "Home" => Self { page: 1, ..self },
            "End" => Self { page: pages.max(1), ..self },
            "+" => self.larger(),
            "-" => self.smaller(),
            _ => return None,
        })
    }
}

/// Why there is nothing to see; none when nobody looks any more.
pub fn why(failure: Failure) -> Option<&'static str> {
    Some(match failure {
        Failure::Left => return None,
        Failure::Locked => "This PDF asks for a password. Download it to open it.",
        Failure::Slow => "This PDF takes too long to be drawn here. Download it to open it.",
        Failure::Broken => "This PDF could not be drawn. The file itself is safe: it can be downloaded.",
        Failure::Unreachable => "This PDF could not be fetched. Check the connection and try again.",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_turn_pages_and_stop_at_both_ends() {
        let go = |page, key, pages| Leaf { page, ..Leaf::FIRST }.by_key(key, pages).map(|leaf| leaf.page);
        assert_eq!(go(1, "PageDown", 3), Some(2));
        assert_eq!(go(3, "PageDown", 3), Some(3));
        assert_eq!(go(1, "PageUp", 3), Some(1));
        assert_eq!((go(2, "Home", 3), go(2, "End", 3)), (Some(1), Some(3)));
        assert_eq!(go(1, "End", 0), Some(1));
        assert_eq!(go(1, "a", 3), None);
    }

    #[test]
    fn zooms_stop_at_both_ends_and_keep_the_page() {
        let mut leaf = Leaf { page: 2, ..Leaf::FIRST };
        assert_eq!(leaf.percent(), 100);
        for _ in 0..9 {
            leaf = leaf.larger();
        }
        assert_eq!((leaf.percent(), leaf.page), (300, 2));
        for _ in 0..9 {
            leaf = leaf.smaller();
        }
        assert_eq!((leaf.percent(), leaf.page), (50, 2));
    }
}
