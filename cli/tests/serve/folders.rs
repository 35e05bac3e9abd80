//! Data folders that cannot be written (BI-14): one sentence, exit code 1, nothing half written, and nothing lost of what
//! was there.
//!
//! Nothing here is pretended: the child is somebody who may not write, the file system is mounted read-only, the disk
//! really is full. Mounts live in a mount namespace of their own, which needs rights that not everybody has; where they
//! are missing the test says so on the terminal and does the part that needs none.
use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Write},
    os::unix::{
        fs::{MetadataExt, PermissionsExt, symlink},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use crate::{Server, sentence, serve, skyshard};

/// A user who owns nothing.
const NOBODY: u32 = 65_534;

const ADDRESS: &str = "127.0.0.1:0";

/// Every file below a folder with its size and time, so that a change is seen.
fn listing(folder: &Path) -> Vec<String> {
    let mut lines = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let (path, about) = (entry.path(), entry.metadata().unwrap());
        lines.push(format!("{} {} {}", path.display(), about.len(), about.mtime_nsec()));
        if about.is_dir() {
            lines.extend(listing(&path));
        }
    }
    lines.sort();
    lines
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn i_am_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

/// `skyshard serve` as somebody whom a folder's permissions bind: root is bound by none.
fn serve_as_nobody(stage: &Path, data: &Path) -> Command {
    if !i_am_root() {
        return serve(data, ADDRESS);
    }
    // Where the binary was built nobody may look. Copied by another process: a file that we hold open for writing while
    // a neighbouring test forks could not be started.
    let copy = stage.join("skyshard");
    assert!(Command::new("cp").arg(skyshard().get_program()).arg(&copy).status().unwrap().success());
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new(copy);
    command.args(["serve", "--listen", ADDRESS, "--data"]).arg(data).env_clear();
    command.current_dir(stage).uid(NOBODY).gid(NOBODY);
    command
}

fn open_to_all(mode: u32) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
    folder
}

#[test]
fn a_folder_that_may_not_be_written_is_refused_untouched() {
    let (stage, data) = (open_to_all(0o755), open_to_all(0o555));
    let said = sentence(&serve_as_nobody(stage.path(), data.path()).output().unwrap());
    assert!(said.contains("is read-only or belongs to somebody else: nothing was changed"), "{said}");
    assert_eq!(names(data.path()), [""; 0]);
}

#[test]
fn somebody_elses_folder_is_refused_untouched() {
    if !i_am_root() {
        return not_tested("a folder of another user", "the tests do not run as root");
    }
    let (stage, data) = (open_to_all(0o755), TempDir::new().unwrap());
    assert_eq!(Server::start(data.path()).end("TERM").0, Some(0));
    let before = listing(data.path());
    let said = sentence(&serve_as_nobody(stage.path(), data.path()).output().unwrap());
    assert!(said.contains("is read-only or belongs to somebody else: nothing was changed"), "{said}");
    assert_eq!(listing(data.path()), before);
}

#[test]
fn a_full_disk_is_told_at_the_first_start() {
    let data = TempDir::new().unwrap();
    // The probe of a first start is written here, and the kernel answers that there is no room.
    symlink("/dev/full", data.path().join("skyshard.probe")).unwrap();
    let said = sentence(&serve(data.path(), ADDRESS).output().unwrap());
    assert!(said.contains("is full: make room and start again; nothing was lost"), "{said}");
    assert_eq!(names(data.path()), ["skyshard.lock"], "no format, no key, no database");
    assert_eq!(Server::start(data.path()).end("TERM").0, Some(0), "there is room now");
}

#[test]
fn a_small_disk_is_refused_before_anything_is_made() {
    let Some(disk) = Disk::of("1m") else { return };
    let said = sentence(&disk.serve().output().unwrap());
    assert!(said.contains("is full: make room and start again; nothing was lost"), "{said}");
    assert_eq!(names(&disk.data()), ["skyshard.lock"]);
}

#[test]
fn a_disk_that_became_full_loses_nothing() {
    let Some(disk) = Disk::of("48m") else { return };
    assert_eq!(Server::of(disk.serve()).end("TERM").0, Some(0));
    let kept = || ["master.key", "skyshard.db"].map(|file| fs::read(disk.data().join(file)).unwrap());
    let before = kept();
    let ballast = disk.fill();
    let said = sentence(&disk.serve().output().unwrap());
    assert!(said.contains("full"), "{said}");
    assert!(kept() == before, "key and database are as they were");
    fs::remove_file(ballast).unwrap();
    assert_eq!(Server::of(disk.serve()).end("TERM").0, Some(0), "everything is there once there is room");
}

#[test]
fn a_read_only_file_system_is_refused_untouched() {
    let Some(disk) = Disk::of("48m") else { return };
    assert_eq!(Server::of(disk.serve()).end("TERM").0, Some(0));
    let before = listing(&disk.data());
    disk.remount("ro");
    let said = sentence(&disk.serve().output().unwrap());
    assert!(said.contains("is read-only or belongs to somebody else: nothing was changed"), "{said}");
    assert_eq!(listing(&disk.data()), before);
}

/// A file system in memory of a few megabytes, mounted where only its keeper sees it and who joins the keeper. When the
/// keeper ends, so does the mount.
struct Disk {
    keeper: Child,
    /// Where it is mounted.
    place: TempDir,
}

impl Disk {
    /// A disk of this size, or a loud word that there is none.
    fn of(size: &str) -> Option<Self> {
        let place = TempDir::new().unwrap();
        let mount = format!("mount -t tmpfs -o size={size} tmpfs \"$0\" && echo ready && exec cat");
        let started = Command::new("unshare")
            .args(["--mount", "sh", "-c", &mount])
            .arg(place.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let Ok(mut keeper) = started else {
            not_tested("a full and a read-only disk", "there is no `unshare` here");
            return None;
        };
        let mut line = String::new();
        BufReader::new(keeper.stdout.take().unwrap()).read_line(&mut line).unwrap();
        if line != "ready\n" {
            keeper.wait().unwrap();
            not_tested("a full and a read-only disk", "mounting needs CAP_SYS_ADMIN");
            return None;
        }
        Some(Self { keeper, place })
    }

    /// A command that sees the disk.
    fn command(&self) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["--target", &self.keeper.id().to_string(), "--mount", "--"]).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
    }

    /// `skyshard serve` on the disk.
    fn serve(&self) -> Command {
        let mut command = self.command();
        command.arg(skyshard().get_program());
        command.args(["serve", "--listen", ADDRESS, "--data"]).arg(self.place.path().join("data"));
        command
    }

    fn remount(&self, how: &str) {
        let option = format!("remount,{how}");
        let status = self.command().args(["mount", "-o", &option]).arg(self.place.path()).status();
        assert!(status.unwrap().success());
    }

    /// The disk as we see it: by the keeper's own view of the tree.
    fn seen(&self) -> PathBuf {
        let tree = PathBuf::from(format!("/proc/{}/root", self.keeper.id()));
        tree.join(self.place.path().strip_prefix("/").unwrap())
    }

    /// The data folder as we see it.
    fn data(&self) -> PathBuf {
        self.seen().join("data")
    }

    /// Writes until there is no byte left; answers what was written.
    fn fill(&self) -> PathBuf {
        let path = self.seen().join("ballast");
        let mut file = File::create(&path).unwrap();
        for size in [1 << 20, 1 << 12, 1] {
            while file.write_all(&vec![1; size]).is_ok() {}
        }
        path
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Without its standard input `cat` ends, and the namespace with it.
        drop(self.keeper.stdin.take());
        let _ended = self.keeper.wait();
    }
}

/// Past the capture of the test runner: nobody shall believe that this was tested.
fn not_tested(what: &str, why: &str) {
    let _unheard = writeln!(io::stderr(), "NOT TESTED: {what}, because {why}");
}
