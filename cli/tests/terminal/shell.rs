//! The interactive shell, and what other shells complete by.
use std::{os::unix::fs::PermissionsExt, process::Command};

use crate::person::{Asked, Cloud, Person, refusal};

fn typed(person: &Person, lines: &[&str]) -> (Option<i32>, String) {
    let mut shell = Asked::start(&mut person.command(&["shell"]));
    for line in lines {
        shell.answer(line);
    }
    shell.end()
}

#[tokio::test]
async fn the_shell_takes_the_same_commands_and_keeps_no_secret() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    ada.write("my film.mkv", b"film");
    let (code, said) = typed(
        &ada,
        &[
            "put 'my film.mkv'",
            "ls",
            "ls --token planted-secret",
            "login-typo hunter2",
            "get",
            "serve",
            "help",
            "ls /",
            "exit",
            "never read",
        ],
    );
    assert_eq!(code, Some(0), "the last command succeeded: {said}");
    assert!(said.contains("/my film.mkv  4 B, SHA-256 checked") && said.contains("1 file, 4 B"), "{said}");
    assert!(said.contains("this runs by itself") && said.contains("Usage: "), "{said}");
    assert!(!said.contains("never read"), "{said}");

    let history = ada.home.path().join("skyshard/history");
    assert_eq!(std::fs::metadata(&history).unwrap().permissions().mode() & 0o777, 0o600);
    let kept = std::fs::read_to_string(&history).unwrap();
    assert!(kept.contains("put 'my film.mkv'\n") && kept.contains("ls /\n"), "{kept}");
    assert!(!kept.contains("planted-secret") && !kept.contains("hunter2"), "{kept}");
    assert_eq!(typed(&ada, &["get /nothing"]).0, Some(4), "a script ends as its last command did");
}

/// Nothing is completed without a terminal.
#[tokio::test]
#[cfg(target_os = "linux")]
async fn tab_completes_paths_of_the_drive() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    ada.write("My Photos/summer.jpg", b"summer");
    ada.said(&["put", "-r", "My Photos"]);
    let mut shell = Asked::start(&mut ada.at_a_terminal("shell"));
    for typed in ["ls /my\t\r", "ls '/My Photos/s\t\r"] {
        shell.until("skyshard> ");
        shell.keys(typed);
        // The line that was typed, and the first one of what it came to.
        shell.until("\n");
        shell.until("\n");
    }
    shell.until("skyshard> ");
    shell.keys("exit\r");
    let (code, said) = shell.end();
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(said.matches("1 file, 6 B").count(), 2, "{said}");
    assert!(said.contains(r"/My\ Photos/summer.jpg"), "{said}");
}

#[tokio::test]
async fn other_shells_complete_our_commands() {
    let cloud = Cloud::start(&[]);
    let ada = Person::stranger(&cloud, "ada");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = ada.said(&["completions", shell]);
        assert!(["keep-both", "topology", "upload-only"].iter().all(|word| script.contains(word)), "{shell}");
    }
    let path = ada.write("completions.bash", ada.said(&["completions", "bash"]).as_bytes());
    assert!(Command::new("bash").arg("-n").arg(path).status().unwrap().success(), "bash reads it");
    assert_eq!(ada.command(&["completions", "no-such-shell"]).output().unwrap().status.code(), Some(2));
}

#[tokio::test]
async fn the_limits_are_shown_on_a_fresh_server() {
    let cloud = Cloud::start(&[]);
    let ada = Person::stranger(&cloud, "ada");
    let told = ada.said(&["demo-limits", "--server", &ada.origin]);
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines[0], "Pool of 6 GB: 6 seats of 1 GB, 6 free");
    assert_eq!(
        lines[2..8].iter().filter(|line| line.ends_with("accepted, 1 GB reserved")).count(),
        6,
        "{told}"
    );
    assert!(
        lines[8].ends_with("refused: System storage exhausted. Cannot allocate storage for new users."),
        "{told}"
    );
    for result in ["  660", "  606", "  17091", "  23.444444"] {
        assert!(told.contains(result), "{result} is not in {told}");
    }
    assert!(lines.iter().all(|line| line.chars().count() <= 80), "{told}");
    // There is nobody to compute for when the pool was full before.
    let full = ada.command(&["demo-limits", "--json", "--server", &ada.origin]).output().unwrap();
    assert!(refusal(&full, 1).contains("the pool was full before"));
}
