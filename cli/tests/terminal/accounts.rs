//! Accounts, the calculator and the cluster at the terminal.
use std::{
    io::Write,
    os::unix::fs::PermissionsExt,
    process::{Command, Stdio},
    time::SystemTime,
};

use totp_rs::{Algorithm, Builder, Secret};

use crate::person::{Asked, Cloud, PASSWORD, Person};

/// A command of this person that may ask, with the password at hand.
fn asked(person: &Person, words: &[&str]) -> Asked {
    let mut command: Command = person.command(words);
    Asked::start(command.env("SKYSHARD_PASSWORD", PASSWORD))
}

#[tokio::test]
async fn an_account_is_made_at_the_terminal() {
    let cloud = Cloud::start(&[]);
    let ada = Person::stranger(&cloud, "ada");
    let mut register = asked(&ada, &["register", "ada", "ada@example.com", "--server", &ada.origin]);
    register.until("mailed to you): ");
    let code = ada.newest_code().await;
    register.answer(if code == "000000" { "000001" } else { "000000" });
    register.until("mailed to you): ");
    register.answer(&code);
    let (code, said) = register.end();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("Now sign in: skyshard login ada --server http://127.0.0.1:"), "{said}");
    ada.log_in().await;
    assert_eq!(ada.json(&["quota"])["total_quota_bytes"], 1_000_000_000);
    let weak = ada.command(&["register", "bob", "bob@example.com", "--server", &ada.origin]);
    let weak = { weak }.env("SKYSHARD_PASSWORD", "secret").output().unwrap();
    crate::person::refusal(&weak, 1);
}

#[tokio::test]
async fn a_script_signs_in_step_by_step() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    assert_eq!(ada.json(&["logout"])["told"], true);
    assert!(ada.refused(&["otp"], 3).contains("skyshard login NAME --begin"));
    let words = ["login", "ada", "--server", ada.origin.as_str(), "--begin", "--json"];
    let begun = ada.command(&words).env("SKYSHARD_PASSWORD", PASSWORD).output().unwrap();
    let begun: serde_json::Value = serde_json::from_slice(&begun.stdout).unwrap();
    assert_eq!((&begun["otp_method"], &begun["masked_email"]), (&"email".into(), &"a•••@example.com".into()));
    let kept = ada.home.path().join("skyshard/sign-in.json");
    assert_eq!(std::fs::metadata(&kept).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(ada.refused(&["ls"], 3).contains("sign in first"), "a password alone is no session");

    let code = ada.newest_code().await;
    let mut otp = asked(&ada, &["otp"]);
    otp.answer(if code == "000000" { "000001" } else { "000000" });
    assert_eq!(otp.end().0, Some(3));
    assert!(kept.exists(), "another code may be right");
    ada.refused(&["otp", "--resend"], 1);
    let mut command = ada.command(&["otp", "--json"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{code}").unwrap();
    let output = child.wait_with_output().unwrap();
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (output.status.code(), &told["username"]),
        (Some(0), &"ada".into()),
        "questions are no answers"
    );
    assert!(!kept.exists());
    ada.said(&["ls"]);
}

#[tokio::test]
async fn an_authenticator_is_set_up_and_its_key_told_once() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    let mut setup = asked(&ada, &["totp", "setup"]);
    setup.until("Code that the app shows: ");
    let shown = setup.heard.clone();
    assert!(shown.contains('█') && !shown.contains('\u{1b}'), "a picture, and no colours into a pipe");
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    let key: String = { shown.lines() }
        .find(|line| line.starts_with("  ") && line.trim().split(' ').all(|group| group.len() == 4))
        .unwrap()
        .split_whitespace()
        .collect();
    setup.answer("000000");
    setup.until("Code that the app shows: ");
    let totp = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(30)
        .with_secret(Secret::try_from_base32(&key).unwrap().to_vec())
        .build_noncompliant();
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    setup.answer(&totp.generate(now).to_string());
    let (code, said) = setup.end();
    assert_eq!(code, Some(0), "{said}");
    let (_, codes) = said.split_once("where your phone is not:").unwrap();
    let codes: Vec<&str> = codes.split_whitespace().collect();
    assert_eq!(codes.len(), 10, "{codes:?}");
    ada.said(&["ls"]);

    ada.said(&["logout"]);
    let mut login = asked(&ada, &["login", "ada", "--server", &ada.origin]);
    login.until("or a backup code: ");
    login.answer(codes[0]);
    assert_eq!(login.end().0, Some(0));
    for kept in crate::person::names(&ada.home.path().join("skyshard")) {
        let text =
            String::from_utf8_lossy(&std::fs::read(ada.home.path().join("skyshard").join(kept)).unwrap())
                .into_owned();
        assert!(!text.contains(&key) && !text.contains(codes[1]), "nothing of it is kept");
    }
}

#[tokio::test]
async fn the_calculator_computes_whole_lines() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    assert_eq!(ada.said(&["calc", "2", "+", "3"]), "5\n");
    assert_eq!(ada.said(&["calc", "-7", "mod", "3"]), "2\n");
    assert_eq!(ada.said(&["calc", "--", "-7 mod 3"]), "2\n");
    assert_eq!(ada.said(&["calc", "2", "-", "-3"]), "5\n");
    assert_eq!(ada.said(&["calc", "0.1", "+", "0.2"]), "0.3\n");
    assert_eq!(ada.said(&["calc", "2 * (3 + 4)"]), "14\n");
    assert!(ada.said(&["calc", "10 / 3"]).starts_with("about 3.333"));
    let exact = ada.json(&["calc", "633", "*", "27"]);
    assert_eq!((&exact["result"], &exact["rounded"]), (&"17091".into(), &false.into()));
    assert_eq!(ada.refused(&["calc", "1 / 0"], 1), "skyshard: Division by zero is not allowed.");
    assert!(ada.refused(&["calc", "2", "+"], 2).contains("at character"));
}

#[tokio::test]
async fn the_cluster_is_seen_by_whoever_is_signed_in() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    ada.write("a", b"something");
    ada.said(&["put", "a"]);
    for words in ["nodes", "health", "stats", "topology", "net"] {
        let said = ada.said(&[words]);
        assert!(said.lines().all(|line| line.chars().count() <= 80), "{words}: {said}");
    }
    let nodes = ada.json(&["nodes"]);
    let names: Vec<&str> =
        nodes["nodes"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["node-us-east", "node-us-east-2", "node-eu-west", "node-eu-west-2", "node-asia"]);
    assert_eq!(nodes["nodes"][0]["address"], "192.168.1.2");
    assert_eq!(ada.json(&["stats"])["chunks"], 1);
    assert!(ada.json(&["health"])["nodes"].as_array().unwrap().iter().all(|node| node["answered"] == true));
    let topology = ada.json(&["topology"]);
    assert_eq!(
        (topology["zones"].as_array().unwrap().len(), topology["links"].as_array().unwrap().len()),
        (3, 5)
    );
    let net = ada.json(&["net"]);
    let links = net["links"].as_array().unwrap();
    let sent: i64 = links.iter().map(|link| link["messages_sent"].as_i64().unwrap()).sum();
    assert!(sent > 0);
}
