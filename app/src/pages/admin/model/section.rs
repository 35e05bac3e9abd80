//! The sections, and their addresses.

use crate::address;

/// One section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// The four questions.
    Overview,
    /// Accounts.
    Users,
    /// Seats, requests, the line.
    Pool,
    /// The audit trail.
    Audit,
    /// Checks, throttles, the bundle.
    Health,
}

impl Section {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Overview, Self::Users, Self::Pool, Self::Audit, Self::Health];

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Users => "Users",
            Self::Pool => "Seats and pool",
            Self::Audit => "Audit",
            Self::Health => "Health",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Users => "users",
            Self::Pool => "pool",
            Self::Audit => "audit",
            Self::Health => "health",
        }
    }

    /// The section of a word in the address; the first one where it is none.
    pub fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|section| section.word() == word).unwrap_or(Self::Overview)
    }

    /// Where it is.
    pub fn address(self) -> String {
        match self {
            Self::Overview => address::ADMIN.to_owned(),
            section => address::admin(section.word()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_section() {
        for section in Section::ALL {
            let address = section.address();
            let word = address.split_once("section=").map_or("", |(_, word)| word);
            assert_eq!(Section::of(word), section, "{address}");
        }
        assert_eq!(Section::of("nothing"), Section::Overview);
    }
}
