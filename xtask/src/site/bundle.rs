//! Style sheets with their imports put in place.

use anyhow::{Context, Result, bail};

use super::sources::Sources;

/// The text of a style sheet, each `@import` replaced by what it names.
pub fn bundle(sources: &Sources, sheet: &str) -> Result<String> {
    inline(sources, sheet, &mut Vec::new())
}

fn inline(sources: &Sources, sheet: &str, inside: &mut Vec<String>) -> Result<String> {
    if inside.iter().any(|open| open == sheet) {
        bail!("{sheet} imports itself: {}", inside.join(" imports "));
    }
    let bytes = sources.get(sheet).with_context(|| format!("there is no style sheet {sheet}"))?;
    let text = std::str::from_utf8(bytes).with_context(|| format!("{sheet} is not UTF-8"))?;
    inside.push(sheet.to_owned());
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        match line.trim_start().strip_prefix("@import ") {
            None => out.push_str(line),
            Some(import) => {
                let Import { file, layer } = parse(import).with_context(|| format!("in {sheet}: {line}"))?;
                let imported = inline(sources, &relative(sheet, file), inside)?;
                match layer {
                    Some(name) => out.push_str(&format!("@layer {name} {{\n{imported}}}")),
                    None => out.push_str(&imported),
                }
            }
        }
        out.push('\n');
    }
    inside.pop();
    Ok(out)
}

struct Import<'a> {
    file: &'a str,
    layer: Option<&'a str>,
}

/// Reads `"file.css";`, `url("file.css");` and `"file.css" layer(name);`.
fn parse(import: &str) -> Result<Import<'_>> {
    let import =
        import.trim().strip_suffix(';').context("an import ends with a semicolon, on its own line")?;
    let import = import.strip_prefix("url(").map_or(import, |inner| inner);
    let mut parts = import.splitn(3, ['"', '\'']);
    let (Some(""), Some(file), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        bail!("an import names its file in quotes");
    };
    let rest = rest.trim_start_matches(')').trim();
    let layer = rest.strip_prefix("layer(").and_then(|name| name.strip_suffix(')'));
    if layer.is_none() && !rest.is_empty() {
        bail!("only layer(name) may follow the file's name");
    }
    Ok(Import { file, layer })
}

/// The plain name of a file named from another's folder.
fn relative(from: &str, file: &str) -> String {
    if file.starts_with('/') {
        return file.to_owned();
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("{folder}/{}", file.trim_start_matches("./"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheets(files: &[(&str, &str)]) -> Sources {
        files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn imports_keep_their_order_and_layer() {
        let sources = sheets(&[
            (
                "/style/main.css",
                "@layer a, b;\n@import \"a.css\" layer(a);\n@import url(\"./b.css\");\nmain{}",
            ),
            ("/style/a.css", "a{}"),
            ("/style/b.css", "@layer b { b{} }"),
        ]);
        let whole = bundle(&sources, "/style/main.css").expect("all files are there");
        assert_eq!(whole, "@layer a, b;\n@layer a {\na{}\n}\n@layer b { b{} }\n\nmain{}\n");
    }

    #[test]
    fn a_missing_file_a_circle_and_a_media_query_are_refused() {
        for text in [
            "@import \"none.css\";",
            "@import \"main.css\";",
            "@import \"a.css\" screen;",
            "@import \"a.css\"",
        ] {
            let sources = sheets(&[("/main.css", text), ("/a.css", "")]);
            assert!(bundle(&sources, "/main.css").is_err(), "{text}");
        }
    }
}
