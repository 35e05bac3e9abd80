//! The page is embedded from `target/site`: a new one is a reason to build again, and so is the first.
use std::fs;

fn main() {
    let site = "../target/site";
    println!("cargo:rerun-if-changed={site}");
    // A folder's own time does not change with the files in its folders.
    for entry in fs::read_dir(site).into_iter().flatten().flatten() {
        println!("cargo:rerun-if-changed={}", entry.path().display());
    }
}
