//! Lessons.
use clap::{Args, Subcommand};

use super::AccessArguments;

#[derive(Debug, Args)]
pub(crate) struct BookArguments {
    #[command(subcommand)]
    pub(crate) action: BookAction,
    #[command(flatten)]
    pub(crate) access: AccessArguments,
    /// Whose clock is shown and meant, like Europe/Paris; this machine's by default
    #[arg(long, value_name = "ZONE", global = true)]
    pub(crate) zone: Option<String>,
    /// Print JSON, and nothing else
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

/// A time is written as `2026-12-01 15:30` by the clock of --zone, or with an offset as `2026-12-01T15:30+01:00`.
#[derive(Debug, Subcommand)]
pub(crate) enum BookAction {
    /// Courses that have all these words; no account is needed
    Courses {
        /// Words of title, skill or teacher
        words: Vec<String>,
    },
    /// What can be booked of a course; no account is needed
    Slots {
        /// Its id
        course: String,
        /// The first day, like 2026-12-01; today by default
        #[arg(long, default_value = "")]
        day: String,
        /// How many days
        #[arg(long, default_value_t = 7)]
        days: i32,
    },
    /// Book a slot
    Lesson {
        /// The course's id
        course: String,
        /// When it begins
        start: String,
        /// What the teacher should know
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Your lessons, the next one first
    List {
        /// Those that are over or cancelled
        #[arg(long)]
        past: bool,
        /// Those that you give
        #[arg(long)]
        teacher: bool,
    },
    /// Move a lesson to another slot of its course
    Move {
        /// The booking's id
        booking: String,
        /// When it is to begin
        start: String,
    },
    /// Cancel a lesson
    Cancel {
        /// The booking's id
        booking: String,
    },
    /// Write a lesson as a calendar file to standard output
    Ics {
        /// The booking's id
        booking: String,
    },
}
