//! A path in the drive, as people type it: `/Photos/summer.jpg`. It begins at the top, whether or not a slash says so.
use std::{fmt, str::FromStr};

use domain::file_name::{FileName, FileNameError};

/// Names from the top down; none is the top itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DrivePath {
    names: Vec<FileName>,
}

impl DrivePath {
    /// The names, outermost first.
    pub(super) fn names(&self) -> &[FileName] {
        &self.names
    }

    /// The folder it is in and its name there; `None` for the top.
    pub(super) fn split(&self) -> Option<(Self, &FileName)> {
        let (name, above) = self.names.split_last()?;
        Some((Self { names: above.to_vec() }, name))
    }

    /// Something in this folder.
    pub(super) fn join(&self, name: FileName) -> Self {
        let names = self.names.iter().cloned().chain([name]).collect();
        Self { names }
    }

    /// Whether both lead to the same place: case does not tell names apart.
    pub(super) fn is(&self, other: &Self) -> bool {
        let key = |path: &Self| path.names.iter().map(FileName::key).collect::<Vec<_>>();
        key(self) == key(other)
    }
}

impl FromStr for DrivePath {
    type Err = FileNameError;

    fn from_str(text: &str) -> Result<Self, FileNameError> {
        let mut names = Vec::new();
        for name in text.split('/') {
            match name {
                "" | "." => {}
                ".." => drop(names.pop()),
                name => names.push(FileName::parse(name)?),
            }
        }
        Ok(Self { names })
    }
}

impl fmt::Display for DrivePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.names.is_empty() {
            return formatter.write_str("/");
        }
        self.names.iter().try_for_each(|name| write!(formatter, "/{name}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        text.parse::<DrivePath>().map_or_else(|error| error.to_string(), |path| path.to_string())
    }

    #[test]
    fn a_path_begins_at_the_top_and_never_leaves_it() {
        for top in ["", "/", "//", ".", "./", "..", "/../..", "a/.."] {
            assert_eq!(read(top), "/", "{top:?}");
        }
        assert_eq!(read("Photos/summer.jpg"), "/Photos/summer.jpg");
        assert_eq!(read("/Photos//./summer.jpg/"), "/Photos/summer.jpg");
        assert_eq!(read("/Photos/../Docs/a"), "/Docs/a");
        assert_eq!(read("/../../etc/passwd"), "/etc/passwd");
        assert!(read("/a\\b").contains("cannot contain"));
        assert_eq!(read("/fi\u{202e}gpj.exe"), "/fi\\u{202e}gpj.exe", "no name pretends to be another");
    }

    #[test]
    fn case_tells_no_paths_apart() {
        let path = |text: &str| text.parse::<DrivePath>().expect("a path");
        assert!(path("/Photos/A.jpg").is(&path("photos/a.JPG")));
        assert!(!path("/Photos").is(&path("/Photos/a")));
        let (above, name) =
            path("/Photos/a").split().map(|(above, name)| (above, name.clone())).expect("not the top");
        assert_eq!((above.to_string(), name.as_str()), ("/Photos".to_owned(), "a"));
        assert_eq!(above.join(name), path("/Photos/a"));
        assert!(path("/").split().is_none());
    }
}
