//! What is given to others at the terminal, and taken back.
use client::Kind;
use jiff::{Timestamp, ToSpan, tz::TimeZone};

use crate::person::{Cloud, MIB, Person, content, refusal};

/// So many days from now, as it is typed.
fn day(days: i64) -> String {
    (Timestamp::now().to_zoned(TimeZone::UTC).date() + days.days()).to_string()
}

#[tokio::test]
async fn a_folder_is_given_to_somebody_and_taken_back() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    let bob = Person::signed_in(&cloud, "bob").await;
    assert!(ada.said(&["shares"]).starts_with("Nothing is shared."));
    assert_eq!(bob.said(&["shared"]), "Nobody shares anything with you.\n");
    ada.said(&["mkdir", "/Photos"]);
    let given = ada.said(&["share", "/Photos", "--with", "bob", "--until", &day(30)]);
    assert!(given.starts_with("/Photos is shared with bob, to look at it, until "), "{given}");
    assert!(given.contains(&day(30)), "{given}");
    let again = ada.json(&["share", "/Photos", "--with", "bob", "--may", "change"]);
    assert_eq!((&again["may"], &again["expires_at"]), (&"change".into(), &0.into()), "on new terms");
    assert!(
        given.ends_with(&format!("skyshard unshare {}\n", again["share_id"].as_str().unwrap())),
        "the same"
    );

    let received = bob.said(&["shared"]);
    assert!(received.starts_with("Photos/\n  from ada, to change it\n  since "), "{received}");
    let listed = bob.json(&["shared"])["entries"][0].clone();
    assert_eq!((&listed["kind"], &listed["owner"]), (&"folder".into(), &"ada".into()));
    let shares = ada.said(&["shares", "photos"]);
    assert!(
        shares.starts_with("Photos/\n  with bob, to change it\n  without an end, not opened yet\n"),
        "{shares}"
    );
    assert!(shares.lines().all(|line| line.chars().count() <= 80), "{shares}");

    let id = again["share_id"].as_str().unwrap();
    assert!(ada.said(&["unshare", id]).starts_with("Taken back: "));
    assert!(ada.refused(&["unshare", id], 4).contains("no such share"));
    assert_eq!(bob.json(&["shared"])["entries"], serde_json::json!([]));

    let id = ada.json(&["share", "/Photos", "--with", "bob"])["share_id"].as_str().unwrap().to_owned();
    assert_eq!(bob.json(&["unshare", &id])["done"], "left");
    assert_eq!(ada.json(&["shares"])["shares"], serde_json::json!([]));
}

#[tokio::test]
async fn what_was_given_to_share_on_is_passed_on_one_step() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    let bob = Person::signed_in(&cloud, "bob").await;
    let cleo = Person::signed_in(&cloud, "cleo").await;
    ada.write("Photos/summer.jpg", b"summer");
    ada.said(&["put", "-r", "Photos"]);
    let given = ada.said(&["share", "/Photos", "--with", "bob", "--may", "share", "--until", &day(30)]);
    assert!(given.starts_with("/Photos is shared with bob, to change it and share it on, until "), "{given}");
    assert!(cleo.refused(&["get", "/summer.jpg", "--from", "ada"], 4).contains("ada gave you no"));
    let passed = bob.said(&["share", "/Photos/summer.jpg", "--of", "ada", "--with", "cleo"]);
    assert!(passed.starts_with("/Photos/summer.jpg is shared with cleo, to look at it, until "), "{passed}");
    assert!(passed.contains(&day(30)), "no longer than he has it: {passed}");
    cleo.said(&["get", "/summer.jpg", "--from", "ada"]);
    assert_eq!(cleo.read("summer.jpg"), b"summer");
    cleo.refused(&["share", "/summer.jpg", "--of", "ada", "--with", "bob"], 7);
    bob.refused(&["share", "/Photos", "--of", "ada", "--with", "cleo", "--may", "share"], 1);
    bob.refused(&["share", "/Films", "--of", "ada", "--with", "cleo"], 4);

    let shares = ada.said(&["shares"]);
    assert!(shares.contains("  with cleo, to look at it\n  passed on by bob\n"), "{shares}");
    let his = bob.json(&["shares"])["shares"].clone();
    assert_eq!((his.as_array().unwrap().len(), &his[0]["passed_on_by"]), (1, &"bob".into()));
    ada.said(&["unshare", his[0]["share_id"].as_str().unwrap()]);
    assert_eq!(cleo.json(&["shared"])["entries"], serde_json::json!([]));
    assert_eq!(bob.json(&["shares"])["shares"], serde_json::json!([]));
}

#[tokio::test]
async fn what_was_given_is_listed_and_fetched() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    let bob = Person::signed_in(&cloud, "bob").await;
    ada.write("Photos/2026/summer.jpg", b"summer");
    ada.said(&["put", "-r", "Photos"]);
    assert!(bob.refused(&["ls", "/Photos", "--from", "ada"], 4).contains("ada gave you no /Photos"));
    ada.said(&["share", "/Photos", "--with", "bob"]);
    let names = |listed: &serde_json::Value| {
        let entries = listed["entries"].as_array().unwrap();
        entries.iter().map(|entry| entry["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&bob.json(&["ls", "--from", "ada"])), ["Photos"]);
    assert_eq!(names(&bob.json(&["ls", "photos/2026", "--from", "ADA"])), ["summer.jpg"]);
    assert_eq!(names(&bob.json(&["ls"])), [""; 0], "it is nothing of his own");
    bob.said(&["get", "/Photos/2026/summer.jpg", "--from", "ada"]);
    assert_eq!(bob.read("summer.jpg"), b"summer");
    bob.said(&["get", "-r", "/Photos", "--from", "ada"]);
    assert_eq!(bob.read("Photos/2026/summer.jpg"), b"summer");
    assert!(bob.refused(&["get", "/", "--from", "ada"], 2).contains("skyshard shared lists it"));
    bob.refused(&["get", "/Photos/2026/winter.jpg", "--from", "ada"], 4);
}

#[tokio::test]
async fn what_was_given_to_change_takes_files() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    let bob = Person::signed_in(&cloud, "bob").await;
    ada.said(&["mkdir", "-p", "/Photos/2026"]);
    ada.said(&["share", "/Photos", "--with", "bob"]);
    bob.write("Trip/a.jpg", b"from bob");
    bob.write("Trip/large.bin", &content(3, MIB));
    let put = ["put", "-r", "Trip", "--to", "/Photos/2026", "--of", "ada"];
    assert!(bob.refused(&put, 7).contains("what was sent is safe"));
    ada.said(&["share", "/Photos", "--with", "bob", "--may", "change"]);
    let sent = bob.said(&put);
    assert!(sent.starts_with("/Photos/2026/Trip/a.jpg of ada  8 B, SHA-256 checked"), "{sent}");
    assert!(bob.said(&put).lines().all(|line| line.ends_with("is there already, byte for byte")));
    ada.said(&["get", "/Photos/2026/Trip/large.bin"]);
    assert!(ada.read("large.bin") == content(3, MIB));
    bob.write("a.jpg", b"anew");
    let to = ["put", "a.jpg", "--to", "/Photos/2026/Trip", "--of", "ada"];
    assert!(bob.refused(&to, 8).contains("what was sent is safe"));
    let sent = bob.json(&[&to[..], &["--replace"]].concat());
    assert_eq!((&sent["owner"], &sent["stored"]), (&"ada".into(), &true.into()));
    assert_eq!(ada.json(&["versions", "/Photos/2026/Trip/a.jpg"])["versions"].as_array().unwrap().len(), 2);
    // It is nothing of his own, counts as hers, and what is not named or not given is refused.
    assert_eq!(bob.json(&["quota"])["used_bytes"], 0);
    assert!(bob.refused(&["put", "a.jpg", "--of", "ada"], 2).contains("skyshard shared lists it"));
    assert!(
        bob.refused(&["put", "a.jpg", "--to", "/Films", "--of", "ada"], 4).contains("gave you no /Films")
    );
    let onto_file = ["put", "a.jpg", "--to", "/Photos/2026/Trip/a.jpg", "--of", "ada"];
    assert!(bob.refused(&onto_file, 8).contains("is a file and no folder"));
}

#[tokio::test]
async fn a_link_is_told_once_with_the_terms_that_were_asked_for() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    ada.write("a.txt", b"a");
    ada.said(&["put", "a.txt"]);
    let said = ada.said(&["share", "/a.txt", "--link"]);
    let address = said.lines().next().unwrap();
    let (_, secret) = address.split_once("/s#").unwrap();
    assert!(said.contains("It is told this once"), "{said}");
    let seen = ada.anonymous().look_at_link(secret, "").await.unwrap();
    assert_eq!((seen.name.as_str(), seen.is_locked), ("a.txt", false));
    let listed = ada.said(&["shares"]);
    assert!(listed.starts_with("a.txt\n  by a link\n  until ") && !listed.contains(secret), "{listed}");
    let id = ada.json(&["shares"])["shares"][0]["share_id"].as_str().unwrap().to_owned();
    ada.said(&["unshare", &id]);
    assert_eq!(ada.anonymous().look_at_link(secret, "").await.unwrap_err().kind, Kind::NotFound);

    let until = day(2);
    let words =
        ["share", "/a.txt", "--link", "--password", "--downloads", "3", "--until", until.as_str(), "--json"];
    let unasked = ada.command(&words).env("SKYSHARD_PASSWORD", "not that of a link").output().unwrap();
    assert!(
        refusal(&unasked, 1).contains("set SKYSHARD_LINK_PASSWORD"),
        "the account's password is no link's"
    );
    let made =
        ada.command(&words).env("SKYSHARD_LINK_PASSWORD", "behind seven green hills").output().unwrap();
    let made: serde_json::Value = serde_json::from_slice(&made.stdout).unwrap();
    assert_eq!((&made["is_locked"], &made["downloads_max"]), (&true.into(), &3.into()));
    let (_, secret) = made["secret_address"].as_str().unwrap().split_once("/s#").unwrap();
    assert!(ada.anonymous().look_at_link(secret, "").await.unwrap().is_locked);
    let seen = ada.anonymous().look_at_link(secret, "behind seven green hills").await.unwrap();
    assert_eq!(seen.name, "a.txt");
    assert!(ada.said(&["shares"]).contains(", asks for a password, 0 of 3 downloads\n"));

    ada.said(&["mkdir", "/Inbox"]);
    let inbox = ada.said(&["share", "/Inbox", "--link", "--upload-only"]);
    assert!(inbox.contains("puts files into /Inbox and sees nothing of it"), "{inbox}");
}

#[tokio::test]
async fn what_cannot_be_meant_shares_nothing() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    ada.said(&["mkdir", "/Photos"]);
    for words in [
        &["share", "/Photos"][..],
        &["share", "/Photos", "--link", "--with", "bob"],
        &["share", "/Photos", "--with", "bob", "--password"],
        &["share", "/Photos", "--link", "--may", "change"],
        &["share", "/Photos", "--with", "bob", "--until", "tomorrow"],
    ] {
        assert_eq!(ada.command(words).output().unwrap().status.code(), Some(2), "{words:?}");
    }
    assert!(
        ada.refused(&["share", "/Photos", "--link", "--until", &day(0)], 2).contains("nothing was shared")
    );
    ada.refused(&["share", "/Photos", "--link", "--until", &day(366)], 2);
    assert!(
        ada.refused(&["share", "/Photos", "--with", "nobody"], 1).contains("Nobody here is called nobody")
    );
    ada.refused(&["share", "/nothing", "--link"], 4);
    ada.refused(&["share", "/", "--link"], 2);
    assert_eq!(ada.json(&["shares"])["shares"], serde_json::json!([]));
}
