//! The key file: read whole, replaced whole. Whoever changes it takes a turn, so that no two changes meet, and the new
//! file stands in full on the disk before it takes the place of the old one: at every moment there is one of the two.
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::{KeyringError, Ring, ring::KEY_BYTES};
use crate::clock::random;

const FILE: &str = "master.key";
/// Dozens of keys; more is not one of our files.
const FILE_BYTES_MAX: u64 = 16 * 1024;

/// Whoever holds it is the only one who changes the key file. It ends with the process, however that ends.
pub struct Turn {
    folder: PathBuf,
    /// Held, never read: the lock is on the folder itself.
    _lock: File,
}

impl Turn {
    /// Waits for whoever has it.
    pub fn take(folder: &Path) -> Result<Self, KeyringError> {
        let taken = File::open(folder).and_then(|lock| lock.lock().map(|()| lock));
        Ok(Self { _lock: taken.map_err(unusable(&folder.join(FILE)))?, folder: folder.to_owned() })
    }
}

/// The ring of a folder that must have one.
pub fn read(folder: &Path) -> Result<Ring, KeyringError> {
    let path = folder.join(FILE);
    let unusable = unusable(&path);
    let name = || path.display().to_string();
    if !path.exists() {
        return Err(KeyringError::Missing(name()));
    }
    if exposed(&path).map_err(&unusable)? {
        return Err(KeyringError::Exposed(name()));
    }
    // Reserved whole, so that no half of it is left behind in memory when it grows.
    let mut bytes = Zeroizing::new(Vec::with_capacity(FILE_BYTES_MAX as usize + 1));
    let file = File::open(&path).map_err(&unusable)?;
    file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(&unusable)?;
    Ring::parse(&bytes).ok_or_else(|| KeyringError::Damaged(name()))
}

/// Puts a ring in the place of the one in the file.
pub fn write(turn: &Turn, ring: &Ring) -> Result<(), KeyringError> {
    let path = turn.folder.join(FILE);
    put(&turn.folder, ring.text().as_bytes()).map_err(unusable(&path))
}

/// Makes a first key where there is no file.
pub(super) fn ensure(folder: &Path) -> Result<(), KeyringError> {
    let path = folder.join(FILE);
    if path.exists() {
        return Ok(());
    }
    let key = Zeroizing::new(random::<KEY_BYTES>());
    put(folder, key.as_slice()).map_err(unusable(&path))
}

fn put(folder: &Path, bytes: &[u8]) -> io::Result<()> {
    let (path, temporary) = (folder.join(FILE), folder.join("master.key.new"));
    match fs::remove_file(&temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    #[cfg(unix)]
    keep_owner(&path, &file)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&temporary, &path)?;
    // The rename itself must survive a crash: what is sealed under a lost key is lost.
    File::open(folder)?.sync_all()
}

/// Whoever runs a command as root must not take the file away from the server's account.
#[cfg(unix)]
fn keep_owner(path: &Path, file: &File) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let (Ok(was), is) = (fs::metadata(path), file.metadata()?) else { return Ok(()) };
    match (was.uid(), was.gid()) == (is.uid(), is.gid()) {
        true => Ok(()),
        false => fchown(file, Some(was.uid()), Some(was.gid())),
    }
}

/// Whether other accounts of this machine may read the file.
#[cfg(unix)]
pub(crate) fn exposed(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::metadata(path)?.permissions().mode() & 0o077 != 0)
}

/// Not known here.
#[cfg(not(unix))]
pub(crate) fn exposed(_: &Path) -> io::Result<bool> {
    Ok(false)
}

fn unusable(path: &Path) -> impl Fn(io::Error) -> KeyringError + use<> {
    let path = path.display().to_string();
    move |source| KeyringError::Unusable { path: path.clone(), source }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_ring_takes_the_place_of_a_key_and_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        ensure(folder.path()).unwrap();
        let key = fs::read(folder.path().join(FILE)).unwrap();
        ensure(folder.path()).unwrap();
        assert_eq!(fs::read(folder.path().join(FILE)).unwrap(), key, "a key is never replaced by accident");
        let one = read(folder.path()).unwrap();
        let two = one.rotated();
        write(&Turn::take(folder.path()).unwrap(), &two).unwrap();
        let again = read(folder.path()).unwrap();
        assert!(again.is_same(&two) && !again.is_same(&one));
        assert!(!exposed(&folder.path().join(FILE)).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
    }

    /// A crash leaves a half file beside the whole one; the next change takes its place.
    #[test]
    fn what_a_crash_left_beside_it_counts_for_nothing() {
        let folder = tempfile::tempdir().unwrap();
        ensure(folder.path()).unwrap();
        let one = read(folder.path()).unwrap();
        let two = one.rotated();
        let text = two.text();
        for half in 0..=text.len() {
            fs::write(folder.path().join("master.key.new"), &text.as_bytes()[..half]).unwrap();
            assert!(read(folder.path()).unwrap().is_same(&one));
        }
        write(&Turn::take(folder.path()).unwrap(), &two).unwrap();
        assert!(read(folder.path()).unwrap().is_same(&two));
    }

    #[test]
    fn who_changes_it_takes_turns() {
        let folder = tempfile::tempdir().unwrap();
        let turn = Turn::take(folder.path()).unwrap();
        assert!(File::open(folder.path()).unwrap().try_lock().is_err());
        drop(turn);
        Turn::take(folder.path()).unwrap();
    }
}
