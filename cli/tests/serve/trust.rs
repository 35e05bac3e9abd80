//! The terminal and a server that made its own certificate: nothing is sent before its fingerprint was passed, and then
//! the session remembers it.
use std::{
    io::{BufRead, Read, Write},
    path::Path,
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

use super::{Server, sentence, serve, skyshard};

/// A command of one person at one terminal.
fn at(home: &Path, arguments: &[&str]) -> Command {
    let mut command = skyshard();
    command.env("XDG_CONFIG_HOME", home).args(arguments);
    command
}

/// The last word of the line that begins with this.
fn told(server: &Server, start: &str) -> String {
    let line = server.banner.lines().find(|line| line.trim_start().starts_with(start));
    line.unwrap_or_else(|| panic!("no {start} in {}", server.banner))
        .split_whitespace()
        .last()
        .unwrap()
        .to_owned()
}

fn sign_in(server: &mut Server, home: &Path, trust: &[&str]) -> Output {
    let (url, password) = (server.url(), told(server, "password, told once:"));
    let mut command = at(home, &["login", "alice", "--server", &url]);
    let command = command.args(trust).env("SKYSHARD_PASSWORD", password);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    while !line.contains(" code=") {
        line.clear();
        assert_ne!(server.out.read_line(&mut line).unwrap(), 0, "it ended");
    }
    let (_, code) = line.trim().rsplit_once(" code=").unwrap();
    writeln!(child.stdin.take().unwrap(), "{code}").unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn the_terminal_trusts_what_it_was_told_and_nothing_else() {
    let (folder, home, other) = (TempDir::new().unwrap(), TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut command = serve(folder.path(), "0.0.0.0:0");
    command.args(["--demo", "--allow-test-mode"]);
    let mut server = Server::of(command);
    while !server.banner.contains("told once") {
        assert_ne!(server.out.read_line(&mut server.banner).unwrap(), 0);
    }
    let url = server.url();
    let pem = folder.path().join("tls/certificate.pem").display().to_string();
    let wrong = "00".repeat(32);
    for trust in [&[][..], &["--server-fingerprint", &wrong]] {
        let mut command = at(home.path(), &["login", "alice", "--server", &url]);
        let said = sentence(&command.args(trust).env("SKYSHARD_PASSWORD", "never sent").output().unwrap());
        assert!(
            said.contains("no certificate that may be trusted") && said.contains("nothing was sent"),
            "{said}"
        );
    }
    let plain = url.replace("https://", "http://").replace("localhost", "192.0.2.1");
    let mut command = at(home.path(), &["login", "alice", "--server", &plain]);
    let said = sentence(&command.env("SKYSHARD_PASSWORD", "never sent").output().unwrap());
    assert!(said.contains("must not travel in the clear"), "{said}");

    let line = server.banner.lines().find(|line| line.trim().len() == 64).unwrap().trim().to_owned();
    let done = sign_in(&mut server, home.path(), &["--server-fingerprint", &line]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let list = at(home.path(), &["book", "list"]).output().unwrap();
    assert!(list.status.success(), "the session knows the server: {}", String::from_utf8_lossy(&list.stderr));
    let courses = at(other.path(), &["book", "courses", "--server", &url, "--ca", &pem]).output().unwrap();
    assert!(courses.status.success(), "{}", String::from_utf8_lossy(&courses.stderr));
    let out = at(home.path(), &["logout"]).output().unwrap();
    assert!(String::from_utf8_lossy(&out.stdout).contains(&format!("Signed out of {url}.")));

    let done = sign_in(&mut server, other.path(), &["--ca", &pem]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    std::fs::rename(&pem, folder.path().join("elsewhere.pem")).unwrap();
    let list = at(other.path(), &["book", "list"]).output().unwrap();
    assert!(
        list.status.success(),
        "the session keeps the authority: {}",
        String::from_utf8_lossy(&list.stderr)
    );
    let mut log = String::new();
    let stderr = server.child.stderr.take();
    assert_eq!(server.end("TERM").0, Some(0));
    stderr.unwrap().read_to_string(&mut log).unwrap();
    assert!(!log.contains("never sent"));
}
