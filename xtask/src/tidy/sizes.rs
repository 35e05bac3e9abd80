//! No file of more than five hundred lines, its tests not counted: it usually hides two things.

use super::Finding;
use super::tree::{Tree, is_test};

const LINES_MAX: usize = 500;

/// Every Rust file that is too long.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let lengths = tree.rust().filter(|(path, _)| !is_test(path)).map(|(path, text)| (path, lines(text)));
    let finding = |(path, lines): (&str, usize)| Finding {
        place: path.to_owned(),
        sentence: format!(
            "has {lines} lines without its tests; more than {LINES_MAX} usually hide two things"
        ),
    };
    lengths.filter(|(_, lines)| *lines > LINES_MAX).map(finding).collect()
}

fn lines(text: &str) -> usize {
    let tests = text.find("\n#[cfg(test)]\nmod ").unwrap_or(text.len());
    text[..tests].lines().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_do_not_count() {
        let long = "//! Long.\n".repeat(LINES_MAX + 1);
        let tested = format!("//! Short.\n\n#[cfg(test)]\nmod tests {{\n{long}}}\n");
        assert_eq!(check(&Tree::of("a/src/lib.rs", &long)).len(), 1);
        assert_eq!(check(&Tree::of("a/src/lib.rs", &tested)).len(), 0);
        assert_eq!(check(&Tree::of("a/src/long/tests.rs", &long)).len(), 0);
    }
}
