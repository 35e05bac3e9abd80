//! Names of nodes and zones. A node's name becomes a folder's name, so it is parsed before anything else sees it.

use core::fmt;
use core::str::FromStr;
use std::sync::Arc;

/// Longest name: one DNS label.
const NAME_BYTES_MAX: usize = 63;

/// "node-us-east": lower-case letters, digits and inner dashes. Clones share the text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeName(Arc<str>);

/// "us-east", under the same rules.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Zone(Arc<str>);

/// Why a text is no name of a node or zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no name for a node or zone: use 1 to 63 lower-case letters, digits and inner dashes")]
pub struct NameError(String);

impl NodeName {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Zone {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// One capital letter that stands for the zone: "U".
    pub fn letter(&self) -> char {
        self.0.chars().next().map_or('?', |first| first.to_ascii_uppercase())
    }
}

fn label(text: &str) -> Result<Arc<str>, NameError> {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let fine = !text.is_empty()
        && text.len() <= NAME_BYTES_MAX
        && text.bytes().all(allowed)
        && !text.starts_with('-')
        && !text.ends_with('-');
    if fine { Ok(text.into()) } else { Err(NameError(text.chars().take(NAME_BYTES_MAX).collect())) }
}

impl FromStr for NodeName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        label(text).map(Self)
    }
}

impl FromStr for Zone {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        label(text).map(Self)
    }
}

impl fmt::Display for NodeName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for NodeName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_safe_as_a_folder() {
        let check = |text: &str, fine| assert_eq!(text.parse::<NodeName>().is_ok(), fine, "{text:?}");
        check("node-us-east-2", true);
        check("a", true);
        check("", false);
        check("..", false);
        check("../etc", false);
        check("node/us", false);
        check("Node", false);
        check("-node", false);
        check("node-", false);
        check("n\0de", false);
        check(&"n".repeat(63), true);
        check(&"n".repeat(64), false);
    }
}
