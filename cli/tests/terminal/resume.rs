//! Transfers that are killed, and go on.
use std::{
    io::{BufRead, BufReader, Read},
    os::unix::fs::PermissionsExt,
    process::Stdio,
};

use crate::person::{Cloud, MIB, Person, content, names};

/// Large enough that nobody sends it between two lines of the progress.
const LARGE: usize = 48 * MIB;

/// Runs a command until it tells of a tenth, and kills it there.
fn killed_mid_way(ada: &Person, words: &[&str]) {
    let mut child = ada.command(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut told = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains(" %, ") {
        line.clear();
        assert_ne!(told.read_line(&mut line).unwrap(), 0, "it ended before it was killed");
    }
    assert!(line.contains("MB of 50.3 MB, ") && line.contains("/s, ") && line.ends_with(" left\n"), "{line}");
    child.kill().unwrap();
    assert_eq!(child.wait().unwrap().code(), None, "it was killed");
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    assert_eq!(out, "", "nothing was whole");
}

/// Runs it again; what it says on the way.
fn again(ada: &Person, words: &[&str]) -> String {
    let output = ada.command(words).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    said
}

#[tokio::test]
async fn an_upload_that_was_killed_goes_on_where_it_stopped() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    let bytes = content(1, LARGE);
    ada.write("film.mkv", &bytes);
    killed_mid_way(&ada, &["put", "film.mkv"]);
    let journal = ada.home.path().join("skyshard/uploads");
    assert_eq!(std::fs::metadata(&journal).unwrap().permissions().mode() & 0o777, 0o700);
    let begun = names(&journal);
    assert_eq!(begun.len(), 1, "{begun:?}");
    let mode = std::fs::metadata(journal.join(&begun[0])).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(ada.said(&["ls"]), "/ is empty.\n", "no half file is seen");

    let said = again(&ada, &["put", "film.mkv"]);
    assert!(said.starts_with("film.mkv: going on, ") && said.contains(" are there already\n"), "{said}");
    assert_eq!(names(&journal), [""; 0]);
    ada.said(&["get", "film.mkv", "--to", "back"]);
    assert!(ada.read("back") == bytes);
    assert_eq!(ada.json(&["quota"])["in_flight_bytes"], 0, "nothing is charged twice");
}

#[tokio::test]
async fn a_file_that_was_changed_meanwhile_begins_anew() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    ada.write("film.mkv", &content(1, LARGE));
    killed_mid_way(&ada, &["put", "film.mkv"]);
    let other = content(2, LARGE);
    ada.write("film.mkv", &other);
    let said = again(&ada, &["put", "film.mkv"]);
    assert!(!said.contains("going on"), "{said}");
    ada.said(&["get", "film.mkv", "--to", "back"]);
    assert!(ada.read("back") == other);
}

#[tokio::test]
async fn what_was_meant_to_replace_is_not_gone_on_with_to_lie_beside() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    ada.write("film.mkv", b"another film");
    ada.said(&["put", "film.mkv"]);
    ada.write("film.mkv", &content(1, LARGE));
    killed_mid_way(&ada, &["put", "film.mkv", "--replace"]);
    let said = again(&ada, &["put", "film.mkv", "--keep-both"]);
    assert!(!said.contains("going on"), "{said}");
    let listed = ada.json(&["ls"]);
    let sizes: Vec<_> = listed["entries"].as_array().unwrap().iter().map(|it| &it["size_bytes"]).collect();
    assert_eq!(sizes, [LARGE, 12], "in the order of their names: film (2).mkv, film.mkv");
    assert_eq!(ada.json(&["quota"])["in_flight_bytes"], 0);
}

#[tokio::test]
async fn a_download_that_was_killed_goes_on_and_shows_no_half_file() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    let bytes = content(3, LARGE);
    ada.write("film.mkv", &bytes);
    ada.said(&["put", "film.mkv"]);
    killed_mid_way(&ada, &["get", "film.mkv", "--to", "back"]);
    let here = names(ada.work.path());
    let part = here.iter().find(|name| name.starts_with(".back.") && name.ends_with(".part")).unwrap();
    assert!(!here.contains(&"back".to_owned()), "{here:?}");
    let came = ada.read(part);
    assert!(!came.is_empty() && bytes.starts_with(&came));

    let said = again(&ada, &["get", "film.mkv", "--to", "back"]);
    assert!(said.starts_with("film.mkv: going on, ") && said.contains(" are here already\n"), "{said}");
    assert!(ada.read("back") == bytes);

    // What lies in the part is not trusted either.
    std::fs::remove_file(ada.work.path().join("back")).unwrap();
    ada.write(part, &content(4, MIB));
    let said = ada.refused(&["get", "film.mkv", "--to", "back"], 9);
    assert!(said.contains("were thrown away"), "{said}");
    assert_eq!(names(ada.work.path()), ["film.mkv"]);
}

#[tokio::test]
async fn a_refresh_is_kept_at_once_and_a_killed_command_takes_no_session_along() {
    // Every stream asks for tokens that last a minute, so each of them refreshes.
    let cloud = Cloud::start(&["--access-ttl", "30s"]);
    let ada = Person::signed_in(&cloud, "ada").await;
    let session = || std::fs::read(ada.home.path().join("skyshard/session.json")).unwrap();
    let bytes = content(5, LARGE);
    ada.write("film.mkv", &bytes);
    ada.said(&["put", "film.mkv"]);
    let before = session();
    killed_mid_way(&ada, &["get", "film.mkv", "--to", "back"]);
    assert!(session() != before, "the refreshed tokens were not kept");
    again(&ada, &["get", "film.mkv", "--to", "back"]);
    assert!(ada.read("back") == bytes);
    ada.said(&["ls"]);
}
