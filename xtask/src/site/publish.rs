//! From plain names to published names, each file after the files it names.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384};

use super::bundle::bundle;
use super::references::{Reference, Replacement, rewrite};
use super::sources::Sources;
use crate::step::note;

/// Published name, with its leading slash, to content.
pub type Site = BTreeMap<String, Vec<u8>>;

/// Extensions of files that are published; a name with one of these must exist.
const KINDS: [&str; 9] = ["css", "ico", "js", "json", "png", "svg", "wasm", "webmanifest", "woff2"];
const PAGE: &str = "/index.html";
const PUBLIC: &str = "/public";

/// The whole page: `index.html`, what it names and what that names, and `public/` as it stands.
pub fn publish(sources: Sources) -> Result<Site> {
    let mut publisher =
        Publisher { sources: &sources, published: BTreeMap::new(), open: Vec::new(), site: Site::new() };
    let page = publisher.rewritten(PAGE)?;
    refuse_inline(&page)?;
    let Publisher { published, mut site, .. } = publisher;
    site.insert(PAGE.to_owned(), page.into_bytes());
    for (name, bytes) in &sources {
        if let Some(kept) = name.strip_prefix(PUBLIC) {
            site.insert(kept.to_owned(), bytes.clone());
        } else if !published.contains_key(name) && name != PAGE && !name.ends_with(".css") {
            note("site", &format!("nothing names {name}, so it is not published"));
        }
    }
    Ok(site)
}

struct Publisher<'a> {
    sources: &'a Sources,
    published: BTreeMap<String, Published>,
    open: Vec<String>,
    site: Site,
}

#[derive(Clone)]
struct Published {
    name: String,
    integrity: String,
}

impl Publisher<'_> {
    fn publish(&mut self, plain: &str) -> Result<Published> {
        if let Some(known) = self.published.get(plain) {
            return Ok(known.clone());
        }
        if self.open.iter().any(|open| open == plain) {
            bail!("{plain} names itself, by way of {}", self.open.join(", "));
        }
        self.open.push(plain.to_owned());
        let bytes = match extension(plain) {
            "css" | "js" | "json" | "webmanifest" => self.rewritten(plain)?.into_bytes(),
            _ => self.sources[plain].clone(),
        };
        self.open.pop();
        let published = Published {
            name: hashed(plain, &bytes),
            integrity: format!("sha384-{}", STANDARD.encode(Sha384::digest(&bytes))),
        };
        self.site.insert(published.name.clone(), bytes);
        self.published.insert(plain.to_owned(), published.clone());
        Ok(published)
    }

    /// A text with every plain name in it replaced.
    fn rewritten(&mut self, plain: &str) -> Result<String> {
        let text = if extension(plain) == "css" { bundle(self.sources, plain)? } else { self.text(plain)? };
        let is_page = plain == PAGE;
        rewrite(&text, |Reference { name, before }| {
            if !self.sources.contains_key(name) {
                refuse_unknown(plain, name)?;
                return Ok(None);
            }
            let Published { name: hashed, integrity } = self.publish(name)?;
            Ok(Some(Replacement { name: hashed, after: guard(is_page, before, name, &integrity) }))
        })
    }

    fn text(&self, plain: &str) -> Result<String> {
        let bytes = self.sources.get(plain).with_context(|| format!("there is no frontend{plain}"))?;
        String::from_utf8(bytes.clone()).with_context(|| format!("{plain} is not UTF-8"))
    }
}

/// What stands behind a name so that the browser compares what arrives with it (SRI): an attribute in the page, where
/// `modulepreload` vouches for what a script imports, and an option of `fetch` in scripts.
fn guard(is_page: bool, before: &str, name: &str, integrity: &str) -> String {
    let is_linked = before.ends_with("href=") || before.ends_with("src=");
    if is_page && is_linked && ["css", "js"].contains(&extension(name)) {
        format!(" integrity=\"{integrity}\"")
    } else if !is_page && before.ends_with("fetch(") {
        format!(", {{ integrity: \"{integrity}\" }}")
    } else {
        String::new()
    }
}

/// Typefaces and the reader of PDFs may be absent, where npm is; everything else that is named must be there.
fn refuse_unknown(from: &str, name: &str) -> Result<()> {
    let ours = KINDS.contains(&extension(name)) && !name.starts_with("//");
    if ours && !["/fonts/", "/pdf/"].iter().any(|folder| name.starts_with(folder)) {
        bail!("{from} names {name}, and there is no frontend{name}");
    }
    Ok(())
}

fn refuse_inline(page: &str) -> Result<()> {
    for forbidden in ["<style", "<script>", " style=\"", " onload=", " onclick="] {
        if page.contains(forbidden) {
            bail!("index.html has `{forbidden}`: the content security policy allows nothing inline");
        }
    }
    Ok(())
}

/// `/style/main.css` becomes `/assets/style/main-0123456789abcdef.css`.
fn hashed(plain: &str, bytes: &[u8]) -> String {
    let hash: String = Sha256::digest(bytes)[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    let (stem, extension) = plain.rsplit_once('.').unwrap_or((plain, "bin"));
    format!("/assets{stem}-{hash}.{extension}")
}

fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(files: &[(&str, &str)]) -> Sources {
        files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn a_change_at_the_leaf_changes_every_name_above_it() {
        let page = |shape: &str| {
            let site = publish(sources(&[
                ("/index.html", r#"<link href="/main.css"><link rel=icon href="/a.svg">"#),
                ("/main.css", "b { background: url(\"/a.svg\") }"),
                ("/a.svg", shape),
            ]));
            String::from_utf8(site.expect("every name exists")[PAGE].clone()).expect("the page is text")
        };
        let (one, other) = (page("<svg/>"), page("<svg></svg>"));
        assert!(one.contains("/assets/main-") && one.contains("integrity=\"sha384-"));
        assert_ne!(one, other);
    }

    #[test]
    fn the_browser_is_told_the_digest_of_everything_that_runs() {
        let site = publish(sources(&[
            (PAGE, r#"<link rel="modulepreload" href="/app.js"><script src="/boot.js"></script>"#),
            ("/boot.js", r#"import("/app.js"); fetch("/main.wasm")"#),
            ("/app.js", r#"const chunk = fetch("/chunk.wasm");"#),
            ("/main.wasm", "main"),
            ("/chunk.wasm", "chunk"),
        ]))
        .expect("every name exists");
        let text = |start: &str| {
            let (_, bytes) = site.iter().find(|(name, _)| name.starts_with(start)).expect("published");
            String::from_utf8(bytes.clone()).expect("text")
        };
        assert_eq!(text(PAGE).matches("integrity=\"sha384-").count(), 2);
        for script in ["/assets/boot-", "/assets/app-"] {
            assert_eq!(text(script).matches(".wasm\", { integrity: \"sha384-").count(), 1, "{script}");
        }
    }

    #[test]
    fn a_forgotten_file_and_inline_code_are_refused() {
        for page in [r#"<img src="/none.png">"#, "<script>alert(1)</script>", r#"<p style="color: red">"#] {
            assert!(publish(sources(&[(PAGE, page)])).is_err(), "{page}");
        }
    }

    #[test]
    fn public_files_keep_their_names() {
        let site =
            publish(sources(&[(PAGE, "<p>"), ("/public/robots.txt", "x")])).expect("nothing is missing");
        assert!(site.contains_key("/robots.txt"));
    }
}
