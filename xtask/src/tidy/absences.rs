//! Words that certain rooms must not know.

use super::Finding;
use super::tree::{Tree, code, is_test};

/// A room, the words it must not know, and why.
struct Absence {
    /// Paths that begin with one of these; every Rust file when empty.
    rooms: &'static [&'static str],
    /// Paths that begin with one of these are excused.
    except: &'static [&'static str],
    words: &'static [&'static str],
    reason: &'static str,
}

const ABSENCES: [Absence; 7] = [
    Absence {
        rooms: &[],
        except: &["server/src/grpc/status.rs", "client/src/error.rs", "client/src/error/", "xtask/src/tidy/"],
        words: &[
            "tonic::Code",
            "Code::Unauthenticated",
            "Code::InvalidArgument",
            "Code::NotFound",
            "Code::Internal",
        ],
        reason: "only server/src/grpc/status.rs (and client/src/error.rs, which reads them) knows gRPC's codes",
    },
    Absence {
        rooms: &["domain/src/", "cluster/src/"],
        except: &[
            "cluster/src/live",
            "cluster/src/store/disk",
            "cluster/src/store/object",
            "cluster/src/sim",
        ],
        words: &[
            "SystemTime",
            "Instant::",
            "std::thread",
            "thread::",
            "HashMap",
            "HashSet",
            "rand::",
            "getrandom",
            "tokio::",
            "std::env",
            "Timestamp::now",
        ],
        reason: "rules have no clock, thread, chance or unordered map of their own: time and chance are arguments",
    },
    Absence {
        rooms: &["app/", "cli/", "client/", "cluster/", "domain/", "proto/", "server/"],
        except: &["server/src/db"],
        words: &["SELECT ", "INSERT INTO ", "DELETE FROM ", "UPDATE ", "CREATE TABLE ", "CREATE INDEX "],
        reason: "SQL lives in server/src/db and migrations",
    },
    Absence {
        rooms: &["app/src/components/"],
        except: &[],
        words: &["crate::pages"],
        reason: "components do not know the pages that use them",
    },
    Absence {
        rooms: &["app/src/", "frontend/src/"],
        except: &[],
        words: &["inner_html", "set_inner_html", "set_outer_html", "insert_adjacent_html", "document_write"],
        reason: "what people wrote is shown as text and never read as HTML (SEC-31)",
    },
    Absence {
        rooms: &["server/src/service/", "server/src/service.rs"],
        except: &[],
        words: &["crate::grpc", "crate::http"],
        reason: "use cases do not know the doors they are called through",
    },
    Absence {
        rooms: &["server/src/db/", "server/src/db.rs"],
        except: &[],
        words: &["crate::service", "crate::grpc", "crate::http", "proto::"],
        reason: "the database knows neither use cases nor the wire",
    },
];

/// Every line of a room that has a word it must not know.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.rust().filter(|(path, _)| !is_test(path)) {
        for absence in ABSENCES.iter().filter(|absence| absence.covers(path)) {
            findings.extend(absence.find(path, text));
        }
    }
    findings
}

impl Absence {
    fn covers(&self, path: &str) -> bool {
        let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| path.starts_with(prefix));
        (self.rooms.is_empty() || starts(self.rooms)) && !starts(self.except)
    }

    fn find<'a>(&'a self, path: &'a str, text: &'a str) -> impl Iterator<Item = Finding> + 'a {
        flat_imports(text).into_iter().filter_map(move |(line, code)| {
            let word = self.words.iter().find(|word| has_word(&code, word))?;
            Some(Finding {
                place: format!("{path}:{line}"),
                sentence: format!("has `{}`, but {}", word.trim_end(), self.reason),
            })
        })
    }
}

/// The word, not as the end of a longer one: `proto::` is not in `my_proto::`.
fn has_word(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|sign| sign.is_alphanumeric() || sign == '_' || sign == '-')
    })
}

/// The lines of code, with `use a::{b, c::d};` written as `a::b a::c::d` on the line where it begins.
fn flat_imports(text: &str) -> Vec<(usize, String)> {
    let mut lines = Vec::new();
    let mut import: Option<(usize, String)> = None;
    for (number, line) in code(text) {
        let (start, mut whole) = import.take().unwrap_or((number, String::new()));
        whole.push_str(line.trim());
        let is_import = whole.starts_with("use ") || whole.starts_with("pub use ");
        if is_import && !whole.ends_with(';') {
            whole.push(' ');
            import = Some((start, whole));
        } else if is_import {
            let path = whole.trim_start_matches("pub ").trim_start_matches("use ").trim_end_matches(';');
            lines.push((start, flatten("", path).join(" ")));
        } else {
            lines.push((start, whole));
        }
    }
    lines
}

fn flatten(prefix: &str, path: &str) -> Vec<String> {
    let Some((head, group)) = path.trim().split_once('{') else {
        return vec![format!("{prefix}{}", path.trim())];
    };
    let group = group.trim_end().strip_suffix('}').unwrap_or(group);
    let prefix = format!("{prefix}{head}");
    split_at_commas(group).into_iter().flat_map(|part| flatten(&prefix, part)).collect()
}

/// The parts between commas that stand in no inner brace.
fn split_at_commas(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0_i32, 0, Vec::new());
    for (at, sign) in group.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&group[start..]);
    parts.into_iter().filter(|part| !part.trim().is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&Tree::of(path, text)).len()
    }

    #[test]
    fn codes_belong_to_one_file() {
        assert_eq!(found("server/src/service/account.rs", "use tonic::{\n    Code,\n    Status,\n};\n"), 1);
        assert_eq!(found("server/src/grpc/status.rs", "use tonic::Code;\n"), 0);
    }

    #[test]
    fn rules_have_no_clock_and_no_chance() {
        assert_eq!(found("domain/src/code.rs", "let now = SystemTime::now();\n"), 1);
        assert_eq!(found("cluster/src/node.rs", "use std::collections::{BTreeMap, HashMap};\n"), 1);
        assert_eq!(found("cluster/src/live/clock.rs", "let now = Instant::now();\n"), 0);
        assert_eq!(found("domain/src/code.rs", "// HashMap would forget the order.\n"), 0);
    }

    #[test]
    fn statements_belong_to_the_database() {
        assert_eq!(found("server/src/service/files.rs", "let sql = \"SELECT id FROM file\";\n"), 1);
        assert_eq!(found("server/src/db/file.rs", "let sql = \"SELECT id FROM file\";\n"), 0);
    }

    #[test]
    fn the_page_reads_no_text_as_html() {
        assert_eq!(found("app/src/pages/files/view.rs", "view! { <p inner_html=name /> }\n"), 1);
        assert_eq!(found("app/src/pages/files/view.rs", "element.set_inner_html(&name);\n"), 1);
        assert_eq!(found("app/src/pages/files/view.rs", "view! { <p>{name}</p> }\n"), 0);
    }

    #[test]
    fn inner_rooms_do_not_know_the_outer() {
        assert_eq!(found("app/src/components/button.rs", "use crate::{icons, pages::files};\n"), 1);
        assert_eq!(found("server/src/service/account.rs", "use crate::grpc::status;\n"), 1);
        assert_eq!(found("server/src/db/file.rs", "use proto::storage::File;\n"), 1);
        assert_eq!(found("server/src/db/file.rs", "use crate::db::row;\n"), 0);
    }

    #[test]
    fn tests_may_know_more() {
        let text = "//! Rules.\n\n#[cfg(test)]\nmod tests {\n    use std::collections::HashMap;\n}\n";
        assert_eq!(found("domain/src/code.rs", text), 0);
        assert_eq!(found("domain/src/code/tests.rs", "use std::collections::HashMap;\n"), 0);
    }
}
