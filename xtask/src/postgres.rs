//! A throwaway PostgreSQL for the tests: initialised in the run's folder, listening on loopback, gone at the end.
//!
//! PostgreSQL refuses to run as root, so root runs it as `postgres` or `nobody`. `setpriv` tells the kernel to stop it
//! when this process dies, so that even a killed test run leaves no server behind.

use std::env;
use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process::{quietly, succeeds};
use crate::setup::packages::is_root;
use crate::setup::postgres::find_or_install;

const READY_WITHIN: Duration = Duration::from_secs(30);
const USER: &str = "skyshard";

/// Nothing here outlives a test run, so nothing is worth waiting for the disk; many tests connect at once.
const SETTINGS: [&str; 6] = [
    "listen_addresses=127.0.0.1",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "max_connections=200",
    "log_min_messages=panic",
];

/// A running server. Dropping it stops the server; its files go with the run's folder.
pub struct Postgres {
    server: Child,
    /// Where tests connect: `postgres://…`.
    pub url: String,
}

impl Postgres {
    /// Initialises and starts a server below this folder, and returns when it answers.
    pub fn start(scratch: &Path) -> Result<Self> {
        let programs = find_or_install()?;
        let account = is_root().then(unprivileged).transpose()?;
        let folder = scratch.join("postgres");
        fs::create_dir_all(&folder)?;
        if let Some(account) = &account {
            quietly(Command::new("chown").arg(account).arg(&folder))?;
        }
        let data = folder.join("data");
        initialise(&programs, account.as_deref(), &data)?;
        let port = free_port()?;
        let mut server = as_account(account.as_deref(), &programs.join("postgres"));
        server.arg("-D").arg(&data).arg("-k").arg(&folder).args(["-p", &port.to_string()]);
        for setting in SETTINGS {
            server.args(["-c", setting]);
        }
        let server =
            server.stdin(Stdio::null()).stdout(Stdio::null()).spawn().context("starting postgres")?;
        let url = format!("postgres://{USER}@127.0.0.1:{port}/postgres");
        let mut postgres = Self { server, url };
        postgres.wait_until_ready(&programs, port)?;
        Ok(postgres)
    }

    fn wait_until_ready(&mut self, programs: &Path, port: u16) -> Result<()> {
        let started = Instant::now();
        while started.elapsed() < READY_WITHIN {
            if let Some(status) = self.server.try_wait()? {
                bail!("postgres ended at once, with {status}");
            }
            let port = port.to_string();
            if succeeds(Command::new(programs.join("pg_isready")).args([
                "-h",
                "127.0.0.1",
                "-p",
                &port,
                "-U",
                USER,
            ])) {
                return Ok(());
            }
            sleep(Duration::from_millis(50));
        }
        bail!("postgres did not answer within {} s", READY_WITHIN.as_secs())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's fast shutdown: it ends sessions and its own children. A kill would orphan them.
        let stopped = succeeds(Command::new("kill").args(["-INT", &self.server.id().to_string()]));
        if !stopped {
            eprintln!("xtask: could not stop PostgreSQL, process {}", self.server.id());
            return;
        }
        if let Err(problem) = self.server.wait() {
            eprintln!("xtask: waiting for PostgreSQL to end: {problem}");
        }
    }
}

fn initialise(programs: &Path, account: Option<&str>, data: &Path) -> Result<()> {
    let mut initdb = as_account(account, &programs.join("initdb"));
    initdb.arg("-D").arg(data).args(["--username", USER, "--auth", "trust", "--encoding", "UTF8"]);
    quietly(initdb.args(["--locale", "C.UTF-8", "--no-sync"])).map(drop)
}

/// The program, as another account if we are root, stopped when we die.
fn as_account(account: Option<&str>, program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    if let Some(account) = account {
        command.args(["--reuid", account, "--regid", &group(account), "--clear-groups"]);
    }
    command.args(["--pdeathsig", "INT"]).arg(program).current_dir(env::temp_dir());
    command
}

fn unprivileged() -> Result<String> {
    ["postgres", "nobody"]
        .into_iter()
        .find(|account| succeeds(Command::new("id").args(["-u", account])))
        .map(str::to_owned)
        .context("PostgreSQL refuses to run as root, and there is no account `postgres` or `nobody`")
}

fn group(account: &str) -> String {
    quietly(Command::new("id").args(["-g", account]))
        .map_or_else(|_| account.to_owned(), |gid| gid.trim().to_owned())
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
