//! The page of security promises is whole, and each test that it names is there.

use super::Finding;
use super::tree::{Tree, is_test};

const PAGE: &str = "docs/security.md";
/// SEC-01 to SEC-67.
const PROMISES: usize = 67;

/// Ids that are missing or double, states that are none, and tests that nobody wrote.
pub fn check(tree: &Tree) -> Vec<Finding> {
    check_page(tree.text(PAGE), |test| exists(tree, test))
}

fn check_page(page: &str, is_there: impl Fn(&str) -> bool) -> Vec<Finding> {
    let lines = page.lines().enumerate().filter(|(_, line)| line.starts_with("| SEC-"));
    let rows: Vec<(usize, Row<'_>)> = lines.map(|(index, line)| (index + 1, Row::read(line))).collect();
    let count = |id: String| match rows.iter().filter(|(_, row)| row.id == id).count() {
        0 => Some(format!("has no row for {id}")),
        1 => None,
        count => Some(format!("has {count} rows for {id}")),
    };
    let counts = (1..=PROMISES).filter_map(|number| count(format!("SEC-{number:02}")));
    let mut findings: Vec<Finding> =
        counts.map(|sentence| Finding { place: PAGE.to_owned(), sentence }).collect();
    for (line, row) in &rows {
        let finding = |sentence| Finding { place: format!("{PAGE}:{line}"), sentence };
        findings.extend(row.problems(&is_there).into_iter().map(finding));
    }
    findings
}

struct Row<'a> {
    id: &'a str,
    tests: Vec<&'a str>,
    state: &'a str,
}

impl<'a> Row<'a> {
    /// A row of other than four cells has no state.
    fn read(line: &'a str) -> Self {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
        let [id, _promise, tests, state] = cells[..] else {
            return Self { id: cells[0], tests: vec![], state: "" };
        };
        Self { id, tests: tests.split('`').skip(1).step_by(2).collect(), state }
    }

    fn problems(&self, is_there: impl Fn(&str) -> bool) -> Vec<String> {
        let Self { id, tests, state } = self;
        let gone = tests.iter().filter(|test| !is_there(test));
        let mut problems: Vec<String> =
            gone.map(|test| format!("{id} names `{test}`, and there is no such test")).collect();
        if !is_state(state) {
            problems.push(format!("{id} is neither `kept` nor `partly: …` nor `later: …`"));
        }
        if *state == "kept" && tests.is_empty() {
            problems.push(format!("{id} is kept, but names no test that shows it"));
        }
        problems
    }
}

fn is_state(state: &str) -> bool {
    let says_more = |start| state.strip_prefix(start).is_some_and(|rest: &str| !rest.trim().is_empty());
    state == "kept" || says_more("partly:") || says_more("later:")
}

/// Whether there is a test `file::function`, or `file.spec::title` of the browser's journeys.
fn exists(tree: &Tree, test: &str) -> bool {
    let Some((stem, name)) = test.split_once("::") else { return false };
    if stem.ends_with(".spec") {
        let file = format!("/{stem}.ts");
        return tree.files().any(|(path, text)| path.ends_with(&file) && has_title(text, name));
    }
    tree.rust().any(|(path, text)| is_named(path, stem) && has_function(tests_of(path, text), name))
}

/// By its own name; what is called like its neighbours goes by its folder: `guard/tests.rs` is `guard`.
fn is_named(path: &str, stem: &str) -> bool {
    let mut parts = path.trim_end_matches(".rs").rsplit('/');
    let (file, folder) = (parts.next(), parts.next());
    let name = if matches!(file, Some("tests" | "mod" | "main")) { folder } else { file };
    name == Some(stem)
}

/// Everything in a file of tests, and what follows `mod tests` in others.
fn tests_of<'a>(path: &str, text: &'a str) -> &'a str {
    let start =
        if is_test(path) || path.ends_with("_tests.rs") { Some(0) } else { text.find("\nmod tests {") };
    start.map_or("", |start| &text[start..])
}

fn has_function(text: &str, name: &str) -> bool {
    let head = format!("fn {name}(");
    text.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(&head))
}

/// `test('title'`, or by a name of its own for `test`; what is skipped (`test.skip`) shows nothing.
fn has_title(text: &str, title: &str) -> bool {
    let call = format!("('{title}'");
    let mut callers = text.lines().filter_map(|line| line.split_once(&call)).map(|(before, _)| before.trim());
    callers.any(|caller| !caller.is_empty() && caller.chars().all(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: &str = "| SEC-07 | Nobody learns who has an account. | `a::b` | kept |\n";

    /// What is found when one row of a whole page is written differently.
    fn found(row: &str) -> Vec<String> {
        let rows = (1..=PROMISES).map(|number| ROW.replace("07", &format!("{number:02}")));
        let page = rows.collect::<String>().replace(ROW, row);
        check_page(&page, |test| test == "a::b").into_iter().map(|finding| finding.sentence).collect()
    }

    #[test]
    fn each_promise_has_one_row() {
        assert!(found(ROW).is_empty());
        assert_eq!(found(""), ["has no row for SEC-07"]);
        assert_eq!(found(&ROW.repeat(2)), ["has 2 rows for SEC-07"]);
    }

    #[test]
    fn a_state_says_what_is_missing() {
        assert!(found(&ROW.replace("kept", "partly: not for shares")).is_empty());
        assert!(found(&ROW.replace("`a::b` | kept", "none | later: with shares")).is_empty());
        for state in ["partly: ", "later", "Kept", "kept, mostly", "kept | more", ""] {
            let said = found(&ROW.replace("kept", state));
            assert_eq!(said, ["SEC-07 is neither `kept` nor `partly: …` nor `later: …`"], "{state}");
        }
    }

    #[test]
    fn what_is_kept_is_shown_by_tests_that_are_there() {
        let said = found(&ROW.replace("`a::b`", "none"));
        assert_eq!(said, ["SEC-07 is kept, but names no test that shows it"]);
        let said = found(&ROW.replace("`a::b` | kept", "`a::b`, `a::c` | later: soon"));
        assert_eq!(said, ["SEC-07 names `a::c`, and there is no such test"]);
    }

    #[test]
    fn a_test_is_a_function_among_tests() {
        let is_there = |path: &str, text: &str| exists(&Tree::of(path, text), "guard::sites_are_refused");
        let test = "    async fn sites_are_refused(app: TestApp) {\n";
        let beside = format!("fn guard() {{}}\n\n#[cfg(test)]\nmod tests {{\n{test}}}\n");
        assert!(is_there("server/tests/edge/guard.rs", test));
        assert!(is_there("server/src/http/guard/tests.rs", test));
        assert!(is_there("server/src/http/guard.rs", &beside));
        assert!(!is_there("server/src/http/guard.rs", test), "it is no test");
        assert!(!is_there("server/tests/edge/sites.rs", test), "another file");
        assert!(!is_there("server/tests/edge/guard.rs", "// fn sites_are_refused() {}\n"));
        assert!(!is_there("server/tests/edge/guard.rs", "fn sites_are_refused_twice() {}\n"));
        assert!(!exists(&Tree::of("server/tests/edge/guard.rs", test), "sites_are_refused"));
    }

    #[test]
    fn a_journey_goes_by_its_title() {
        let is_there = |text: &str| exists(&Tree::of("end2end/journeys/a.spec.ts", text), "a.spec::it works");
        assert!(is_there("  test('it works', async ({ page }) => {\n"));
        assert!(is_there("mailed('it works', async ({ page }) => {\n"));
        for other in
            ["test('it works too'", "test.skip('it works'", "test.describe('it works'", "// test('it works'"]
        {
            assert!(!is_there(other), "{other}");
        }
    }
}
