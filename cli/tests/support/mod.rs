//! The real binary, and a server of it that is talked to.
#![allow(dead_code, reason = "each test file uses its own part of the support")]
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

/// The binary, with none of this machine's settings.
pub(crate) fn skyshard() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_skyshard"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("SKYSHARD_") {
            command.env_remove(name);
        }
    }
    command
}

/// `skyshard serve` on this folder.
pub(crate) fn serve(data: &Path, listen: &str) -> Command {
    let mut command = skyshard();
    command.args(["serve", "--listen", listen, "--data"]).arg(data);
    command
}

/// A server on a free port, ended with the test.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) origin: String,
}

impl Server {
    /// Starts it and waits for its banner.
    pub(crate) fn of(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut banner = String::new();
        while !banner.contains("data in ") {
            assert_ne!(out.read_line(&mut banner).unwrap(), 0, "it ended: {banner}");
        }
        // Mails go on being printed: somebody has to read them, or the pipe fills.
        std::thread::spawn(move || out.lines().for_each(drop));
        let (_, rest) = banner.split_once("http://localhost:").unwrap();
        let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
        Self { child, origin: format!("http://127.0.0.1:{port}") }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
