//! `cargo xtask site`: the page, from `frontend/` to `target/site`.
//!
//! # The convention between `frontend/` and this module
//!
//! Every file in `frontend/` that is not Rust has a *plain name*: its path from there, with a leading slash.
//! `index.html`, style sheets, scripts and the manifest refer to each other by plain name, in quotes or in `url(…)`:
//!
//! ```text
//! <link rel="stylesheet" href="/style/main.css">          frontend/style/main.css with its imports
//! <script type="module" src="/boot.js"></script>          frontend/boot.js
//! import init from "/app.js";                             wasm-bindgen's loader
//! await init({ module_or_path: "/app_bg.wasm" });         the module itself
//! fetch(new URL("/split_nodes.wasm", ...))                in the loader: a chunk of it, see `site/split.rs`
//! <link rel="icon" href="/icons/shard.svg">               frontend/icons/shard.svg
//! src: url("/fonts/inter-latin.woff2")                    from npm, see `site/fonts.rs` for the names
//! import { getDocument } from "/pdf/reader.js"            from npm, see `site/reader.rs`
//! ```
//!
//! * Whatever `index.html` names, and whatever that names in turn, is published as
//!   `/assets/<plain name>-<hash of its content>.<extension>`, and each mention of the plain name becomes that name: it
//!   may be cached for ever. What nothing names is not published. Rust code cannot name a hashed asset.
//! * `frontend/public/**` is published as it stands under its own name (`public/robots.txt` is `/robots.txt`), and so
//!   is `index.html`: these must be revalidated.
//! * A style sheet may say `@import "other.css";` or `@import "other.css" layer(name);`, paths relative to the file:
//!   the import is replaced by the text it names, in order, wrapped in its layer.
//! * Scripts and style sheets named in `index.html` by `src` or `href` get an `integrity` attribute.
//! * Inline scripts and styles in `index.html` are refused: the content security policy would block them.
//! * A plain name with an extension that no file has is an error: a forgotten icon fails the build, not the reader.
//!
//! Text and WASM get a `.br` and a `.gz` neighbour. `target/site` is replaced as a whole, at the end.

mod bundle;
mod compress;
mod fonts;
mod publish;
mod reader;
mod references;
mod sources;
mod split;
pub mod wasm;

use anyhow::Result;

use crate::setup::npm;
use crate::step::{note, step};

/// How much care the modules get: seconds or kilobytes. Both are made of the same code by the same steps but the last.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Quick to build, large: what the journeys open.
    Dev,
    /// Small: optimised for size, as a whole, then by wasm-opt, and compressed: what people get.
    Release,
}

/// Builds the page into `target/site`.
pub fn site(profile: Profile) -> Result<()> {
    if let Err(problem) = step("site", "npm packages", npm::install) {
        note(
            "site",
            &format!(
                "{problem:#}\n        going on without wasm-opt, the typefaces and PDFs: the page will be larger"
            ),
        );
    }
    let module = wasm::build(profile)?;
    step("site", "assets", || {
        let mut sources = sources::read()?;
        sources.extend(fonts::read()?);
        sources.extend(reader::read()?);
        sources.extend(module);
        let site = publish::publish(sources)?;
        let report = compress::write(&site, profile)?;
        note("site", &report);
        Ok(())
    })
}
