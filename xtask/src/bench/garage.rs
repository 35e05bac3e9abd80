//! Garage beside us: three nodes on this machine, three copies, everything flushed, as its operators would run it.
//!
//! Only where `garage` is on the PATH: `cargo install garage --version 2.5.0 --locked`. It is driven by its own command
//! line and by curl, which signs for S3.

use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::native::Native;
use super::ratio;
use super::table::Row;
use crate::process::{find, quietly};
use crate::workspace;

const NODES: usize = 3;
const LARGE_BYTES: usize = 512 * 1024 * 1024;
const OBJECT_BYTES: usize = 4096;
const OBJECTS: usize = 800;
const CLIENTS: usize = 16;
/// Any 32 bytes: the nodes know each other by it.
const RPC_SECRET: &str = "5d1f0a4c5d1f0a4c5d1f0a4c5d1f0a4c5d1f0a4c5d1f0a4c5d1f0a4c5d1f0a4c";
/// S3 wants to be told that the body is not part of the signature, which spares Garage a digest.
const UNSIGNED: &str = "x-amz-content-sha256: UNSIGNED-PAYLOAD";
const READY_WITHIN: Duration = Duration::from_secs(30);

/// Our rates over Garage's; one row that says so where there is no Garage.
pub fn rows(ours: &Native) -> Result<Vec<Row>> {
    let Some(program) = find("garage") else {
        return Ok(vec![Row::new("beside Garage 2.5.0", "garage is not on the PATH".to_owned(), "")]);
    };
    let garage = Garage::start(program)?;
    let (upload, download) = garage.large()?;
    let objects = garage.objects()?;
    let row = |what: &str, ours: f64, theirs: f64, unit: &str, target: &str| {
        Row::new(what, format!("{ours:.0} {unit}"), target)
            .beside(format!("Garage {theirs:.0} {unit}"), ratio(ours, theirs))
    };
    Ok(vec![
        row("upload of 512 MiB", ours.upload_large_mb_per_second, upload, "MB/s", "2.0 or more"),
        row("download of 512 MiB", ours.download_large_mb_per_second, download, "MB/s", "2.0 or more"),
        row("objects of 4 KiB, 16 clients", ours.objects_per_second, objects, "a second", "5 or more"),
    ])
}

/// Three running nodes. Dropping it stops them and removes their folder.
struct Garage {
    program: PathBuf,
    folder: PathBuf,
    nodes: Vec<Child>,
    s3_port: u16,
    user: String,
}

impl Garage {
    fn start(program: PathBuf) -> Result<Self> {
        let folder = workspace::root().join("target/bench-garage");
        fs::create_dir_all(&folder)?;
        let mut garage =
            Self { program, folder, nodes: Vec::new(), s3_port: free_port()?, user: String::new() };
        for place in 0..NODES {
            let s3_port = if place == 0 { garage.s3_port } else { free_port()? };
            fs::write(garage.config(place), config(&garage.folder, place, free_port()?, s3_port))?;
            let child =
                garage.command(place).arg("server").stderr(Stdio::null()).stdout(Stdio::null()).spawn();
            garage.nodes.push(child.context("starting garage")?);
        }
        garage.join_nodes()?;
        garage.make_bucket()?;
        Ok(garage)
    }

    fn config(&self, place: usize) -> PathBuf {
        self.folder.join(format!("node-{place}.toml"))
    }

    fn command(&self, place: usize) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("-c").arg(self.config(place));
        command
    }

    fn say(&self, place: usize, words: &[&str]) -> Result<String> {
        quietly(self.command(place).args(words))
    }

    fn join_nodes(&self) -> Result<()> {
        let began = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.s3_port)).is_err() {
            if began.elapsed() > READY_WITHIN {
                bail!("garage does not listen");
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        for place in 0..NODES {
            let id = self.say(place, &["node", "id", "-q"])?;
            if place > 0 {
                self.say(0, &["node", "connect", id.trim()])?;
            }
            let (key, _) = id.trim().split_once('@').context("garage did not tell a node's id")?;
            self.say(0, &["layout", "assign", key, "-z", &format!("zone-{place}"), "-c", "10G"])?;
        }
        self.say(0, &["layout", "apply", "--version", "1"]).map(drop)
    }

    fn make_bucket(&mut self) -> Result<()> {
        let said = self.say(0, &["key", "create", "bench"])?;
        let field = |name: &str| {
            let line = said.lines().find_map(|line| line.trim().strip_prefix(name));
            line.map(|value| value.trim().to_owned())
                .with_context(|| format!("garage did not tell the {name}"))
        };
        self.user = format!("{}:{}", field("Key ID:")?, field("Secret key:")?);
        self.say(0, &["bucket", "create", "bench"])?;
        self.say(0, &["bucket", "allow", "--read", "--write", "--owner", "bench", "--key", "bench"]).map(drop)
    }

    /// Megabytes a second up and down.
    fn large(&self) -> Result<(f64, f64)> {
        let file = self.noise("large", LARGE_BYTES)?;
        let up = self.timed(self.curl().arg("--upload-file").arg(&file).arg(self.url("large")))?;
        let down = self.timed(self.curl().args(["--output", "/dev/null"]).arg(self.url("large")))?;
        let rate = |seconds: f64| LARGE_BYTES as f64 / 1e6 / seconds;
        Ok((rate(up), rate(down)))
    }

    /// Objects a second.
    fn objects(&self) -> Result<f64> {
        let file = self.noise("object", OBJECT_BYTES)?;
        let list = self.folder.join("objects.curl");
        let entry = |number: usize| {
            let url = self.url(&format!("object-{number}"));
            format!(
                "upload-file = {:?}\nurl = {url:?}\naws-sigv4 = \"aws:amz:garage:s3\"\nuser = {:?}\nheader = {UNSIGNED:?}\noutput = \"/dev/null\"\nfail\n",
                file.display().to_string(),
                self.user
            )
        };
        fs::write(&list, (0..OBJECTS).map(entry).collect::<Vec<_>>().join("next\n"))?;
        let mut curl = Command::new("curl");
        curl.args([
            "--silent",
            "--show-error",
            "--parallel",
            "--parallel-max",
            &CLIENTS.to_string(),
            "--config",
        ]);
        Ok(OBJECTS as f64 / self.timed(curl.arg(list))?)
    }

    fn timed(&self, command: &mut Command) -> Result<f64> {
        let began = Instant::now();
        quietly(command)?;
        Ok(began.elapsed().as_secs_f64())
    }

    fn curl(&self) -> Command {
        let mut curl = Command::new("curl");
        curl.args([
            "--silent",
            "--show-error",
            "--fail",
            "--aws-sigv4",
            "aws:amz:garage:s3",
            "--user",
            &self.user,
            "--header",
            UNSIGNED,
        ]);
        curl
    }

    fn url(&self, key: &str) -> String {
        format!("http://127.0.0.1:{}/bench/{key}", self.s3_port)
    }

    fn noise(&self, name: &str, bytes: usize) -> Result<PathBuf> {
        let path = self.folder.join(name);
        super::disk::write_noise(&mut std::io::BufWriter::new(fs::File::create(&path)?), bytes as u64)?;
        Ok(path)
    }
}

impl Drop for Garage {
    fn drop(&mut self) {
        for node in &mut self.nodes {
            // It may have ended by itself.
            node.kill().and_then(|()| node.wait()).ok();
        }
        if let Err(problem) = fs::remove_dir_all(&self.folder) {
            eprintln!("xtask: cleaning up {}: {problem}", self.folder.display());
        }
    }
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

fn config(folder: &Path, place: usize, rpc_port: u16, s3_port: u16) -> String {
    let folder = folder.join(format!("node-{place}"));
    format!(
        "metadata_dir = \"{folder}/meta\"
data_dir = \"{folder}/data\"
metadata_fsync = true
data_fsync = true
replication_factor = 3
compression_level = \"none\"
rpc_bind_addr = \"127.0.0.1:{rpc_port}\"
rpc_public_addr = \"127.0.0.1:{rpc_port}\"
rpc_secret = \"{RPC_SECRET}\"

[s3_api]
s3_region = \"garage\"
api_bind_addr = \"127.0.0.1:{s3_port}\"
",
        folder = folder.display()
    )
}
