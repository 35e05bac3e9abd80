//! A node on a stage: plays with a disk in memory, and properties over random plays.

mod compaction;
mod exhaustive;
mod failures;
mod nth_failure;
mod properties;
mod recovery;
mod stage;
mod writing;
