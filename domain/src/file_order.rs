//! In which order files are listed. Page, address and server mean the same by it: `name`, `-size`.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// What files are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortKey {
    /// The name, ignoring case.
    Name,
    /// Bytes of the shown version.
    Size,
    /// When the shown version was uploaded.
    #[default]
    Modified,
    /// Zones that hold a whole copy.
    Copies,
}

impl SortKey {
    /// All keys, in the order of the list's columns.
    pub const ALL: [Self; 4] = [Self::Name, Self::Size, Self::Modified, Self::Copies];

    /// The word in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Size => "size",
            Self::Modified => "modified",
            Self::Copies => "copies",
        }
    }

    /// The order that somebody wants who asks for this key: from A, the largest, the newest, the fewest copies first.
    pub const fn first_wanted(self) -> FileOrder {
        FileOrder { by: self, descending: matches!(self, Self::Size | Self::Modified) }
    }
}

/// An order of files. Equal ones are ordered by their ids, so that pages neither repeat nor lose a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileOrder {
    /// What is compared.
    pub by: SortKey,
    /// Largest first.
    pub descending: bool,
}

impl Default for FileOrder {
    /// Newest first.
    fn default() -> Self {
        SortKey::default().first_wanted()
    }
}

impl FileOrder {
    /// The order after somebody asks for `key`: what one wants of it first, and the other way round when it is asked for
    /// again.
    #[must_use]
    pub fn ask(self, key: SortKey) -> Self {
        if self.by == key { Self { descending: !self.descending, ..self } } else { key.first_wanted() }
    }
}

/// A text that names no order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("Files are ordered by name, size, modified or copies; a minus before it turns the order round.")]
pub struct ParseFileOrderError;

impl FromStr for FileOrder {
    type Err = ParseFileOrderError;

    fn from_str(text: &str) -> Result<Self, ParseFileOrderError> {
        let (name, descending) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
        let by = SortKey::ALL.into_iter().find(|key| key.name() == name).ok_or(ParseFileOrderError)?;
        Ok(Self { by, descending })
    }
}

impl fmt::Display for FileOrder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.descending { "-" } else { "" })?;
        formatter.write_str(self.by.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_comes_back_from_its_word() {
        for by in SortKey::ALL {
            for descending in [false, true] {
                let order = FileOrder { by, descending };
                assert_eq!(order.to_string().parse(), Ok(order));
            }
        }
        for unknown in ["", "-", "--name", "Name", "owner"] {
            assert_eq!(unknown.parse::<FileOrder>(), Err(ParseFileOrderError), "{unknown:?}");
        }
    }

    #[test]
    fn asking_again_turns_round() {
        let order = FileOrder::default();
        assert_eq!(order.to_string(), "-modified");
        assert_eq!(order.ask(SortKey::Modified).to_string(), "modified");
        assert_eq!(order.ask(SortKey::Name).to_string(), "name");
        assert_eq!(order.ask(SortKey::Size).to_string(), "-size");
        assert_eq!(order.ask(SortKey::Copies).ask(SortKey::Copies).to_string(), "-copies");
    }
}
