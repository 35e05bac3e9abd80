//! Who may do what with one file or folder (SEC-42): its owner everything, whoever was given it what the right says,
//! nobody else anything.
//!
//! What is given with a folder is given with all below it. A right is never more than its owner's own, because all that is
//! done by it is done in the owner's storage, as far as the owner could do it; and no right but `share` gives rights, which
//! are less than itself: what was passed on is not passed on again.
//!
//! `share` is `edit`, and lets pass on what was given and what is below it.
//!
//! | act | owner | `view` | `edit`, what was given itself | `edit`, below it | link | link that takes uploads |
//! |---|---|---|---|---|---|---|
//! | look | yes | yes | yes | yes | yes | no |
//! | another version | yes | no | yes | yes | no | no |
//! | put something into it | yes | no | yes | yes | no | yes |
//! | another name, to the trash | yes | no | no | yes | no | no |
//! | give it to people, to look at or to change | yes | no | by `share` | by `share` | no | no |
//! | move, copy, restore, make links | yes | no | no | no | no | no |

/// What somebody was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// To look at it and to download it.
    View,
    /// And to change what is in it.
    Edit,
    /// And to pass it on to other people, who cannot.
    Share,
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
    /// Give it to somebody, to look at or to change.
    PassOn,
    /// Everything else: move, copy, restore, make links.
    Own,
}

impl Right {
    /// All rights, each with what the one before it lets do and more.
    pub const ALL: [Self; 3] = [Self::View, Self::Edit, Self::Share];

    /// Whether what was given changes by it.
    pub const fn may_edit(self) -> bool {
        matches!(self, Self::Edit | Self::Share)
    }

    /// Whether it can be passed on by whoever was given `self`: no right passes itself on.
    pub const fn may_pass_on(self, passed: Self) -> bool {
        matches!((self, passed), (Self::Share, Self::View | Self::Edit))
    }
}

impl Act {
    /// All acts.
    pub const ALL: [Self; 6] =
        [Self::Look, Self::AddVersion, Self::Fill, Self::Arrange, Self::PassOn, Self::Own];
}

/// Whether whoever stands so to an entry may do this with it.
pub const fn allow(standing: Standing, act: Act) -> bool {
    match (standing, act) {
        (Standing::Owner, _) => true,
        (_, Act::Own) => false,
        (Standing::Given(_) | Standing::Below(_) | Standing::Link, Act::Look) => true,
        (Standing::Link, Act::AddVersion | Act::Fill | Act::Arrange | Act::PassOn) => false,
        (Standing::Drop, act) => matches!(act, Act::Fill),
        (Standing::Given(right) | Standing::Below(right), Act::AddVersion | Act::Fill) => right.may_edit(),
        (Standing::Below(right), Act::Arrange) => right.may_edit(),
        (Standing::Given(_), Act::Arrange) => false,
        (Standing::Given(right) | Standing::Below(right), Act::PassOn) => matches!(right, Right::Share),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_do_what_is_the_table_above() {
        let table = [
            (Standing::Owner, [true, true, true, true, true, true]),
            (Standing::Given(Right::View), [true, false, false, false, false, false]),
            (Standing::Below(Right::View), [true, false, false, false, false, false]),
            (Standing::Given(Right::Edit), [true, true, true, false, false, false]),
            (Standing::Below(Right::Edit), [true, true, true, true, false, false]),
            (Standing::Given(Right::Share), [true, true, true, false, true, false]),
            (Standing::Below(Right::Share), [true, true, true, true, true, false]),
            (Standing::Link, [true, false, false, false, false, false]),
            (Standing::Drop, [false, false, true, false, false, false]),
        ];
        for (standing, allowed) in table {
            assert_eq!(Act::ALL.map(|act| allow(standing, act)), allowed, "{standing:?}");
        }
    }

    #[test]
    fn what_is_passed_on_is_less_than_the_right_to_do_so() {
        for own in Right::ALL {
            for passed in Right::ALL {
                assert_eq!(
                    own.may_pass_on(passed),
                    own == Right::Share && passed < own,
                    "{own:?} {passed:?}"
                );
            }
        }
    }
}
