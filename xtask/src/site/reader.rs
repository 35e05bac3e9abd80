//! The reader of PDFs, from npm: pdf.js, the part for the page and the part for its worker, with its licence.
//!
//! Outside of browsers it would draw with a native library of some 30 MB; `package.json` puts a small package in its place,
//! which nothing calls.

use std::fs;

use anyhow::{Context, Result};

use super::sources::Sources;
use crate::step::note;
use crate::workspace;

/// Plain name, and where npm puts the file. Both parts are those for browsers of the last years, and neither has what would
/// run a document's scripts.
const FILES: [(&str, &str); 3] = [
    ("/pdf/reader.js", "legacy/build/pdf.min.mjs"),
    ("/pdf/worker.js", "legacy/build/pdf.worker.min.mjs"),
    ("/public/pdf/licence.txt", "LICENSE"),
];

/// The reader; nothing when npm's packages are not there, and then PDFs are not shown.
pub fn read() -> Result<Sources> {
    let package = workspace::node_modules().join("pdfjs-dist");
    if !package.is_dir() {
        note("site", "without the npm packages the page shows no PDF");
        return Ok(Sources::new());
    }
    FILES
        .iter()
        .map(|(plain, file)| {
            let file = package.join(file);
            let bytes = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
            Ok(((*plain).to_owned(), bytes))
        })
        .collect()
}
