//! What a teacher says of himself. Any member can become one.
use super::{
    money::Money,
    text::{Line, Prose},
};
use crate::limits::{ABOUT_CHARS_MAX, HEADLINE_CHARS_MAX, SKILL_CHARS_MAX};

/// Characters of a name: the longest on a passport fit.
pub const NAME_CHARS_MAX: usize = 80;
/// Specialties one teacher has: what fits below a name.
pub const SPECIALTIES_MAX: usize = 10;
/// The most lessons a day that a teacher may allow: one every half hour.
pub const LESSONS_PER_DAY_MAX: u32 = 48;

/// A subject: "Spanish", "Rust".
pub type Skill = Line<SKILL_CHARS_MAX>;

/// A teacher's profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// What students call the teacher.
    pub name: Line<NAME_CHARS_MAX>,
    /// One line below the name.
    pub headline: Line<HEADLINE_CHARS_MAX>,
    /// As long as it needs to be.
    pub about: Prose<ABOUT_CHARS_MAX>,
    /// What the teacher teaches, the most important first, each once.
    pub specialties: Vec<Skill>,
    /// What an hour costs as a rule; each course has its own price.
    pub rate: Money,
    /// Lessons on one of the teacher's days; none means any number.
    pub per_day_max: Option<u32>,
    /// Whether students see the teacher and the courses.
    pub is_listed: bool,
}
