//! A release build embeds the page from `target/site`: a new one is a reason to build again, and so is the first.
use std::{env, fs};

const SITE: &str = "../target/site";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // Others read the page while they run, from a folder whose path is settled now: it must be there, if only empty.
    // Where it cannot be made, a server without a page is what comes out.
    fs::create_dir_all(SITE).ok();
    if env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        watch(SITE);
    }
}

fn watch(site: &str) {
    println!("cargo:rerun-if-changed={site}");
    // A folder's own time does not change with the files in its folders.
    for entry in fs::read_dir(site).into_iter().flatten().flatten() {
        println!("cargo:rerun-if-changed={}", entry.path().display());
    }
}
