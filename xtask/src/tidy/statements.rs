//! No value in the text of an SQL statement (SEC-49): what `format!` puts into one is a constant or a fragment that the
//! program chose among its own texts, and never anything that came from outside. Values are bound.

use super::Finding;
use super::tree::{Tree, is_test};

/// Where statements are written; nowhere else may they be (`absences`).
const ROOMS: [&str; 2] = ["server/src/db/", "migrations/src/"];

/// What a text of SQL has and no other text.
const WORDS: [&str; 9] = [
    "SELECT ",
    "INSERT INTO ",
    "DELETE FROM ",
    "UPDATE ",
    "CREATE ",
    "ALTER ",
    "WHERE ",
    "ORDER BY",
    " AND ",
];

/// Fragments: file, name. Each is built of literals there; whoever adds one has looked.
const FRAGMENTS: [(&str, &str); 35] = [
    ("server/src/db/account_list.rs", "wanted"),
    ("server/src/db/booking.rs", "filter"),
    ("server/src/db/booking.rs", "order"),
    ("server/src/db/booking.rs", "person"),
    ("server/src/db/booking.rs", "time"),
    ("server/src/db/file_chunk.rs", "asked"),
    ("server/src/db/file_chunk.rs", "places"),
    ("server/src/db/file_chunk.rs", "rows"),
    ("server/src/db/file_list.rs", "condition"),
    ("server/src/db/file_list.rs", "key"),
    ("server/src/db/file_list.rs", "kind"),
    ("server/src/db/file_list.rs", "limit"),
    ("server/src/db/file_list.rs", "offset"),
    ("server/src/db/file_list.rs", "order"),
    ("server/src/db/file_list.rs", "tagged"),
    ("server/src/db/folder.rs", "places"),
    ("server/src/db/folder_list.rs", "column"),
    ("server/src/db/folder_list.rs", "condition"),
    ("server/src/db/folder_list.rs", "order"),
    ("server/src/db/heirs.rs", "among"),
    ("server/src/db/heirs.rs", "versions"),
    ("server/src/db/many.rs", "columns"),
    ("server/src/db/many.rs", "source"),
    ("server/src/db/personal/mod.rs", "columns"),
    ("server/src/db/personal/mod.rs", "key"),
    ("server/src/db/personal/mod.rs", "table"),
    ("server/src/db/personal/mod.rs", "whose"),
    ("server/src/db/review.rs", "column"),
    ("server/src/db/sealed.rs", "beside"),
    ("server/src/db/sealed.rs", "object"),
    ("server/src/db/sealed.rs", "sealed"),
    ("server/src/db/sealed.rs", "table"),
    ("server/src/db/tag.rs", "places"),
    ("server/src/db/teacher.rs", "column"),
    ("server/src/db/usage.rs", "kind"),
];

/// Every statement with something in it that nobody vouched for.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let here = |path: &str| ROOMS.iter().any(|room| path.starts_with(room)) && !is_test(path);
    tree.rust().filter(|(path, _)| here(path)).flat_map(|(path, text)| check_file(path, text)).collect()
}

fn check_file(path: &str, text: &str) -> Vec<Finding> {
    let code = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or(text);
    let statements = code.match_indices("format!(").filter_map(|(at, call)| {
        let literal = literal(&code[at + call.len()..])?;
        let is_sql = WORDS.iter().any(|word| literal.contains(word));
        let line = code[..at].lines().count();
        is_sql.then_some((line, literal))
    });
    let unvouched = statements.flat_map(|(line, literal)| {
        let names = inserted(literal).into_iter().filter(|name| !is_vouched(path, name));
        names.map(move |name| (line, name))
    });
    let finding = |(line, name): (usize, &str)| Finding {
        place: format!("{path}:{line}"),
        sentence: format!(
            "puts `{{{name}}}` into the text of a statement; bind a value, or name a fragment in xtask/src/tidy/statements.rs"
        ),
    };
    unvouched.map(finding).collect()
}

/// The literal that begins here, without its quotes.
fn literal(code: &str) -> Option<&str> {
    let text = code.trim_start().strip_prefix('"')?;
    let mut escaped = false;
    let end = text.find(|sign: char| {
        let ends = sign == '"' && !escaped;
        escaped = sign == '\\' && !escaped;
        ends
    })?;
    Some(&text[..end])
}

/// The names between braces; empty for what an argument fills.
fn inserted(literal: &str) -> Vec<&str> {
    let parts = literal.split('{').skip(1);
    parts.filter_map(|part| Some(part.split_once('}')?.0.split(':').next().unwrap_or_default())).collect()
}

fn is_vouched(path: &str, name: &str) -> bool {
    let is_constant = !name.is_empty() && name.chars().all(|sign| sign.is_ascii_uppercase() || sign == '_');
    is_constant || FRAGMENTS.contains(&(path, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> usize {
        check(&Tree::of("server/src/db/teacher.rs", text)).len()
    }

    #[test]
    fn a_value_in_a_statement_is_found() {
        assert_eq!(found("let text = format!(\"SELECT id FROM file WHERE name = '{name}'\");\n"), 1);
        assert_eq!(
            found("let text = format!(\n    \"SELECT id\n    FROM file WHERE id = {} \\\"x\\\"\", id);\n"),
            1
        );
        assert_eq!(found("let text = format!(\"{COLUMNS} WHERE {x:?} AND {y}\");\n"), 2);
    }

    #[test]
    fn constants_and_fragments_pass() {
        assert_eq!(found("let text = format!(\"SELECT {COLUMNS} FROM t WHERE {column} = $1\");\n"), 0);
        assert_eq!(found("let text = format!(\"a teacher's row is damaged: {what}\");\n"), 0);
        assert_eq!(check(&Tree::of("server/src/db/x.rs", "format!(\"SELECT {column}\")")).len(), 1);
        assert_eq!(check(&Tree::of("cli/src/x.rs", "format!(\"SELECT {column}\")")).len(), 0);
    }
}
