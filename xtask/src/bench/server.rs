//! The release binary on a folder that goes with it, and its memory as the kernel counts it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::{self, Child, Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};

use crate::workspace;

/// A running server. Dropping it stops the server and removes its folder.
pub struct Server {
    child: Child,
    folder: PathBuf,
    /// Where it listens: `http://localhost:…`.
    pub url: String,
}

impl Server {
    /// Starts on an empty folder below `target`, so that the disk is the one that `dd` is measured on.
    pub fn start() -> Result<Self> {
        let folder = workspace::root().join(format!("target/bench-{}", process::id()));
        fs::create_dir_all(&folder)?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut command = Command::new(workspace::binary());
        command.args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--data"]).arg(&folder);
        let child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().context("starting the server")?;
        let mut server = Self { child, folder, url: format!("http://localhost:{port}") };
        server.wait_for_banner(&format!("localhost:{port}"))?;
        Ok(server)
    }

    /// Resident memory now, in bytes.
    pub fn memory(&self) -> Result<u64> {
        self.status("VmRSS:")
    }

    /// The highest resident memory since `forget_peak`, in bytes.
    pub fn memory_peak(&self) -> Result<u64> {
        self.status("VmHWM:")
    }

    /// Lets the kernel begin a new peak.
    pub fn forget_peak(&self) -> Result<()> {
        fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5")
            .context("resetting the peak of memory")
    }

    fn status(&self, field: &str) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line =
            status.lines().find_map(|line| line.strip_prefix(field)).context("no such field in status")?;
        let kibibytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kibibytes * 1024)
    }

    /// Reads until the banner names the address; the rest is read and dropped, lest the server wait for a full pipe.
    fn wait_for_banner(&mut self, address: &str) -> Result<()> {
        let output = self.child.stdout.take().context("the server's output is piped")?;
        let mut lines = BufReader::new(output).lines();
        loop {
            match lines.next() {
                Some(line) if line.as_ref().is_ok_and(|line| line.contains(address)) => break,
                Some(Ok(_)) => {}
                _ => bail!("the server ended before it printed its address"),
            }
        }
        thread::spawn(move || lines.for_each(drop));
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let ended = self.child.kill().and_then(|()| self.child.wait());
        if let Err(problem) = ended.and_then(|_| fs::remove_dir_all(&self.folder)) {
            eprintln!("xtask: cleaning up {}: {problem}", self.folder.display());
        }
    }
}
