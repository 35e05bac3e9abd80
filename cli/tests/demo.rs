//! `skyshard demo`: the same seed tells the same story.
#![expect(clippy::unwrap_used, reason = "a test that starts the binary")]

use std::process::{Command, Output};

fn demo(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_skyshard")).arg("demo").args(arguments).output().unwrap()
}

fn text(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn json(arguments: &[&str]) -> serde_json::Value {
    serde_json::from_str(&text(&demo(&[arguments, &["--json"]].concat()))).unwrap()
}

#[test]
fn a_disk_is_lost_and_its_copies_are_made_anew() {
    let told = text(&demo(&["--nodes", "7", "--storage", "15GB"]));
    for line in [
        "photo.jpg is safe",
        "loses its disk",
        "6 of 7 nodes answer",
        "every chunk has all its copies again",
        "Event hash",
    ] {
        assert!(told.contains(line), "{line} is not in:\n{told}");
    }
    assert!(told.lines().all(|line| line.chars().count() <= 80), "wider than a terminal:\n{told}");
}

#[test]
fn the_same_seed_gives_the_same_event_hash() {
    let hash = |seed: &str| json(&["--seed", seed, "--nodes", "5"])["event_hash"].clone();
    assert_eq!(hash("3"), hash("3"));
    assert_ne!(hash("3"), hash("4"));
}

#[test]
fn every_number_of_nodes_tells_its_story() {
    for nodes in ["3", "4", "10"] {
        assert_eq!(json(&["--nodes", nodes])["uploads"].as_array().unwrap().len(), 3, "{nodes} nodes");
    }
}

#[test]
fn wishes_that_cannot_be_are_refused() {
    for wrong in [["--nodes", "2"], ["--storage", "1kB"], ["--storage", "much"]] {
        let output = demo(&wrong);
        assert!(!output.status.success() && output.stdout.is_empty(), "{wrong:?}");
    }
}
