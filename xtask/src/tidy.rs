//! `cargo xtask tidy`: the absences that the architecture promises, looked for.
//!
//! Each rule is a file with its own tests, which show that it can fail. A finding names the file, the line and what to
//! do about it.

mod absences;
mod edges;
mod examples;
mod floors;
mod graph;
mod heads;
mod leaks;
mod promises;
mod sizes;
mod spreads;
mod statements;
mod tree;

use std::fmt;

use anyhow::{Result, bail};

use crate::step::step;
use tree::Tree;

/// Something that should not be there.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where: a path from the root, with a line where there is one.
    pub place: String,
    /// What is wrong, as a sentence.
    pub sentence: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.sentence)
    }
}

/// Applies every rule, and fails when one finds something.
pub fn tidy() -> Result<()> {
    step("check", "tidy", || {
        let tree = Tree::read()?;
        let mut findings = edges::check(&edges::read()?);
        findings.extend(graph::check(&graph::read()?));
        findings.extend(examples::check(&tree));
        findings.extend(heads::check(&tree));
        findings.extend(absences::check(&tree));
        findings.extend(sizes::check(&tree));
        findings.extend(spreads::check(&tree));
        findings.extend(statements::check(&tree));
        findings.extend(floors::check(tree.text("Cargo.lock")));
        findings.extend(leaks::check(&tree));
        findings.extend(promises::check(&tree));
        for finding in &findings {
            eprintln!("{finding}");
        }
        match findings.len() {
            0 => Ok(()),
            1 => bail!("tidy found one thing that should not be there"),
            number => bail!("tidy found {number} things that should not be there"),
        }
    })
}
