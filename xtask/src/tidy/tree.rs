//! The texts of the repository: what git tracks, and what it would track.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use anyhow::Result;

use crate::process::quietly;
use crate::workspace;

/// Path from the root to text. Files that are not UTF-8 are left out.
pub struct Tree(BTreeMap<String, String>);

impl Tree {
    /// Reads every file that is not ignored.
    pub fn read() -> Result<Self> {
        let root = workspace::root();
        let arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        let listing = quietly(Command::new("git").current_dir(&root).args(arguments))?;
        let names = listing.split('\0').filter(|name| !name.is_empty());
        let texts =
            names.filter_map(|name| Some((name.to_owned(), fs::read_to_string(root.join(name)).ok()?)));
        Ok(Self(texts.collect()))
    }

    /// One file's text; empty when there is none.
    pub fn text(&self, path: &str) -> &str {
        self.0.get(path).map_or("", String::as_str)
    }

    /// All files, by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The Rust files, by path.
    pub fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files().filter(|(path, _)| path.ends_with(".rs"))
    }
}

#[cfg(test)]
impl Tree {
    /// A repository of one file, for the rules' tests.
    pub fn of(path: &str, text: &str) -> Self {
        Self(BTreeMap::from([(path.to_owned(), text.to_owned())]))
    }
}

/// Whether a file holds nothing but tests.
pub fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/") || path.contains("/benches/")
}

/// The lines outside comments and outside the test module at the end, numbered from one.
pub fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let tests = text.find("\n#[cfg(test)]\nmod ").map_or(text.len(), |at| at + 1);
    let lines = text[..tests].lines().enumerate().map(|(index, line)| (index + 1, line));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}
