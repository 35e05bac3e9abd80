//! No Rust file without a head that says what it is.

use super::Finding;
use super::tree::Tree;

/// Every Rust file that does not begin with `//!`.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let headless = tree.rust().filter(|(_, text)| !text.starts_with("//! "));
    let finding = |(path, _): (&str, &str)| Finding {
        place: format!("{path}:1"),
        sentence: "begins without a `//!` line that says what the file is".to_owned(),
    };
    headless.map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_comes_first() {
        assert_eq!(check(&Tree::of("a/src/lib.rs", "//! What it is.\n")).len(), 0);
        assert_eq!(check(&Tree::of("a/src/lib.rs", "use std::fs;\n//! Late.\n")).len(), 1);
        assert_eq!(check(&Tree::of("README.md", "# No Rust\n")).len(), 0);
    }
}
