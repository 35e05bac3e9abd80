//! The real binary, with everything that it logs in a file.
use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

pub(crate) struct Server {
    child: Child,
    pub(crate) origin: String,
}

impl Server {
    pub(crate) fn start(data: &Path, log: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_skyshard"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("SKYSHARD_") {
                command.env_remove(name);
            }
        }
        command.env("SKYSHARD_LOG", "trace");
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
        command.stdout(Stdio::piped()).stderr(File::create(log).unwrap());
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut banner = String::new();
        while !banner.contains("data in ") {
            assert_ne!(out.read_line(&mut banner).unwrap(), 0, "it ended: {banner}");
        }
        // Mails are printed there, which is what test mode is for; somebody has to read them, or the pipe fills.
        std::thread::spawn(move || out.lines().for_each(drop));
        let (_, rest) = banner.split_once("http://localhost:").unwrap();
        let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
        Self { child, origin: format!("http://127.0.0.1:{port}") }
    }

    /// Lets it drain, as Ctrl-C does.
    pub(crate) fn stop(&mut self) {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
