//! What is found without a path, and older versions of files.
use serde_json::Value;

use crate::person::{Cloud, Person};

fn paths(found: &Value) -> Vec<&str> {
    found["entries"].as_array().unwrap().iter().map(|entry| entry["path"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn things_are_found_by_name_by_time_and_by_a_star() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    assert_eq!(ada.said(&["recent"]), "No file is stored yet.\n");
    assert!(ada.said(&["favourites"]).starts_with("Nothing has a star."));
    ada.write("Photos/My Summer.jpg", b"summer");
    ada.write("summer.txt", b"words");
    ada.said(&["put", "-r", "Photos", "summer.txt"]);

    let found = ada.json(&["search", "SUMMER"]);
    assert_eq!(paths(&found), ["/Photos/My Summer.jpg", "/summer.txt"]);
    assert_eq!(
        paths(&ada.json(&["search", "my", "summer"])),
        ["/Photos/My Summer.jpg"],
        "words are one text"
    );
    assert_eq!(ada.said(&["search", "winter"]), "Nothing is called so, or almost so.\n");
    let said = ada.said(&["search", "summer"]);
    assert!(said.ends_with("2 entries\n") && said.lines().all(|line| line.chars().count() <= 80), "{said}");

    let recent = ada.json(&["recent", "--limit", "1"]);
    assert_eq!((paths(&recent).len(), &recent["total_count"]), (1, &2.into()));
    assert!(ada.said(&["recent", "--limit", "1"]).ends_with("1 of 2 entries\n"));

    assert_eq!(ada.said(&["star", "/Photos", "/summer.txt"]), "/Photos, /summer.txt have a star now.\n");
    assert_eq!(paths(&ada.json(&["favourites"])), ["/Photos", "/summer.txt"]);
    assert_eq!(ada.json(&["unstar", "/Photos"])["favourite"], false);
    assert_eq!(paths(&ada.json(&["favourites"])), ["/summer.txt"]);
    assert!(ada.refused(&["star", "/nothing"], 4).contains("there is no /nothing"));
}

#[tokio::test]
async fn things_are_found_by_a_tag() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    assert!(ada.said(&["tags"]).starts_with("There is no tag yet."));
    ada.write("Photos/summer.jpg", b"summer");
    ada.write("bill.txt", b"words");
    ada.said(&["put", "-r", "Photos", "bill.txt"]);

    let said = ada.said(&["tag", "Trip 2027", "/Photos", "/Photos/summer.jpg"]);
    assert_eq!(said, "/Photos, /Photos/summer.jpg have the tag “Trip 2027” now.\n");
    assert_eq!(ada.json(&["tag", "tax", "/bill.txt"])["tagged"], true);
    let found = ada.json(&["search", "--tag", "trip 2027"]);
    assert_eq!(paths(&found), ["/Photos", "/Photos/summer.jpg"]);
    assert_eq!(found["entries"][0]["tags"], serde_json::json!(["Trip 2027"]));
    assert_eq!(paths(&ada.json(&["search", "--tag", "trip 2027", "summer"])), ["/Photos/summer.jpg"]);
    let said = ada.said(&["tags"]);
    let lines: Vec<&str> = said.lines().map(str::trim).collect();
    assert_eq!(lines, ["TAG        ENTRIES", "tax              1", "Trip 2027        2"]);

    assert_eq!(ada.said(&["untag", "TAX", "/bill.txt"]), "/bill.txt has no tag “TAX” now.\n");
    assert_eq!(ada.json(&["tags"])["tags"].as_array().unwrap().len(), 1);
    assert!(ada.said(&["search", "--tag", "tax"]).starts_with("Nothing like this has that tag."));
    assert_eq!(ada.command(&["tag", "a,b", "/bill.txt"]).output().unwrap().status.code(), Some(2));
    assert!(ada.refused(&["tag", "tax", "/nothing"], 4).contains("there is no /nothing"));
}

#[tokio::test]
async fn an_older_version_is_fetched_and_taken_up_again() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    for text in ["one", "two, longer"] {
        ada.write("a.txt", text.as_bytes());
        ada.said(&["put", "a.txt", "--replace"]);
    }
    let listed = ada.json(&["versions", "/a.txt"]);
    let numbers: Vec<&Value> =
        listed["versions"].as_array().unwrap().iter().map(|it| &it["number"]).collect();
    assert_eq!((numbers, &listed["versions"][0]["current"]), (vec![&2.into(), &1.into()], &true.into()));
    let said = ada.said(&["versions", "/a.txt"]);
    assert!(said.contains("shown") && said.lines().all(|line| line.chars().count() <= 80), "{said}");

    ada.said(&["get", "/a.txt", "--version", "1", "--to", "before.txt"]);
    assert_eq!(ada.read("before.txt"), b"one");
    assert!(ada.refused(&["get", "/a.txt", "--version", "1"], 8).contains("was left alone"));
    ada.said(&["get", "/a.txt", "--version", "2", "--to", "shown.txt"]);
    assert_eq!(ada.read("shown.txt"), b"two, longer");

    let said = ada.said(&["versions", "restore", "/a.txt", "1"]);
    assert!(said.starts_with("/a.txt has the content of version 1 again, as version 3.\n"), "{said}");
    ada.said(&["get", "/a.txt", "--to", "now.txt"]);
    assert_eq!(ada.read("now.txt"), b"one");
    let made = ada.json(&["versions", "restore", "/a.txt", "2"]);
    assert_eq!((&made["version"], &made["before"]), (&4.into(), &3.into()));

    for words in
        [&["get", "/a.txt", "--version", "9", "--to", "none"][..], &["versions", "restore", "/a.txt", "9"]]
    {
        assert!(ada.refused(words, 4).contains("there is no version 9 of /a.txt"), "{words:?}");
    }
    ada.said(&["mkdir", "/Photos"]);
    assert!(ada.refused(&["versions", "/Photos"], 2).contains("is a folder"));
    assert_eq!(ada.command(&["versions"]).output().unwrap().status.code(), Some(2));
}

#[tokio::test]
async fn an_older_version_that_was_broken_off_goes_on() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    for text in ["one", "two"] {
        ada.write("a.txt", text.as_bytes());
        ada.said(&["put", "a.txt", "--replace"]);
    }
    let listed = ada.json(&["versions", "/a.txt"]);
    let sha256 = listed["versions"][1]["sha256"].as_str().unwrap();
    ada.write(&format!(".old.{}.part", &sha256[..16]), b"o");
    let output = ada.command(&["get", "/a.txt", "--version", "1", "--to", "old"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(ada.read("old"), b"one", "the rest came behind what was there");
}
