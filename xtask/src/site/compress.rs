//! Writing the site: every file, a brotli and a gzip neighbour where they help, and the folder swapped in at the end.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::Profile;
use super::publish::Site;
use crate::workspace;

/// What compresses. Pictures and typefaces are compressed already.
const TEXTS: [&str; 7] = ["css", "html", "js", "json", "svg", "txt", "webmanifest"];

/// Writes the site and returns one line about it. Modules are compressed in [`Profile::Release`]: those of the other are
/// large and are fetched from this machine.
pub fn write(site: &Site, profile: Profile) -> Result<String> {
    let finished = workspace::site();
    let next = finished.with_extension("next");
    clear(&next)?;
    for (name, bytes) in site {
        let file = next.join(name.trim_start_matches('/'));
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&file, bytes)?;
        if is_text(name) || (is_module(name) && profile == Profile::Release) {
            write_smaller(&finished, &next, name, bytes)?;
        }
    }
    swap(&next, &finished)?;
    Ok(summary(site))
}

fn is_text(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| TEXTS.contains(&extension))
}

fn is_module(name: &str) -> bool {
    name.ends_with(".wasm")
}

type Packer = fn(&[u8]) -> Result<Vec<u8>>;

/// The two neighbours. A hashed name that was there before has the same content, so its neighbours are copied.
fn write_smaller(before: &Path, next: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let packers: [(&str, Packer); 2] = [("br", brotli), ("gz", gzip)];
    for (suffix, pack) in packers {
        let neighbour = format!("{}.{suffix}", name.trim_start_matches('/'));
        let known = if name.starts_with("/assets/") { fs::read(before.join(&neighbour)).ok() } else { None };
        let packed = known.map_or_else(|| pack(bytes), Ok)?;
        if packed.len() < bytes.len() {
            fs::write(next.join(neighbour), packed)?;
        }
    }
    Ok(())
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &parameters)?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes)?;
    Ok(packer.finish()?)
}

/// Two renames: a reader sees the old site, for a moment none, or the new one, never half of one.
fn swap(next: &Path, finished: &Path) -> Result<()> {
    if same(next, finished) {
        return clear(next);
    }
    let old = finished.with_extension("old");
    clear(&old)?;
    if finished.exists() {
        fs::rename(finished, &old)?;
    }
    fs::rename(next, finished).with_context(|| format!("moving the site to {}", finished.display()))?;
    clear(&old)
}

/// An unchanged site keeps its folder and its times, so that the server is not built again for nothing.
fn same(next: &Path, finished: &Path) -> bool {
    let page = |folder: &Path| fs::read(folder.join("index.html")).ok();
    page(finished).is_some_and(|old| page(next) == Some(old)) && listing(next) == listing(finished)
}

fn listing(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for entry in folder.read_dir().into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            names.extend(listing(&entry.path()).into_iter().map(|inner| format!("{name}/{inner}")));
        } else {
            let length = entry.metadata().map_or(0, |data| data.len());
            names.push(format!("{name} {length}"));
        }
    }
    names.sort();
    names
}

fn clear(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    Ok(())
}

/// What everybody fetches first, and what is fetched when it is needed.
fn summary(site: &Site) -> String {
    let modules: Vec<(bool, u64, u64)> = site
        .iter()
        .filter(|(name, _)| is_module(name))
        .map(|(name, bytes)| {
            let whole = bytes.len() as u64;
            let file = workspace::site().join(name.trim_start_matches('/'));
            let packed = fs::metadata(format!("{}.br", file.display())).map_or(whole, |data| data.len());
            (name.starts_with("/assets/app_bg-"), whole, packed)
        })
        .collect();
    let said = |main: bool| {
        let (whole, packed) = modules
            .iter()
            .filter(|(is_main, ..)| *is_main == main)
            .fold((0, 0), |(whole, packed), module| (whole + module.1, packed + module.2));
        format!("{} kB, {} kB on the wire", whole / 1000, packed / 1000)
    };
    let chunks = modules.iter().filter(|(is_main, ..)| !is_main).count();
    format!(
        "{} files in target/site; the module: {}; its {chunks} chunks: {}",
        site.len(),
        said(true),
        said(false)
    )
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn both_packings_open_again() {
        let text = "one shard, two shards, three shards ".repeat(40);
        let mut opened = Vec::new();
        brotli::BrotliDecompress(&mut &brotli(text.as_bytes()).expect("packs")[..], &mut opened)
            .expect("opens");
        assert_eq!(opened, text.as_bytes());
        let mut opened = String::new();
        let packed = gzip(text.as_bytes()).expect("packs");
        flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut opened).expect("opens");
        assert_eq!(opened, text);
    }
}
