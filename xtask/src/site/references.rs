//! Finding and replacing plain names in HTML, CSS and JavaScript, without parsing any of them.
//!
//! A reference is a text that begins with `/` right after a quote, a backtick or an opening parenthesis, and ends at the
//! matching sign or at `?` or `#`. That is what a plain name looks like in all three languages, and nothing else in our
//! own files does.

use anyhow::Result;

/// Where in the text a reference stands.
pub struct Reference<'a> {
    /// The plain name, from its slash up to, not including, the sign that ends it.
    pub name: &'a str,
    /// What stands before the opening sign, for telling `href="` from other uses.
    pub before: &'a str,
}

/// What takes a reference's place.
pub struct Replacement {
    /// The new name.
    pub name: String,
    /// Text to add after the closing quote: another attribute.
    pub after: String,
}

/// Copies `text`, asking `replace` about each reference; `None` leaves it as it is.
pub fn rewrite(
    text: &str,
    mut replace: impl FnMut(Reference<'_>) -> Result<Option<Replacement>>,
) -> Result<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, close)) = next_opening(rest) {
        let (before, tail) = rest.split_at(at + 1);
        let Some(end) = tail.find([close, '?', '#', '\n', ' ']) else { break };
        let name = &tail[..end];
        out.push_str(before);
        rest = &tail[end..];
        match replace(Reference { name, before: &before[..at] })? {
            None => out.push_str(name),
            Some(Replacement { name, after }) => {
                out.push_str(&name);
                if !after.is_empty() && rest.starts_with(close) {
                    out.push(close);
                    out.push_str(&after);
                    rest = &rest[close.len_utf8()..];
                }
            }
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// The first sign that opens a reference, and the sign that will close it.
fn next_opening(text: &str) -> Option<(usize, char)> {
    let bytes = text.as_bytes();
    (0..bytes.len().saturating_sub(1)).find_map(|at| {
        let close = match bytes[at] {
            b'(' => ')',
            quote @ (b'"' | b'\'' | b'`') => char::from(quote),
            _ => return None,
        };
        (bytes[at + 1] == b'/').then_some((at, close))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let shout = |found: Reference<'_>| {
            let after = if found.before.ends_with("src=") { " integrity".to_owned() } else { String::new() };
            Ok(found.name.contains('.').then(|| Replacement { name: found.name.to_uppercase(), after }))
        };
        assert_eq!(rewrite(text, shout).expect("no replacement fails"), expected);
    }

    #[test]
    fn names_in_all_three_languages() {
        check(r#"<a href="/x.svg#id">"#, r#"<a href="/X.SVG#id">"#);
        check("url(/a.woff2) url('/b.woff2')", "url(/A.WOFF2) url('/B.WOFF2')");
        check(r#"import init from "/app.js";"#, r#"import init from "/APP.JS";"#);
    }

    #[test]
    fn an_attribute_follows_the_quote() {
        check(r#"<script src="/b.js" defer>"#, r#"<script src="/B.JS" integrity defer>"#);
    }

    #[test]
    fn other_text_is_left_alone() {
        for text in ["a / b", "// \"comment", r#"href="/files""#, "\"./x.js\"", "é\"", "\"/never closed.js"]
        {
            check(text, text);
        }
    }
}
