//! The two typefaces, from npm: variable weight, upright, Latin and its extension, with their licences.

use std::fs;

use anyhow::{Context, Result};

use super::sources::Sources;
use crate::step::note;
use crate::workspace;

/// Plain name, and where npm puts the file.
const FILES: [(&str, &str); 6] = [
    ("/fonts/inter-latin.woff2", "inter/files/inter-latin-wght-normal.woff2"),
    ("/fonts/inter-latin-ext.woff2", "inter/files/inter-latin-ext-wght-normal.woff2"),
    ("/fonts/jetbrains-mono-latin.woff2", "jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2"),
    (
        "/fonts/jetbrains-mono-latin-ext.woff2",
        "jetbrains-mono/files/jetbrains-mono-latin-ext-wght-normal.woff2",
    ),
    ("/public/fonts/inter-licence.txt", "inter/LICENSE"),
    ("/public/fonts/jetbrains-mono-licence.txt", "jetbrains-mono/LICENSE"),
];

/// The typefaces; none when npm's packages are not there, and then the page falls back on the system's.
pub fn read() -> Result<Sources> {
    let packages = workspace::node_modules().join("@fontsource-variable");
    if !packages.is_dir() {
        note("site", "without the npm packages the page uses the system's typefaces");
        return Ok(Sources::new());
    }
    FILES
        .iter()
        .map(|(plain, file)| {
            let file = packages.join(file);
            let bytes = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
            Ok(((*plain).to_owned(), bytes))
        })
        .collect()
}
