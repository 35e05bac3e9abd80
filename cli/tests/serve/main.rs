//! The binary as people start it: what it prints, how it refuses, how it stops. What is behind the port is tested in
//! `server`.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "tests")]
#[path = "../support/mod.rs"]
mod support;

mod folders;
mod keys;
mod tls;
mod trust;

use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use tempfile::TempDir;

use support::{serve, skyshard};

/// A server that has printed its banner.
struct Server {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
    banner: String,
}

impl Server {
    fn start(data: &Path) -> Self {
        Self::of(serve(data, "127.0.0.1:0"))
    }

    fn of(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut banner = String::new();
        while !banner.contains("data in ") {
            assert_ne!(out.read_line(&mut banner).unwrap(), 0, "it ended: {banner}");
        }
        Self { child, out, banner }
    }

    fn address(&self) -> String {
        let (_, rest) = self.banner.split_once("http://localhost:").unwrap();
        let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
        format!("127.0.0.1:{port}")
    }

    /// Where the banner says that it is.
    fn url(&self) -> String {
        let (_, rest) = self.banner.split_once("Skyshard is running").unwrap();
        rest.split_whitespace().next().unwrap().to_owned()
    }

    /// Sends a signal and reads the rest.
    fn end(mut self, signal: &str) -> (Option<i32>, String, String) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &pid]).status().unwrap().success());
        let (mut out, mut log) = (String::new(), String::new());
        self.out.read_to_string(&mut out).unwrap();
        if let Some(mut stderr) = self.child.stderr.take() {
            stderr.read_to_string(&mut log).unwrap();
        }
        (self.child.wait().unwrap().code(), out, log)
    }
}

/// Exit code 1, nothing on standard output, and one sentence.
fn sentence(output: &Output) -> String {
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]), "{said}");
    assert!(said.starts_with("skyshard: ") && said.trim_end().lines().count() == 1, "{said}");
    said
}

#[test]
fn the_banner_says_what_is_true_and_a_signal_drains() {
    let folder = TempDir::new().unwrap();
    for signal in ["INT", "TERM"] {
        let server = Server::start(folder.path());
        let port = server.address().replace("127.0.0.1:", "");
        for part in [
            format!("Skyshard is running     http://localhost:{port}\n"),
            format!("http://localhost:{port}/setup#"),
            format!("grpcurl -plaintext localhost:{port} list\n"),
            "TEST MODE, no SMTP set".to_owned(),
            format!("http://localhost:{port}/outbox\n"),
            "Pool    6 GB | 1 GB per user | 6 seats (0 taken)\n".to_owned(),
            "Nodes   5 up in 3 zones of the simulated network\n".to_owned(),
            "3 copies, acknowledged at 2 | data in ".to_owned(),
        ] {
            assert!(server.banner.contains(&part), "{part:?} is not in {}", server.banner);
        }
        assert!(!server.banner.contains('\u{1b}'), "no colours into a pipe");
        let (code, out, log) = server.end(signal);
        assert_eq!(code, Some(0), "{out}{log}");
        assert!(out.contains("Stopping: finishing what is under way") && out.contains("Stopped."), "{out}");
    }
}

#[test]
fn a_second_server_is_refused_by_folder_and_by_port() {
    let (folder, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let server = Server::start(folder.path());
    let pid = server.child.id();
    let said = sentence(&serve(folder.path(), "127.0.0.1:0").output().unwrap());
    assert!(said.contains(&format!("in use by another server (process {pid})")), "{said}");
    let said = sentence(&serve(other.path(), &server.address()).output().unwrap());
    assert!(
        said.contains(&format!(
            "is taken by process {pid} (skyshard). The next free one: --listen 127.0.0.1:"
        )),
        "{said}"
    );
    assert_eq!(
        std::fs::read_dir(other.path()).unwrap().count(),
        0,
        "nothing was made for a port that is taken"
    );
    assert_eq!(server.end("TERM").0, Some(0));
}

#[test]
fn config_shows_values_sources_and_no_secrets() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("skyshard.toml");
    std::fs::write(&file, "pool_bytes = \"2 GB\"\n").unwrap();
    let mut command = skyshard();
    command.args(["config", "--nodes", "7", "--data"]).arg(folder.path());
    let output = command.env("SKYSHARD_SMTP", "smtp://robot:hunter2@mail:25").output().unwrap();
    assert!(output.status.success());
    let shown = String::from_utf8(output.stdout).unwrap();
    let line = |setting: &str| {
        let found = shown.lines().find(|line| line.trim_start().starts_with(setting));
        found
            .unwrap_or_else(|| panic!("no {setting} in {shown}"))
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(line("pool_bytes"), format!("pool_bytes 2000000000 {}", file.display()));
    assert_eq!(line("nodes"), "nodes 7 --nodes");
    assert_eq!(line("smtp"), "smtp smtp://robot:•••@mail:25 SKYSHARD_SMTP");
    assert_eq!(line("copies"), "copies 3 default");
    assert!(!shown.contains("hunter2"));
    let output = command.arg("--json").output().unwrap();
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let smtp = told["settings"].as_array().unwrap().iter().find(|it| it["name"] == "smtp").unwrap();
    assert_eq!(
        (&smtp["value"], &smtp["from"]),
        (&"smtp://robot:•••@mail:25".into(), &"SKYSHARD_SMTP".into())
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_crash_leaves_no_image_of_the_memory() {
    let folder = TempDir::new().unwrap();
    let server = Server::start(folder.path());
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", server.child.id())).unwrap();
    server.end("INT");
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["1", "1"], "{core}");
}

#[test]
fn a_misspelt_setting_is_named() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("skyshard.toml"), "pool_byte = 1\n").unwrap();
    let said = sentence(&serve(folder.path(), "127.0.0.1:0").output().unwrap());
    assert!(said.contains("there is no setting \"pool_byte\"; did you mean \"pool_bytes\"?"), "{said}");
}
