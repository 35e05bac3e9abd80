//! Whether the server is well, for admins: each part looked at ([`checks`]), the four questions of an admin answered
//! ([`overview`]), and what may be shown to somebody who helps ([`bundle`]).
//!
//! Every sentence here is made of numbers and of words of this program. None names a person, an address, a path or a
//! setting's value, so that a sentence may stand in a bundle as it is.
pub mod bundle;
pub mod checks;
pub mod overview;

/// How something stands; the worst of several is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing to do.
    Good,
    /// It works; something should be done soon.
    Warning,
    /// Something does not work, or will not for long.
    Bad,
}

impl Verdict {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Bad => "bad",
        }
    }
}
