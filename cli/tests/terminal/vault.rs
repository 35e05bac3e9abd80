//! Vaults at the terminal: what is put in is encrypted, what is fetched is plain, and the program age opens the same.
use std::{fs, process::Command};

use crate::person::{Asked, Cloud, MIB, Person, content, names};

const PASSPHRASE: &str = "a harbour without any ships";

/// A member with an empty vault, whose passphrase is in the file `word`.
async fn with_vault(cloud: &Cloud) -> Person {
    let ada = Person::signed_in(cloud, "ada").await;
    ada.write("word", format!("{PASSPHRASE}\nand what nobody reads\n").as_bytes());
    let said = ada.said(&["vault", "create", "/Papers", "--passphrase-file", "word"]);
    assert!(said.contains("encrypted for age1") && said.contains("vault key /Papers"), "{said}");
    ada
}

#[tokio::test]
async fn what_is_put_into_a_vault_is_encrypted_and_comes_back_plain() {
    let cloud = Cloud::start(&[]);
    let ada = with_vault(&cloud).await;
    let large = content(5, 3 * MIB + 77);
    ada.write("Year/large.bin", &large);
    ada.write("Year/deep/small.txt", b"a few words");
    ada.write("Year/empty", b"");
    let said = ada.said(&["put", "-r", "Year", "--to", "/Papers"]);
    assert_eq!(said.lines().filter(|line| line.contains(", encrypted")).count(), 3, "{said}");
    assert_eq!(ada.json(&["put", "word", "--to", "/Papers/Year/deep"])["encrypted"], true);
    // A name that is taken is taken, whatever is in it.
    assert!(ada.refused(&["put", "-r", "Year", "--to", "/Papers"], 8).contains("were not sent"));
    ada.said(&["put", "word", "--to", "/Papers/Year/deep", "--replace"]);

    ada.said(&["get", "-r", "/Papers/Year", "--to", "back", "--passphrase-file", "word"]);
    assert!(ada.read("back/Year/large.bin") == large);
    assert_eq!(ada.read("back/Year/deep/small.txt"), b"a few words");
    assert_eq!(ada.read("back/Year/empty"), b"");
    assert_eq!(names(&ada.work.path().join("back/Year")), ["deep", "empty", "large.bin"], "and nothing else");
    let one = ["get", "/Papers/Year/large.bin", "--to", "as.age", "--as-is"];
    ada.said(&one);
    assert!(ada.read("as.age").starts_with(b"age-encryption.org/v1\n-> X25519 "));

    // Plain bytes are refused, and so is whoever does not know the word.
    let refused = ada.refused(&["put", "Year/deep/small.txt", "--to", "/Papers", "--as-is"], 1);
    assert!(refused.contains("some were not sent") || refused.contains("one was not sent"), "{refused}");
    assert_eq!(ada.json(&["ls", "/Papers"])["entries"].as_array().unwrap().len(), 1);
    ada.write("wrong", b"another harbour, and no ships");
    let wrong = ["get", "/Papers/Year/deep/small.txt", "--to", "no", "--passphrase-file", "wrong"];
    assert!(ada.refused(&wrong, 7).contains("not the vault's passphrase"));
    assert!(ada.refused(&wrong[..4], 1).contains("no terminal to ask for the passphrase"));
    assert!(!ada.work.path().join("no").exists());
    ada.write("weak", b"short");
    assert!(
        ada.refused(&["vault", "create", "/Other", "--passphrase-file", "weak"], 1).contains("characters")
    );
}

#[tokio::test]
async fn a_passphrase_is_typed_unseen_and_can_be_changed() {
    let cloud = Cloud::start(&[]);
    let ada = with_vault(&cloud).await;
    ada.write("small.txt", b"a few words");
    ada.said(&["put", "small.txt", "--to", "/Papers"]);
    let mut get =
        Asked::start(ada.at_a_terminal("get /Papers/small.txt --to typed").current_dir(ada.work.path()));
    get.until("Passphrase of the vault: ");
    get.answer("not this one at all");
    get.until("Passphrase of the vault: ");
    get.answer(PASSPHRASE);
    let (code, said) = get.end();
    assert!(
        code == Some(0) && said.contains("not the vault's passphrase") && !said.contains("harbour"),
        "{said}"
    );
    assert_eq!(ada.read("typed"), b"a few words");

    ada.write("new", b"a lighthouse without a keeper");
    ada.said(&["vault", "passwd", "/Papers", "--passphrase-file", "word", "--new-passphrase-file", "new"]);
    let get = |word: &'static str, to: &'static str| {
        ["get", "/Papers/small.txt", "--to", to, "--passphrase-file", word]
    };
    assert!(ada.refused(&get("word", "old"), 7).contains("not the vault's passphrase"));
    ada.said(&get("new", "again"));
    assert_eq!(ada.read("again"), b"a few words");
}

/// The real age, Debian's. Where there is none this is not run.
#[tokio::test]
async fn the_program_age_opens_a_vault_and_puts_into_it() {
    if Command::new("age").arg("--version").output().is_err() {
        return;
    }
    let cloud = Cloud::start(&[]);
    let ada = with_vault(&cloud).await;
    let large = content(9, MIB + 5);
    ada.write("large.bin", &large);
    ada.said(&["put", "large.bin", "--to", "/Papers"]);
    ada.said(&["get", "/Papers/large.bin", "--to", "large.age", "--as-is"]);
    let key = ada.json(&["vault", "key", "/Papers"]);
    assert_eq!(key["local"], "Papers.age-key");
    assert!(ada.refused(&["vault", "key", "/Papers"], 1).contains("cannot write"), "it overwrites nothing");

    let mut open = Command::new("script");
    open.args(["-qec", "exec age -d -i Papers.age-key -o opened large.age", "/dev/null"]);
    let mut open = Asked::start(open.current_dir(ada.work.path()).env("SHELL", "/bin/sh"));
    open.until("passphrase");
    open.answer(PASSPHRASE);
    let (code, said) = open.end();
    assert_eq!(code, Some(0), "{said}");
    assert!(ada.read("opened") == large);

    // And what it encrypts for the vault is taken as it is.
    for (name, bytes) in [("empty", vec![]), ("full", content(3, 65_536)), ("more", content(4, 200_000))] {
        let plain = ada.write(name, &bytes);
        let recipient = key["recipient"].as_str().unwrap();
        let encrypted = ada.work.path().join(format!("{name}.age"));
        let sealed =
            Command::new("age").args(["-r", recipient, "-o"]).args([&encrypted, &plain]).status().unwrap();
        assert!(sealed.success());
        ada.said(&["put", &format!("{name}.age"), "--to", "/Papers", "--as-is"]);
        let path = format!("/Papers/{name}.age");
        ada.said(&["get", &path, "--to", &format!("{name}.back"), "--passphrase-file", "word"]);
        assert!(ada.read(&format!("{name}.back")) == bytes, "{name}");
        assert_eq!(fs::read(&encrypted).unwrap(), {
            ada.said(&["get", &path, "--to", &format!("{name}.kept"), "--as-is"]);
            ada.read(&format!("{name}.kept"))
        });
    }
}
