//! No Rust code in the documentation that nothing compiles.
//!
//! rustdoc would compile it as a test, and everything it needs once more: a library by itself has other features than
//! beside the others. What is worth an example is worth a test that one can find.

use super::Finding;
use super::tree::Tree;

const FENCE: &str = "```";

/// Every fence in a documentation comment behind which rustdoc would see Rust.
pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.rust().flat_map(|(path, text)| examples(text).map(move |line| finding(path, line))).collect()
}

fn finding(path: &str, line: usize) -> Finding {
    Finding {
        place: format!("{path}:{line}"),
        sentence: "has Rust as an example, which nothing compiles: make it a test, or `text`".to_owned(),
    }
}

/// The lines on which one begins.
fn examples(text: &str) -> impl Iterator<Item = usize> + '_ {
    let documentation = |line: &str| {
        let line = line.trim_start();
        let told = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"))?;
        told.trim_start().strip_prefix(FENCE).map(|language| language.trim().to_owned())
    };
    let mut is_open = false;
    text.lines().enumerate().filter_map(move |(index, line)| {
        let language = documentation(line)?;
        is_open = !is_open;
        (is_open && language != "text").then_some(index + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rustdoc_would_compile_is_found() {
        let lines = |text: &str| examples(text).collect::<Vec<usize>>();
        assert!(lines("//! ```text\n//! a -> b\n//! ```\n").is_empty());
        assert_eq!(lines("/// ```\n/// let a = 1;\n/// ```\n    /// ```no_run\n    /// ```\n"), [1, 4]);
        assert!(lines("let fence = \"```\";\n").is_empty());
        assert_eq!(check(&Tree::of("a/src/lib.rs", "//! ```rust\n//! ```\n")).len(), 1);
    }
}
