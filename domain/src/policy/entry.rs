//! Who may do what with one file or folder (SEC-42): its owner everything, whoever was given it what the right says,
//! nobody else anything.
//!
//! What is given with a folder is given with all below it. A right is never more than its owner's own, because all that is
//! done by it is done in the owner's storage, as far as the owner could do it; and no right gives rights.
//!
//! | act | owner | `view` | `edit`, what was given itself | `edit`, below it | link | link that takes uploads |
//! |---|---|---|---|---|---|---|
//! | look | yes | yes | yes | yes | yes | no |
//! | another version | yes | no | yes | yes | no | no |
//! | put something into it | yes | no | yes | yes | no | yes |
//! | another name, to the trash | yes | no | no | yes | no | no |
//! | move, copy, restore, give | yes | no | no | no | no | no |

/// What somebody was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// To look at it and to download it.
    View,
    /// And to change what is in it.
    Edit,
}

/// How somebody stands to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It is his own.
    Owner,
    /// He was given this very entry.
    Given(Right),
    /// He was given a folder above it.
    Below(Right),
    /// He holds a link to it, or to a folder above it.
    Link,
    /// He holds a link to this folder that only takes uploads.
    Drop,
}

/// What is to be done with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// List, preview, download.
    Look,
    /// Give a file another version.
    AddVersion,
    /// Put files and folders into a folder.
    Fill,
    /// Call it otherwise, move it to the trash.
    Arrange,
    /// Everything else: move, copy, restore, give it to somebody.
    Own,
}

impl Right {
    /// As rows keep it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Edit => "edit",
        }
    }

    /// Of a row.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::View, Self::Edit].into_iter().find(|right| right.name() == name)
    }
}

impl Act {
    /// All acts.
    pub const ALL: [Self; 5] = [Self::Look, Self::AddVersion, Self::Fill, Self::Arrange, Self::Own];
}

/// Whether whoever stands so to an entry may do this with it.
pub const fn allow(standing: Standing, act: Act) -> bool {
    match (standing, act) {
        (Standing::Owner, _) => true,
        (_, Act::Own) => false,
        (Standing::Given(_) | Standing::Below(_) | Standing::Link, Act::Look) => true,
        (Standing::Link, Act::AddVersion | Act::Fill | Act::Arrange) => false,
        (Standing::Drop, act) => matches!(act, Act::Fill),
        (Standing::Given(right) | Standing::Below(right), Act::AddVersion | Act::Fill) => {
            matches!(right, Right::Edit)
        }
        (Standing::Below(right), Act::Arrange) => matches!(right, Right::Edit),
        (Standing::Given(_), Act::Arrange) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_do_what_is_the_table_above() {
        let table = [
            (Standing::Owner, [true, true, true, true, true]),
            (Standing::Given(Right::View), [true, false, false, false, false]),
            (Standing::Below(Right::View), [true, false, false, false, false]),
            (Standing::Given(Right::Edit), [true, true, true, false, false]),
            (Standing::Below(Right::Edit), [true, true, true, true, false]),
            (Standing::Link, [true, false, false, false, false]),
            (Standing::Drop, [false, false, true, false, false]),
        ];
        for (standing, allowed) in table {
            assert_eq!(Act::ALL.map(|act| allow(standing, act)), allowed, "{standing:?}");
        }
    }

    #[test]
    fn a_right_is_read_as_it_was_written() {
        for right in [Right::View, Right::Edit] {
            assert_eq!(Right::parse(right.name()), Some(right));
        }
        assert_eq!(Right::parse("own"), None);
    }
}
