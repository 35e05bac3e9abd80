//! People from JSON lines, `{"username": …, "email": …, "password_hash": …}`, or from CSV with these three columns. A line
//! that cannot be read is told of with its number; the others go on.
use std::io::{self, BufRead};

use serde::Deserialize;
use server::service::import::Person;

const HEADER: [&str; 3] = ["username", "email", "password_hash"];

/// A line of the file.
pub(super) struct Line {
    /// Counted from 1.
    pub(super) number: usize,
    /// Who stands there, or what is wrong.
    pub(super) person: Result<Person, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    username: String,
    email: String,
    password_hash: String,
}

/// Reads every line that is not empty.
pub(super) fn people(file: impl BufRead) -> io::Result<Vec<Line>> {
    let lines: Vec<String> = file.lines().collect::<io::Result<_>>()?;
    let mut filled = { lines.iter().zip(1..) }
        .map(|(line, number)| (line.trim_start_matches('\u{feff}').trim(), number))
        .filter(|(line, _)| !line.is_empty())
        .peekable();
    let is_json = filled.peek().is_some_and(|(line, _)| line.starts_with('{'));
    if !is_json {
        let header = filled.next().and_then(|(line, _)| fields(line)).unwrap_or_default();
        if header != HEADER {
            return Err(io::Error::other(format!("the first line must be {}", HEADER.join(","))));
        }
    }
    let read = if is_json { json } else { csv };
    Ok(filled.map(|(line, number)| Line { number, person: read(line) }).collect())
}

fn json(line: &str) -> Result<Person, String> {
    let Record { username, email, password_hash } = serde_json::from_str(line)
        .map_err(|error| format!("this is not the JSON that is wanted: {error}"))?;
    Ok(Person { username, email, password_hash })
}

fn csv(line: &str) -> Result<Person, String> {
    let fields: Option<[String; 3]> = fields(line).and_then(|fields| fields.try_into().ok());
    let [username, email, password_hash] = fields.ok_or(
        "three fields are wanted; one with a comma in it stands in quotation marks, as PBKDF2 hashes do",
    )?;
    Ok(Person { username, email, password_hash })
}

/// The fields of a line (RFC 4180, without line breaks inside of fields); `None` when a quotation mark is missing.
fn fields(line: &str) -> Option<Vec<String>> {
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        let (field, behind) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_field(quoted)?,
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        fields.push(field);
        match behind.strip_prefix(',') {
            Some(next) => rest = next,
            None => return behind.is_empty().then_some(fields),
        }
    }
}

/// Up to the closing mark, where two marks mean one, and what stands behind it.
fn quoted_field(mut rest: &str) -> Option<(String, &str)> {
    let mut field = String::new();
    loop {
        let end = rest.find('"')?;
        field.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(behind) => {
                field.push('"');
                rest = behind;
            }
            None => return Some((field, rest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(usize, Result<String, String>)> {
        let lines = people(text.as_bytes()).expect("it is read");
        let told = |person: Person| format!("{}|{}|{}", person.username, person.email, person.password_hash);
        lines.into_iter().map(|line| (line.number, line.person.map(told))).collect()
    }

    #[test]
    fn json_lines_and_csv_say_the_same() {
        let json = "{\"username\":\"ann\",\"email\":\"ann@example.com\",\"password_hash\":\"$pbkdf2-sha256$i=1,l=2$a$b\"}\n";
        let csv = "\u{feff}username,email,password_hash\r\n\r\nann,ann@example.com,\"$pbkdf2-sha256$i=1,l=2$a$b\"\r\n";
        let ann = Ok("ann|ann@example.com|$pbkdf2-sha256$i=1,l=2$a$b".to_owned());
        assert_eq!(read(json), [(1, ann.clone())]);
        assert_eq!(read(csv), [(3, ann)]);
        assert_eq!(read("username,email,password_hash\n"), []);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_told_of_alone() {
        let lines = read(
            "username,email,password_hash\na,b\na,b,c\na,b,\"c\na,\"b\"x,c\na,b,c,d\n\"a\"\"b\",\"\",c\n",
        );
        let good: Vec<usize> = lines.iter().filter(|(_, it)| it.is_ok()).map(|(number, _)| *number).collect();
        assert_eq!((lines.len(), good), (6, vec![3, 7]));
        assert_eq!(lines[5].1.as_deref(), Ok("a\"b||c"));
        let lines = read(
            "{\"username\":\"a\"}\n{\"username\":\"a\",\"email\":\"b\",\"password_hash\":\"c\"}\nnot json\n",
        );
        assert_eq!(lines.iter().map(|(_, it)| it.is_ok()).collect::<Vec<_>>(), [false, true, false]);
    }

    #[test]
    fn another_header_is_refused() {
        for text in ["", "name,mail\n", "username;email;password_hash\n", "\"username,email\n"] {
            assert!(people(text.as_bytes()).is_err(), "{text:?}");
        }
    }
}
