//! The module cut in pieces: what every page needs, and chunks that are fetched when a page is first opened that needs
//! them.
//!
//! Crate `app` says where, by `wasm_split` on a function: what is reached through it alone goes into its chunk, what two
//! chunks share and the main module does not have goes into one of their own. The cut follows the relocations that the
//! linker leaves in the module (`--emit-relocs`) and the names of its functions, so it comes before wasm-bindgen, which
//! sees the main piece only, and before wasm-opt.
//!
//! The cut also writes a loader of chunks, a script that imports wasm-bindgen's, which imports it. Names with a hash of
//! the content cannot go in a circle, and one script arrives sooner than two: [`join`] makes them one.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use wasm_split_cli_support::{Options, transform};

/// What the linker must be told for the module to be cut.
pub const LINK_ARGUMENT: &str = "-Clink-args=--emit-relocs";

/// How the main piece names the loader of chunks, in the way wasm-bindgen repeats it.
const LOADER: &str = "./__wasm_split.js";
/// How the loader begins: it wants the exports of the running main piece.
const MAIN_IMPORT: &str = "import { initSync } from \"./app.js\";\n";

/// A module in pieces.
pub struct Pieces {
    /// What wasm-bindgen is to see.
    pub main: PathBuf,
    /// The rest, finished but for wasm-opt. The loader fetches them by these file names.
    pub chunks: Vec<PathBuf>,
    /// The loader of chunks, for [`join`].
    pub loader: String,
}

/// Cuts the module; the chunks are written into `folder`, the main piece beside it.
pub fn cut(compiled: &Path, folder: &Path) -> Result<Pieces> {
    let whole = fs::read(compiled).with_context(|| format!("reading {}", compiled.display()))?;
    let main = folder.with_extension("main.wasm");
    let mut options = Options::new(&whole);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.main_module = "./app.js";
    options.link_name = LOADER;
    let cut = transform(options).map_err(|problem| anyhow!("cutting {}: {problem:#}", compiled.display()))?;
    let script = folder.join(LOADER);
    let loader = fs::read_to_string(&script).with_context(|| format!("reading {}", script.display()))?;
    fs::remove_file(script)?;
    Ok(Pieces { chunks: cut.split_modules, main, loader })
}

/// Puts the loader of chunks into wasm-bindgen's script, in the place where that imports it, with plain names of chunks.
///
/// wasm-bindgen imports it once for each split, under another name each time. Both texts were written by other people's
/// tools: where they look otherwise than they did, the build fails here.
pub fn join(script: &str, loader: &str) -> Result<String> {
    let loader =
        loader.strip_prefix(MAIN_IMPORT).context("the loader of chunks begins otherwise than it did")?;
    let exported: Vec<&str> =
        loader.lines().filter_map(|line| line.strip_prefix("export const ")?.split(' ').next()).collect();
    let body = loader
        .replace("\nexport const ", "\nconst ")
        .replace("fetch(new URL(\"./", "fetch(\"/")
        .replace("\", import.meta.url))", "\")");
    let block = format!("(() => {{\n{body}return {{ {} }};\n}})()", exported.join(", "));
    let mut first = None;
    let lines = script.split_inclusive('\n').map(|line| match imported_as(line) {
        None => line.to_owned(),
        Some(name) => {
            let value = first.map_or(block.as_str(), |first| first);
            first.get_or_insert(name);
            format!("const {name} = {value};\n")
        }
    });
    let joined = lines.collect();
    first.with_context(|| format!("wasm-bindgen's script does not import {LOADER}"))?;
    Ok(joined)
}

/// The name under which a line imports the loader of chunks.
fn imported_as(line: &str) -> Option<&str> {
    line.strip_prefix("import * as ")?.trim_end().strip_suffix(&format!(" from \"{LOADER}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "/* ours */\nimport * as import1 from \"./__wasm_split.js\"\n\
        import * as import2 from \"./__wasm_split.js\"\nfunction initSync() {}\n";

    #[test]
    fn two_scripts_become_one() {
        let loader = "import { initSync } from \"./app.js\";\n\nlet shared = initSync();\n\
            export const load_a = make(() => fetch(new URL(\"./a.wasm\", import.meta.url)));\n\
            export const load_b = make(() => {\n});\n";
        let expected = "/* ours */\nconst import1 = (() => {\n\nlet shared = initSync();\n\
            const load_a = make(() => fetch(\"/a.wasm\"));\n\
            const load_b = make(() => {\n});\nreturn { load_a, load_b };\n})();\n\
            const import2 = import1;\nfunction initSync() {}\n";
        assert_eq!(join(SCRIPT, loader).expect("both have the known shape"), expected);
    }

    #[test]
    fn a_script_of_another_shape_is_refused() {
        assert!(join("function initSync() {}\n", MAIN_IMPORT).is_err());
        assert!(join(SCRIPT, "import { other } from \"./app.js\";\n").is_err());
    }
}
