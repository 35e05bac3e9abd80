//! How much less a drive stores than it keeps.

use crate::format;

/// Bytes of a whole drive, the trash included; copies on several nodes are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// All versions of all files, each by its size.
    pub kept: u64,
    /// What the quota counts of them: the same chunks once.
    pub counted: u64,
    /// What is stored of those: packed where it pays.
    pub stored: u64,
}

impl Saved {
    /// What is stored once although it is kept several times.
    pub const fn by_sharing(&self) -> u64 {
        self.kept.saturating_sub(self.counted)
    }

    /// What packing makes shorter.
    pub const fn by_packing(&self) -> u64 {
        self.counted.saturating_sub(self.stored)
    }

    /// What is saved, in sentences; none where nothing is.
    pub fn words(&self) -> Option<String> {
        let (sharing, packing) = (format::bytes(self.by_sharing()), format::bytes(self.by_packing()));
        let how = match (self.by_sharing(), self.by_packing()) {
            (0, 0) => return None,
            (_, 0) => format!("{sharing} of that are the same as something else and stored once"),
            (0, _) => format!("packing saves {packing} of that"),
            _ => format!(
                "{sharing} of that are the same as something else and stored once, and packing saves {packing} more"
            ),
        };
        let (kept, stored) = (format::bytes(self.kept), format::bytes(self.stored));
        Some(format!("{kept} are kept, older versions and the trash included; {how}. {stored} are stored."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_is_told_by_how() {
        let words = |kept, counted, stored| Saved { kept, counted, stored }.words();
        assert_eq!(words(5_000, 5_000, 5_000), None);
        assert_eq!(Saved::default().words(), None);
        let all = words(9_000_000, 6_000_000, 4_000_000).unwrap_or_default();
        assert_eq!(
            all,
            "9 MB are kept, older versions and the trash included; 3 MB of that are the same as something else and \
             stored once, and packing saves 2 MB more. 4 MB are stored."
        );
        assert!(words(9_000_000, 6_000_000, 6_000_000).is_some_and(|words| !words.contains("packing")));
        assert!(
            words(9_000_000, 9_000_000, 6_000_000)
                .is_some_and(|words| words.contains("; packing saves 3 MB"))
        );
    }
}
