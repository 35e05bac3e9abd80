//! Somebody at a terminal: an account, a home, a folder to work in.
use std::{
    fs,
    io::{PipeReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use client::{Anonymous, NewMember};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Server, serve, skyshard};

pub(crate) const PASSWORD: &str = "a long sentence for a short life";
pub(crate) const MIB: usize = 1 << 20;

/// A server with what it keeps.
pub(crate) struct Cloud {
    pub(crate) server: Server,
    _data: TempDir,
}

impl Cloud {
    pub(crate) fn start(settings: &[&str]) -> Self {
        let data = TempDir::new().unwrap();
        let mut command = serve(data.path(), "127.0.0.1:0");
        command.args(settings).stderr(Stdio::null());
        Self { server: Server::of(command), _data: data }
    }
}

pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) origin: String,
    /// Where the session and the journal are.
    pub(crate) home: TempDir,
    /// Where commands run.
    pub(crate) work: TempDir,
}

impl Person {
    /// Nobody yet.
    pub(crate) fn stranger(cloud: &Cloud, name: &str) -> Self {
        let (home, work) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        Self { name: name.to_owned(), origin: cloud.server.origin.clone(), home, work }
    }

    /// A member who is signed in by `skyshard login`.
    pub(crate) async fn signed_in(cloud: &Cloud, name: &str) -> Self {
        let person = Self::stranger(cloud, name);
        let email = person.email();
        let member =
            NewMember { username: name.to_owned(), email: email.clone(), password: PASSWORD.to_owned() };
        let registered = person.anonymous().register(member).await.unwrap();
        let code = person.newest_code().await;
        person.anonymous().verify_email(&email, &code, &registered.challenge_id).await.unwrap();
        person.log_in().await;
        person
    }

    pub(crate) fn email(&self) -> String {
        format!("{}@example.com", self.name)
    }

    pub(crate) fn anonymous(&self) -> Anonymous {
        Anonymous::at(&self.origin).unwrap()
    }

    /// Of the newest mail: it is posted before the call that sends it is answered.
    pub(crate) async fn newest_code(&self) -> String {
        let mails = self.anonymous().mails(&self.email()).await.unwrap();
        mails.into_iter().find(|mail| !mail.code.is_empty()).unwrap().code
    }

    pub(crate) async fn log_in(&self) {
        let mut command = self.command(&["login", &self.name, "--server", &self.origin]);
        let mut login = Asked::start(command.env("SKYSHARD_PASSWORD", PASSWORD));
        login.until("mailed to you): ");
        login.answer(&self.newest_code().await);
        let (code, said) = login.end();
        assert_eq!(code, Some(0), "{said}");
    }

    /// A command in this person's folder.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = skyshard();
        command.env("XDG_CONFIG_HOME", self.home.path()).current_dir(self.work.path()).args(words);
        command.stdin(Stdio::null());
        command
    }

    /// The same at a terminal, which `script` (util-linux) holds before it.
    pub(crate) fn at_a_terminal(&self, words: &str) -> Command {
        let mut command = Command::new("script");
        command.args(["-qec", &format!("exec {} {words}", env!("CARGO_BIN_EXE_skyshard")), "/dev/null"]);
        command.env("XDG_CONFIG_HOME", self.home.path()).env("TERM", "xterm").env("SHELL", "/bin/sh");
        command
    }

    /// What it says when all is well.
    pub(crate) fn said(&self, words: &[&str]) -> String {
        let output = self.command(words).output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The one JSON document it prints.
    pub(crate) fn json(&self, words: &[&str]) -> Value {
        serde_json::from_str(&self.said(&[words, &["--json"]].concat())).unwrap()
    }

    /// Its last sentence when it ends with this code.
    pub(crate) fn refused(&self, words: &[&str], code: i32) -> String {
        let output = self.command(words).output().unwrap();
        refusal(&output, code)
    }

    /// A file to send.
    pub(crate) fn write(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.work.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.work.path().join(name)).unwrap()
    }
}

pub(crate) fn refusal(output: &Output, code: i32) -> String {
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{said}");
    let last = said.trim_end().lines().last().unwrap_or_default().to_owned();
    assert!(last.starts_with("skyshard: "), "{said}");
    last
}

/// A command that asks: on standard error, and what it answers on standard output is heard in the order in which it is said.
pub(crate) struct Asked {
    child: Child,
    out: PipeReader,
    pub(crate) heard: String,
}

impl Asked {
    pub(crate) fn start(command: &mut Command) -> Self {
        let (out, said) = std::io::pipe().unwrap();
        command.stdin(Stdio::piped()).stdout(said.try_clone().unwrap()).stderr(said);
        let child = command.spawn().unwrap();
        // The command holds the other end too, and while it does nothing ends.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        Self { child, out, heard: String::new() }
    }

    /// Reads until it has said this: a question does not end its line.
    pub(crate) fn until(&mut self, words: &str) {
        let mut heard = Vec::new();
        while !String::from_utf8_lossy(&heard).contains(words) {
            let mut byte = [0];
            assert_ne!(self.out.read(&mut byte).unwrap(), 0, "it ended: {}", String::from_utf8_lossy(&heard));
            heard.push(byte[0]);
        }
        self.heard.push_str(&String::from_utf8(heard).unwrap());
    }

    /// Of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn answer(&mut self, line: &str) {
        self.keys(&format!("{line}\n"));
    }

    /// What is pressed, and nothing behind it.
    pub(crate) fn keys(&mut self, keys: &str) {
        self.child.stdin.as_mut().unwrap().write_all(keys.as_bytes()).unwrap();
    }

    /// Its exit code, and all it said.
    pub(crate) fn end(mut self) -> (Option<i32>, String) {
        drop(self.child.stdin.take());
        self.out.read_to_string(&mut self.heard).unwrap();
        (self.child.wait().unwrap().code(), self.heard)
    }
}

/// What a browser would see there.
pub(crate) fn fetched(origin: &str, path: &str) -> String {
    let host = origin.strip_prefix("http://").unwrap();
    let mut wire = TcpStream::connect(host).unwrap();
    write!(wire, "GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n").unwrap();
    let mut answer = String::new();
    wire.read_to_string(&mut answer).unwrap();
    answer
}

/// Bytes that repeat nowhere soon.
pub(crate) fn content(seed: u8, bytes: usize) -> Vec<u8> {
    (0..bytes)
        .map(|at| (at as u8).wrapping_mul(31).wrapping_add(seed) ^ (at >> 8) as u8 ^ (at >> 16) as u8)
        .collect()
}

/// Names in a folder of this machine.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
