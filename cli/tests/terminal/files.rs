//! Files there and back.
use client::{Authorized, Tokens};

use crate::person::{Cloud, MIB, Person, content, names};

#[tokio::test]
async fn a_file_goes_there_and_comes_back_byte_for_byte() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    let bytes = content(1, 3 * MIB + 17);
    ada.write("photo.jpg", &bytes);
    ada.write("empty", b"");

    let sent = ada.said(&["put", "photo.jpg", "empty"]);
    let lines: Vec<&str> = sent.lines().collect();
    assert!(
        lines[0].starts_with("/photo.jpg  3.1 MB, SHA-256 checked, on ") && lines[0].ends_with(" nodes"),
        "{sent}"
    );
    assert_eq!(lines[1], "/empty  0 B, SHA-256 checked");
    assert_eq!(ada.said(&["put", "photo.jpg"]), "/photo.jpg  is there already, byte for byte\n");
    let listed = ada.said(&["ls"]);
    assert!(listed.contains("3 of 3") && listed.ends_with("2 files, 3.1 MB\n"), "{listed}");
    assert!(listed.lines().all(|line| line.chars().count() <= 80), "{listed}");
    let entries = ada.json(&["ls", "/PHOTO.jpg"]);
    assert_eq!(entries["entries"][0]["name"], "photo.jpg", "case tells no names apart");
    assert_eq!(entries["entries"][0]["size_bytes"], bytes.len());
    let quota = ada.json(&["quota"]);
    assert_eq!(quota["used_bytes"], bytes.len());

    assert_eq!(ada.said(&["get", "/photo.jpg", "--to", "back.jpg"]), "back.jpg  3.1 MB, SHA-256 checked\n");
    assert!(ada.read("back.jpg") == bytes);
    ada.said(&["get", "empty", "--to", "nothing"]);
    assert_eq!(ada.read("nothing"), b"");
    assert_eq!(ada.said(&["get", "photo.jpg"]), "photo.jpg  is here already, byte for byte\n");
    assert_eq!(names(ada.work.path()), ["back.jpg", "empty", "nothing", "photo.jpg"], "no part is left");
}

#[tokio::test]
async fn nothing_is_replaced_that_was_not_meant() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    ada.write("a.txt", b"one");
    ada.said(&["put", "a.txt"]);
    ada.write("a.txt", b"two");
    assert!(ada.refused(&["put", "a.txt"], 8).contains("what was sent is safe"));
    assert!(ada.refused(&["get", "a.txt"], 8).contains("was left alone"));
    assert_eq!(ada.read("a.txt"), b"two");
    ada.said(&["put", "a.txt", "--keep-both"]);
    assert_eq!(ada.json(&["ls"])["entries"].as_array().unwrap().len(), 2);
    ada.write("a.txt", b"three");
    ada.said(&["put", "a.txt", "--replace"]);
    assert_eq!(ada.json(&["ls"])["entries"].as_array().unwrap().len(), 2);
    ada.write("a.txt", b"four");
    ada.said(&["get", "a.txt", "--replace"]);
    assert_eq!(ada.read("a.txt"), b"three");
}

#[tokio::test]
async fn programs_read_a_line_a_file() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    for (name, text) in [("a", "one"), ("b", "two")] {
        ada.write(name, text.as_bytes());
    }
    let lines = ada.said(&["put", "a", "b", "--json"]);
    let lines: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&lines[0]["path"], &lines[1]["path"]), (&"/a".into(), &"/b".into()));
    assert_eq!(lines[0]["stored"], true);
    let got = ada.json(&["get", "/a", "--to", "c"]);
    assert_eq!((&got["fetched"], &got["size_bytes"]), (&true.into(), &3.into()));
}

/// The calls of somebody's session, for what no command does.
fn calls(person: &Person) -> Authorized {
    let kept = std::fs::read(person.home.path().join("skyshard/session.json")).unwrap();
    let kept: serde_json::Value = serde_json::from_slice(&kept).unwrap();
    let access = kept["access"].as_str().unwrap().to_owned();
    person.anonymous().with_tokens(Tokens { access, refresh: String::new(), expires_at: i64::MAX })
}

#[tokio::test]
async fn two_versions_of_a_file_are_never_mixed() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    ada.write("a.txt", b"one");
    ada.said(&["put", "a.txt"]);
    let listed = ada.json(&["ls"])["entries"][0].clone();
    let (id, sha256) = (listed["id"].as_str().unwrap(), listed["sha256"].as_str().unwrap());
    let calls = calls(&ada);
    let mut rest = calls.download_from(id, 1, sha256).await.unwrap();
    assert_eq!(rest.next().await.unwrap().unwrap().as_ref(), b"ne");
    assert!(rest.next().await.unwrap().is_none());
    ada.write("a.txt", b"two");
    ada.said(&["put", "a.txt", "--replace"]);
    for offset in [0, 1] {
        let refused = calls.download_from(id, offset, sha256).await.map(drop).unwrap_err();
        assert_eq!(refused.reason, "FILE_CHANGED", "from {offset}");
    }
    let nothing = calls.download_from("no-such-id", 0, sha256).await.map(drop).unwrap_err();
    assert_eq!(nothing.kind, client::Kind::NotFound);
}
