//! The data folder, taken for this process alone: made when it is missing, refused when it is read-only, full, from a
//! newer version or in use. Nothing in it is changed before the lock is held.
//!
//! The lock is the operating system's (`flock`), so it ends with the process however that ends; the process number
//! inside the file only tells people who holds it.
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
};

/// The version of everything that lies in the folder, the database's schema apart, which counts for itself.
const FORMAT: u32 = 1;
const FORMAT_FILE: &str = "skyshard.format";
const LOCK_FILE: &str = "skyshard.lock";
/// What a first start needs at least: key, database and the nodes' first segments. Later starts do without the proof,
/// since a full disk is no reason not to read what is on it.
const FIRST_START_BYTES: usize = 4 * 1024 * 1024;

/// The folder is ours for as long as this lives.
#[derive(Debug)]
pub struct DataFolder {
    /// Held, never read again.
    _lock: File,
}

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// No right to write.
    #[error("the data folder {} is read-only or belongs to somebody else: nothing was changed", .0.display())]
    ReadOnly(PathBuf),
    /// No room.
    #[error("the disk of the data folder {} is full: make room and start again; nothing was lost", .0.display())]
    Full(PathBuf),
    /// Something else has this name.
    #[error("{} is not a folder", .0.display())]
    NotAFolder(PathBuf),
    /// Another server works there.
    #[error("the data folder {} is in use by another server{holder}: stop that one first, or choose another --data", .path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
        /// " (process 4711)", when it is known.
        holder: String,
    },
    /// A newer Skyshard wrote it.
    #[error(
        "the data folder {} has format {found}, and this version knows up to {FORMAT}: start a newer Skyshard; nothing \
         was changed", .path.display()
    )]
    NewerFormat {
        /// The folder.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// The format file is no number.
    #[error("{} is damaged: it must hold a version number; restore it from a backup", .0.display())]
    Damaged(PathBuf),
    /// Anything else.
    #[error("cannot use the data folder {}: {cause}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
}

impl DataFolder {
    /// Takes the folder, or says why not.
    pub fn open(path: &Path) -> Result<Self, FolderError> {
        make(path).map_err(|cause| FolderError::from_io(path, cause))?;
        refuse_newer(path)?;
        let lock = take_lock(path)?;
        // Somebody may have finished a first start while we waited for nothing: look again, now alone.
        if !refuse_newer(path)? {
            prove_room(path).map_err(|cause| FolderError::from_io(path, cause))?;
            write_format(path).map_err(|cause| FolderError::from_io(path, cause))?;
        }
        Ok(Self { _lock: lock })
    }
}

impl FolderError {
    fn from_io(path: &Path, cause: io::Error) -> Self {
        let path = path.to_owned();
        match cause.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly(path),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full(path),
            io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => Self::NotAFolder(path),
            _ => Self::Io { path, cause },
        }
    }
}

/// Only its owner may look into a new folder.
fn make(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Answers whether the folder already has a format that we know.
fn refuse_newer(path: &Path) -> Result<bool, FolderError> {
    let file = path.join(FORMAT_FILE);
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(FolderError::Damaged(file)),
        Err(cause) => return Err(FolderError::from_io(path, cause)),
    };
    match text.trim().parse() {
        Ok(found) if found > FORMAT => Err(FolderError::NewerFormat { path: path.to_owned(), found }),
        Ok(1..) => Ok(true),
        _ => Err(FolderError::Damaged(file)),
    }
}

fn take_lock(path: &Path) -> Result<File, FolderError> {
    let failed = |cause| FolderError::from_io(path, cause);
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path.join(LOCK_FILE)).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(FolderError::InUse { path: path.to_owned(), holder: holder(&mut file) });
        }
        Err(TryLockError::Error(cause)) => return Err(failed(cause)),
    }
    sign(&mut file).map_err(failed)?;
    Ok(file)
}

/// Writing our number through to the disk also shows whether there is room.
fn sign(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())?;
    file.sync_all()
}

fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let number = file.take(16).read_to_string(&mut text).ok().and_then(|_| text.trim().parse::<u32>().ok());
    number.map(|pid| format!(" (process {pid})")).unwrap_or_default()
}

/// Writes and removes what a first start would write, so that it fails here or not at all.
fn prove_room(path: &Path) -> io::Result<()> {
    let probe = path.join("skyshard.probe");
    let written = File::create(&probe).and_then(|mut file| {
        file.write_all(&vec![0; FIRST_START_BYTES])?;
        file.sync_all()
    });
    fs::remove_file(&probe)?;
    written
}

fn write_format(path: &Path) -> io::Result<()> {
    let temporary = path.join("skyshard.format.new");
    let mut file = File::create(&temporary)?;
    writeln!(file, "{FORMAT}")?;
    file.sync_all()?;
    fs::rename(&temporary, path.join(FORMAT_FILE))?;
    // The rename must be on the disk before anything that needs the format.
    File::open(path)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(path: &Path) -> Vec<String> {
        let entries = fs::read_dir(path).expect("a folder").flatten();
        let mut names: Vec<_> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_missing_folder_is_made_for_its_owner_alone() {
        let parent = tempfile::tempdir().expect("a folder");
        let path = parent.path().join("deep/data");
        let _held = DataFolder::open(&path).expect("it opens");
        assert_eq!(listing(&path), [FORMAT_FILE, LOCK_FILE]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o700);
        }
    }

    #[test]
    fn a_second_server_is_told_who_holds_the_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let held = DataFolder::open(folder.path()).expect("it opens");
        let error = DataFolder::open(folder.path()).expect_err("it is held").to_string();
        assert!(
            error.contains(&format!("in use by another server (process {})", std::process::id())),
            "{error}"
        );
        drop(held);
        DataFolder::open(folder.path()).expect("it is free again");
    }

    #[test]
    fn a_newer_format_is_refused_and_nothing_is_changed() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(FORMAT_FILE), "2\n").expect("written");
        let error = DataFolder::open(folder.path()).expect_err("it is newer").to_string();
        assert!(error.contains("has format 2, and this version knows up to 1"), "{error}");
        assert_eq!(listing(folder.path()), [FORMAT_FILE]);
    }

    #[test]
    fn a_damaged_format_is_refused() {
        for content in [&b""[..], b"zero", b"0", b"-1", b"\xff\xfe"] {
            let folder = tempfile::tempdir().expect("a folder");
            fs::write(folder.path().join(FORMAT_FILE), content).expect("written");
            assert!(matches!(DataFolder::open(folder.path()), Err(FolderError::Damaged(_))), "{content:?}");
        }
    }

    #[test]
    fn a_file_is_no_folder() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        assert!(matches!(DataFolder::open(file.path()), Err(FolderError::NotAFolder(_))));
        assert!(matches!(DataFolder::open(&file.path().join("data")), Err(FolderError::NotAFolder(_))));
    }

    /// Who runs as root writes everywhere, so the system's answers are given here.
    #[test]
    fn the_systems_refusals_become_sentences() {
        let said = |kind: io::ErrorKind| FolderError::from_io(Path::new("/srv/sky"), kind.into()).to_string();
        assert!(said(io::ErrorKind::PermissionDenied).starts_with("the data folder /srv/sky is read-only"));
        assert!(said(io::ErrorKind::ReadOnlyFilesystem).starts_with("the data folder /srv/sky is read-only"));
        assert!(said(io::ErrorKind::StorageFull).starts_with("the disk of the data folder /srv/sky is full"));
    }
}
