//! The file of checkpoints: signed notes, one behind the other with an empty line between, only ever appended to.
//!
//! A crash may leave half a note at the end. It vouches for nothing, so readers pass over it and the next append takes
//! its place; half a note anywhere else is damage.
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
};

const EMPTY_LINE: &[u8] = b"\n\n";
/// How a note's second half begins: its signature.
const SIGNATURE: &[u8] = "\u{2014} ".as_bytes();
/// A note has less than 300 bytes.
const TAIL_BYTES: u64 = 4096;

/// All whole notes, in their order.
pub(super) fn read(path: &Path) -> io::Result<Vec<String>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Notes::find(&bytes).notes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// The last whole note.
pub(super) fn last(path: &Path) -> io::Result<Option<String>> {
    match File::open(path) {
        Ok(mut file) => Ok(Notes::find(&tail(&mut file)?.1).notes.pop()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Appends a note; it is on the disk when this answers.
pub(super) fn append(path: &Path, note: &str) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let is_new = !path.exists();
    if is_new {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
    let (start, bytes) = tail(&mut file)?;
    file.set_len(start + Notes::find(&bytes).end as u64)?;
    file.seek(SeekFrom::End(0))?;
    file.write_all(format!("{note}\n").as_bytes())?;
    file.sync_all()?;
    if is_new {
        // Its name must survive a crash too.
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// The end of the file, and where it begins.
fn tail(file: &mut File) -> io::Result<(u64, Vec<u8>)> {
    let start = file.metadata()?.len().saturating_sub(TAIL_BYTES);
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok((start, bytes))
}

/// The whole notes of some bytes, and where the last one ends.
struct Notes {
    notes: Vec<String>,
    end: usize,
}

impl Notes {
    fn find(bytes: &[u8]) -> Self {
        let mut found = Self { notes: Vec::new(), end: 0 };
        let mut from = 0;
        while let Some(length) = bytes[from..].windows(2).position(|pair| pair == EMPTY_LINE) {
            if bytes[from..].starts_with(SIGNATURE) {
                // The line feed of the signature's line is the note's own, the other one parts it from the next.
                let whole = &bytes[found.end..=from + length];
                found.notes.push(String::from_utf8_lossy(whole).into_owned());
                found.end = from + length + EMPTY_LINE.len();
            }
            from += length + EMPTY_LINE.len();
        }
        found
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const ONE: &str = "origin\n1\nhash\n\n\u{2014} origin signature\n";
    const TWO: &str = "origin\n2\nhash\n\n\u{2014} origin signature\n";

    #[test]
    fn notes_are_appended_and_read_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("elsewhere").join("checkpoints");
        assert_eq!((read(&path).unwrap(), last(&path).unwrap()), (vec![], None));
        for _ in 0..100 {
            append(&path, ONE).unwrap();
        }
        append(&path, TWO).unwrap();
        assert_eq!(read(&path).unwrap().len(), 101);
        assert_eq!((read(&path).unwrap()[0].as_str(), last(&path).unwrap().as_deref()), (ONE, Some(TWO)));
    }

    #[test]
    fn half_a_note_at_the_end_gives_its_place_to_the_next() {
        for half in 1..=TWO.len() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("checkpoints");
            fs::write(&path, [ONE.as_bytes(), b"\n", &TWO.as_bytes()[..half]].concat()).unwrap();
            assert_eq!(read(&path).unwrap(), [ONE], "half of {half} bytes");
            append(&path, TWO).unwrap();
            assert_eq!(read(&path).unwrap(), [ONE, TWO], "half of {half} bytes");
        }
    }
}
