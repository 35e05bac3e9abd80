//! `skyshard keys` beside a running server and without one (SEC-61).
use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use crate::{Server, sentence, skyshard};

fn keys(data: &Path, words: &[&str]) -> std::process::Output {
    skyshard().arg("keys").args(words).arg("--data").arg(data).output().unwrap()
}

fn said(data: &Path, words: &[&str]) -> String {
    let output = keys(data, words);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Numbers of the keys, and whether a server has seen the newest.
fn listed(data: &Path) -> (Vec<i64>, bool) {
    let json: serde_json::Value = serde_json::from_str(&said(data, &["list", "--json"])).unwrap();
    let keys = json["keys"].as_array().unwrap();
    (keys.iter().map(|key| key["number"].as_i64().unwrap()).collect(), keys[0]["since"].is_i64())
}

#[test]
fn a_key_is_replaced_beside_a_running_server() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let server = Server::start(data);
    assert_eq!(listed(data), (vec![1], true));
    assert!(said(data, &["rotate"]).starts_with("Master key 2 (id "));
    assert_eq!(fs::metadata(data.join("master.key")).unwrap().permissions().mode() & 0o777, 0o600);
    while !listed(data).1 {
        std::thread::yield_now();
    }
    assert!(said(data, &["list"]).ends_with("Nothing needs master key 1: skyshard keys retire 1\n"));
    assert!(sentence(&keys(data, &["retire", "2"])).contains("the master key 2 is the newest"));
    assert!(said(data, &["retire", "1"]).starts_with("Master key 1 is retired"));
    assert_eq!(listed(data), (vec![2], true));
    let (code, _, log) = server.end("TERM");
    assert_eq!(code, Some(0), "{log}");
    let verified =
        skyshard().args(["admin", "audit", "verify", "--json", "--data"]).arg(data).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    let verified: serde_json::Value = serde_json::from_slice(&verified.stdout).unwrap();
    assert_eq!((&verified["whole"], verified["records"].as_i64() > Some(0)), (&true.into(), true));
    // Without a server it is not taken up, and so the key before it stays.
    let rotated: serde_json::Value = serde_json::from_str(&said(data, &["rotate", "--json"])).unwrap();
    assert_eq!((&rotated["number"], rotated["id"].is_string()), (&3.into(), true));
    assert_eq!(listed(data), (vec![3, 2], false));
    assert!(sentence(&keys(data, &["retire", "2"])).contains("has not taken the master key 3 up yet"));
    Server::start(data).end("TERM");
    said(data, &["retire", "2"]);
    let (code, _, log) = Server::start(data).end("TERM");
    assert_eq!(code, Some(0), "{log}");
}

#[test]
fn nothing_is_encrypted_again_where_no_key_is_older() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let server = Server::start(data);
    let nothing = said(data, &["reencrypt"]);
    assert!(nothing.starts_with("No file has a key that a master key before 1 opened."), "{nothing}");
    said(data, &["rotate"]);
    while !listed(data).1 {
        std::thread::yield_now();
    }
    let json: serde_json::Value = serde_json::from_str(&said(data, &["reencrypt", "--json"])).unwrap();
    assert_eq!(json["reencryption"], serde_json::json!({ "below": 2, "versions": 0, "bytes": 0 }));
    assert!(said(data, &["reencrypt", "--stop"]).starts_with("Nobody had asked"));
    let (code, _, log) = server.end("TERM");
    assert_eq!(code, Some(0), "{log}");
}
