//! What the binary and the page must not be made of: no second TLS or crypto library anywhere, and in the page neither
//! tokio's runtime nor tonic's transport nor a library in C.

use std::{collections::BTreeSet, fs};

use anyhow::Result;

use super::Finding;
use crate::process::{cargo, quietly};
use crate::setup::web_compiler::TARGET;
use crate::workspace;

/// Crates that have no place anywhere, and why. The lock may name them: it also holds what no feature turns on.
const NOWHERE: [(&str, &str); 3] = [
    ("native-tls", "one TLS library is enough, and it is rustls"),
    ("openssl", "one TLS library is enough, and it is rustls"),
    ("ring", "one crypto provider is enough, and it is aws-lc-rs"),
];

/// Crates that others bring and that we must not use ourselves. `rsa` leaks private keys by its timing
/// (RUSTSEC-2023-0071, no patch); what verifies the signatures of passkeys brings it and has no private key.
const NOT_OURS: [&str; 1] = ["rsa"];

/// Crates that have no place in a page.
const NOT_IN_THE_PAGE: [&str; 13] = [
    "aws-lc-rs",
    "aws-lc-sys",
    "axum",
    "h2",
    "hyper",
    "libsqlite3-sys",
    "mio",
    "ring",
    "rustls",
    "sea-orm",
    "socket2",
    "sqlx",
    "zstd-sys",
];

/// Features of tokio that are its runtime.
const RUNTIME: [&str; 4] = ["fs", "net", "process", "rt-multi-thread"];

/// What everything and what the page is made of, one line a crate: `name vVERSION|feature,feature`.
pub struct Graphs {
    everything: String,
    page: String,
    /// The workspace's own manifest.
    manifest: String,
}

/// The graphs as cargo resolves them.
pub fn read() -> Result<Graphs> {
    let tree = |what: &[&str]| {
        let shape = ["tree", "--prefix", "none", "--format", "{p}|{f}"];
        quietly(cargo().current_dir(workspace::root()).args(shape).args(what))
    };
    Ok(Graphs {
        everything: tree(&["--workspace", "--edges", "normal,build", "--target", "all"])?,
        page: tree(&["--package", "frontend", "--edges", "normal", "--target", TARGET])?,
        manifest: fs::read_to_string(workspace::root().join("Cargo.toml"))?,
    })
}

/// Every crate and feature that must not be there.
pub fn check(Graphs { everything, page, manifest }: &Graphs) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(unique("Cargo.toml", everything.lines().filter_map(unwanted)));
    findings.extend(unique("frontend/Cargo.toml", page.lines().flat_map(forbidden)));
    findings.extend(unique("Cargo.toml", manifest.lines().filter_map(borrowed)));
    findings
}

fn borrowed(line: &str) -> Option<String> {
    let name = line.split([' ', '=']).next()?;
    NOT_OURS.contains(&name).then(|| format!("{name} may come with others, but none of ours may use it"))
}

/// A crate is named once for each that needs it; one finding is enough.
fn unique(place: &str, sentences: impl Iterator<Item = String>) -> Vec<Finding> {
    let sentences: BTreeSet<String> = sentences.collect();
    sentences.into_iter().map(|sentence| Finding { place: place.to_owned(), sentence }).collect()
}

fn unwanted(line: &str) -> Option<String> {
    let name = line.split(' ').next()?;
    let (_, reason) = NOWHERE.iter().find(|(unwanted, _)| *unwanted == name)?;
    Some(format!("something pulls {name}: {reason} (`cargo tree --target all -i {name}` says what)"))
}

fn forbidden(line: &str) -> Vec<String> {
    let (package, features) = line.split_once('|').unwrap_or((line, ""));
    let name = package.split(' ').next().unwrap_or_default();
    if NOT_IN_THE_PAGE.contains(&name) {
        return vec![format!("the page must not pull {name}")];
    }
    let has = |feature: &&str| features.trim_end_matches(" (*)").split(',').any(|other| other == *feature);
    let runtime = RUNTIME.iter().filter(|feature| name == "tokio" && has(feature));
    runtime.map(|feature| format!("the page must not pull tokio's `{feature}`")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(everything: &str, page: &str) -> usize {
        found_with(everything, page, "")
    }

    fn found_with(everything: &str, page: &str, manifest: &str) -> usize {
        let [everything, page, manifest] = [everything, page, manifest].map(str::to_owned);
        check(&Graphs { everything, page, manifest }).len()
    }

    #[test]
    fn what_others_bring_is_not_ours() {
        assert_eq!(found_with("rsa v0.10.0|", "", "rsafe = \"1\"\n"), 0);
        assert_eq!(found_with("", "", "rsa = \"0.10\"\n"), 1);
    }

    #[test]
    fn the_runtime_and_the_transport_are_found_in_the_page() {
        assert_eq!(found("", "leptos v0.8.23|csr\ntokio v1.54.1|default,sync\n"), 0);
        assert_eq!(found("", "tokio v1.54.1|default,rt-multi-thread,sync (*)\n"), 1);
        assert_eq!(found("", "hyper v1.12.0|client\nhyper v1.12.0|client (*)\n"), 1);
    }

    #[test]
    fn a_second_crypto_library_is_found_anywhere() {
        assert_eq!(found("ring v0.17.14|default\n", ""), 1);
        assert_eq!(found("hyper v1.12.0|client\nspring v1.0.0|\n", ""), 0);
    }
}
