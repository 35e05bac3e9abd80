//! Which entries of a list are asked for.

use thiserror::Error;

use crate::limits::{PAGE_DEFAULT, PAGE_MAX};

/// Why a page cannot be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PageError {
    /// The number of entries is negative or too large.
    #[error("A page has 1 to {PAGE_MAX} entries; 0 stands for {PAGE_DEFAULT}.")]
    Limit,
    /// The first entry is negative.
    #[error("The offset counts from 0.")]
    Offset,
}

/// Which entries of a list: `limit` of them after the first `offset`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    limit: u32,
    offset: u32,
}

impl Default for Page {
    fn default() -> Self {
        Self { limit: PAGE_DEFAULT, offset: 0 }
    }
}

impl Page {
    /// The page of numbers as they travel; a limit of 0 stands for [`PAGE_DEFAULT`].
    pub fn parse(limit: i32, offset: i32) -> Result<Self, PageError> {
        let offset = u32::try_from(offset).map_err(|_| PageError::Offset)?;
        match u32::try_from(limit).map_err(|_| PageError::Limit)? {
            0 => Ok(Self { limit: PAGE_DEFAULT, offset }),
            limit @ 1..=PAGE_MAX => Ok(Self { limit, offset }),
            _ => Err(PageError::Limit),
        }
    }

    /// At most `limit` entries, and never more than [`PAGE_MAX`], after the first `offset`.
    pub fn after(offset: usize, limit: u32) -> Self {
        Self { limit: limit.clamp(1, PAGE_MAX), offset: u32::try_from(offset).unwrap_or(u32::MAX) }
    }

    /// How many entries at most.
    pub const fn limit(self) -> u32 {
        self.limit
    }

    /// How many entries to skip.
    pub const fn offset(self) -> u32 {
        self.offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(limit: i32, offset: i32, expected: Result<(u32, u32), PageError>) {
        let page = Page::parse(limit, offset).map(|page| (page.limit(), page.offset()));
        assert_eq!(page, expected, "limit {limit}, offset {offset}");
    }

    #[test]
    fn a_page_has_1_to_1000_entries() {
        check(0, 0, Ok((50, 0)));
        check(1, 7, Ok((1, 7)));
        check(1_000, i32::MAX, Ok((1_000, 2_147_483_647)));
        check(1_001, 0, Err(PageError::Limit));
        check(-1, 0, Err(PageError::Limit));
        check(i32::MIN, 0, Err(PageError::Limit));
        check(0, -1, Err(PageError::Offset));
    }
}
