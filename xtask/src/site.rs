//! `cargo xtask site`: the page, from `frontend/` to `target/site`.
//!
//! # The convention between `frontend/` and this module
//!
//! Every file in `frontend/` that is not Rust has a *plain name*: its path from there, with a leading slash.
//! `index.html`, style sheets, scripts and the manifest refer to each other by plain name, in quotes or in `url(…)`:
//!
//! ```text
//! <link rel="stylesheet" href="/style/main.css">          frontend/style/main.css, bundled
//! <script type="module" src="/boot.js"></script>          frontend/boot.js
//! import init from "/app.js"                              wasm-bindgen's loader
//! await init({ module_or_path: "/app_bg.wasm" })          the module itself
//! <link rel="icon" href="/icons/shard.svg">               frontend/icons/shard.svg
//! url("/fonts/inter-latin.woff2")                         from npm, see `fonts`
//! ```
//!
//! Each is written to `target/site/assets/<plain name>-<hash of its content>.<extension>` and every mention of the plain
//! name becomes `/assets/…`, so a hashed name may be cached for ever. `index.html` and `robots.txt` keep their names.
//! Scripts and style sheets named in `index.html` get an `integrity` attribute.
//!
//! * `style/main.css` may `@import "other.css";` or `@import "other.css" layer(name);` (paths relative to the file):
//!   imports are replaced by the text they name, in order, wrapped in their layer. Only the bundle is published.
//! * Inline scripts and styles are refused: the content security policy would block them.
//! * A plain name that no file has is an error, so a forgotten icon fails the build and not the reader.
//!
//! Text and WASM get a `.br` and a `.gz` neighbour. The folder is replaced as a whole, at the end, and only when
//! something in it changed.

mod assets;
mod bundle;
mod compress;
mod fonts;
mod publish;
mod references;
mod wasm;
