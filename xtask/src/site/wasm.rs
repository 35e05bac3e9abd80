//! The module: compiled, cut in pieces, given its loader by wasm-bindgen, made small by wasm-opt.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use super::Profile;
use super::sources::Sources;
use super::split::{self, Pieces};
use crate::process::{quietly, run};
use crate::setup::web_compiler::{self, TARGET, WebCompiler};
use crate::step::{note, step};
use crate::workspace;

/// What the compiled module may use; every current browser has these.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Smaller chunks stay as the linker made them.
const WORTH_IT_BYTES: u64 = 32 * 1024;

/// Compiles crate `frontend` and returns `/app.js`, `/app_bg.wasm` and its chunks.
pub fn build(profile: Profile) -> Result<Sources> {
    let compiled = compile(profile)?;
    let optimiser = workspace::node_modules().join(".bin/wasm-opt");
    let optimise = profile == Profile::Release && optimiser.is_file();
    let folder = workspace::root().join("target/site-module");
    let stamp = stamp(&compiled, optimise)?;
    if fs::read_to_string(folder.join("stamp")).is_ok_and(|before| before == stamp) {
        return read(&folder);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let pieces = step("site", "chunks", || split::cut(&compiled, &folder))?;
    step("site", "wasm-bindgen", || bind(&pieces, &folder))?;
    if optimise {
        step("site", "wasm-opt", || {
            let mut large = pieces.chunks.iter().filter(|chunk| is_worth_it(chunk));
            large.try_for_each(|chunk| shrink(&optimiser, chunk))?;
            shrink(&optimiser, &folder.join("app_bg.wasm"))
        })?;
    } else if profile == Profile::Release {
        note("site", "wasm-opt is not installed (npm ci brings it): the module stays larger than it need be");
    }
    fs::write(folder.join("stamp"), stamp)?;
    read(&folder)
}

/// Compiles the cluster's demonstration for browsers into `target/demo-web`: `demo.js` and `demo_bg.wasm`. It is run once, by a
/// journey: to make it small would take longer than it saves.
pub fn build_demo() -> Result<()> {
    let compiler = web_compiler::find_or_install()?;
    let wanted = ["--package", "cluster", "--no-default-features", "--example", "demo_web"];
    run(compiler.cargo_build().args(["--quiet", "--profile", "wasm-dev"]).args(wanted))?;
    let compiled = WebCompiler::target_dir().join(TARGET).join("wasm-dev/examples/demo_web.wasm");
    let folder = workspace::root().join("target/demo-web");
    Bindgen::new().input_path(compiled).web(true)?.typescript(false).out_name("demo").generate(folder)
}

fn compile(profile: Profile) -> Result<PathBuf> {
    let compiler = web_compiler::find_or_install()?;
    let profile = match profile {
        Profile::Dev => "wasm-dev",
        Profile::Release => "wasm-release",
    };
    step("site", &format!("{profile} by {}", compiler.name()), || {
        let wanted = ["--quiet", "--package", "frontend", "--profile", profile, "--", split::LINK_ARGUMENT];
        run(compiler.cargo_rustc().args(wanted))
    })?;
    Ok(WebCompiler::target_dir().join(TARGET).join(profile).join("frontend.wasm"))
}

/// What the finished module depends on: the compiled one and whether it is optimised.
fn stamp(compiled: &Path, optimise: bool) -> Result<String> {
    let bytes = fs::read(compiled).with_context(|| format!("reading {}", compiled.display()))?;
    Ok(format!("{:x?} optimised: {optimise}", Sha256::digest(bytes).as_slice()))
}

/// Gives the main piece its script. What the linker exports stays: the chunks import it. The names of functions go, for in
/// [`Profile::Dev`] they are three times as large as the code.
fn bind(pieces: &Pieces, folder: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(&pieces.main)
        .web(true)?
        .typescript(false)
        .out_name("app")
        .keep_lld_exports(true)
        .demangle(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)?;
    if folder.join("snippets").exists() {
        bail!("a dependency brings its own script (wasm-bindgen snippets), which the site does not publish");
    }
    let script = folder.join("app.js");
    fs::write(&script, split::join(&fs::read_to_string(&script)?, &pieces.loader)?)?;
    Ok(())
}

/// The optimiser takes two seconds to start, and most chunks are so small that it saves a few hundred bytes of them.
fn is_worth_it(chunk: &Path) -> bool {
    fs::metadata(chunk).is_ok_and(|data| data.len() >= WORTH_IT_BYTES)
}

fn shrink(optimiser: &Path, module: &Path) -> Result<()> {
    let smaller = module.with_extension("smaller");
    quietly(Command::new(optimiser).arg("-Oz").args(FEATURES).arg(module).arg("-o").arg(&smaller))?;
    fs::rename(smaller, module)?;
    Ok(())
}

/// Every script and module in the folder.
fn read(folder: &Path) -> Result<Sources> {
    let mut found = Sources::new();
    for entry in folder.read_dir().with_context(|| format!("reading {}", folder.display()))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".js") || name.ends_with(".wasm") {
            found.insert(format!("/{name}"), fs::read(folder.join(&name))?);
        }
    }
    Ok(found)
}
