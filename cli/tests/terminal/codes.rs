//! Each exit code of docs/terminal.md, by what brings it about.
use crate::person::{Cloud, MIB, Person, content};

#[tokio::test]
async fn every_exit_code_means_one_thing() {
    let cloud = Cloud::start(&[
        "--pool-bytes",
        "6 MB",
        "--basic-bytes",
        "1 MB",
        "--premium-bytes",
        "2 MB",
        "--admin-bytes",
        "1 MB",
    ]);
    let nobody = Person::stranger(&cloud, "nobody");
    assert!(nobody.refused(&["ls"], 3).contains("sign in first: skyshard login NAME"));
    let mut wrong = nobody.command(&["login", "nobody", "--server", &nobody.origin]);
    let wrong = wrong.env("SKYSHARD_PASSWORD", "not the right one").output().unwrap();
    crate::person::refusal(&wrong, 3);

    let ada = Person::signed_in(&cloud, "ada").await;
    assert_eq!(ada.said(&["ls"]), "/ is empty.\n");
    let usage = ada.command(&["ls", "--no-such-word"]).output().unwrap();
    assert_eq!(usage.status.code(), Some(2));
    assert!(ada.refused(&["get", "/nothing"], 4).contains("there is no /nothing: nothing was changed"));
    assert!(ada.refused(&["rm", "/"], 2).contains("cannot be done to /"));
    ada.write("large", &content(1, MIB));
    let full = ada.command(&["put", "large"]).output().unwrap();
    crate::person::refusal(&full, 5);
    let refused = ada.refused(&["users", "list"], 7);
    assert_eq!(ada.refused(&["admin", "users", "list", "--json"], 7), refused, "the same below admin");
    drop(cloud);
    let gone = ada.refused(&["ls"], 6);
    assert!(gone.contains("the server is not reached (") && gone.contains("try again"), "{gone}");
}

#[tokio::test]
async fn a_token_stands_for_a_session() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    let kept = std::fs::read(ada.home.path().join("skyshard/session.json")).unwrap();
    let kept: serde_json::Value = serde_json::from_slice(&kept).unwrap();
    let other = Person::stranger(&cloud, "other");
    let mut command = other.command(&["quota", "--json", "--server", &ada.origin]);
    let output = command.env("SKYSHARD_TOKEN", kept["access"].as_str().unwrap()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut command = other.command(&["quota", "--server", &ada.origin]);
    crate::person::refusal(&command.env("SKYSHARD_TOKEN", "no.such.token").output().unwrap(), 3);
}
