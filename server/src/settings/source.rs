//! Where values come from: flags before environment before file before defaults.
use std::{collections::BTreeMap, fmt, path::PathBuf};

use super::Key;

/// What was said, place by place, before anybody checked it.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// On the command line.
    pub flags: BTreeMap<Key, String>,
    /// The environment's variables that begin with `SKYSHARD_`.
    pub variables: BTreeMap<String, String>,
    /// `--config`, which must exist when it is named.
    pub file: Option<PathBuf>,
}

/// Who chose a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The command line.
    Flag(Key),
    /// The environment.
    Variable(Key),
    /// A file.
    File(PathBuf),
    /// Nobody.
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(key) => formatter.write_str(&key.flag()),
            Self::Variable(key) => formatter.write_str(&key.variable()),
            Self::File(path) => path.display().fmt(formatter),
            Self::Default => formatter.write_str("default"),
        }
    }
}
