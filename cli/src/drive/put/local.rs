//! What of this machine is to be sent: files as they were named, folders with all in them.
use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use domain::file_name::FileName;

use crate::exit::{Exit, stopped};

/// A file, or a folder that has nothing in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Local {
    /// Where it is, from the root.
    pub(super) path: PathBuf,
    /// Folders below the target, outermost first.
    pub(super) below: Vec<String>,
    /// Its name there; `None` for a folder, which is named last in `below`.
    pub(super) name: Option<FileName>,
    /// Bytes.
    pub(super) size: u64,
}

/// What one argument means, and what of it was left out and why.
pub(super) fn gather(path: &Path, recursive: bool) -> Result<(Vec<Local>, Vec<String>)> {
    let whole = path.canonicalize().map_err(|error| {
        stopped(
            Exit::NotFound,
            format!("{} cannot be read ({error}): nothing of it was sent", path.display()),
        )
    })?;
    let mut gathered = (Vec::new(), Vec::new());
    if whole.is_dir() {
        if !recursive {
            let sentence = format!("{} is a folder: add -r to send it with all in it", path.display());
            return Err(stopped(Exit::Usage, sentence));
        }
        walk(&whole, &[name(&whole)?.as_str().to_owned()], &mut gathered)?;
    } else {
        gathered.0.push(file(&whole, &[])?);
    }
    Ok(gathered)
}

fn walk(folder: &Path, below: &[String], gathered: &mut (Vec<Local>, Vec<String>)) -> Result<()> {
    let reading = || format!("cannot read {}", folder.display());
    let entries = fs::read_dir(folder).with_context(reading)?;
    let mut entries = entries.collect::<Result<Vec<_>, _>>().with_context(reading)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    if entries.is_empty() {
        let (path, below) = (folder.to_owned(), below.to_vec());
        gathered.0.push(Local { path, below, name: None, size: 0 });
    }
    for entry in entries {
        let (path, kind) = (entry.path(), entry.file_type().with_context(reading)?);
        let refused = match name(&path) {
            Err(error) => Some(error.to_string()),
            Ok(name) if kind.is_dir() => {
                let below: Vec<String> = below.iter().cloned().chain([name.as_str().to_owned()]).collect();
                walk(&path, &below, gathered)?;
                None
            }
            Ok(_) if kind.is_file() => {
                gathered.0.push(file(&path, below)?);
                None
            }
            Ok(_) => Some(format!("{} is a link or a device, and was left out", path.display())),
        };
        gathered.1.extend(refused);
    }
    Ok(())
}

fn file(path: &Path, below: &[String]) -> Result<Local> {
    let about = fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(Local { path: path.to_owned(), below: below.to_vec(), name: Some(name(path)?), size: about.len() })
}

/// The name as the drive can keep it.
fn name(path: &Path) -> Result<FileName> {
    let left_out = |why: &str| stopped(Exit::Failed, format!("{} was left out: {why}", path.display()));
    let name = path.file_name().ok_or_else(|| left_out("it has no name"))?;
    let name = name.to_str().ok_or_else(|| left_out("its name is not UTF-8"))?;
    FileName::parse(name).map_err(|error| left_out(&error.to_string()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_folder_is_gathered_with_all_in_it_and_links_are_told_of() {
        let place = tempfile::tempdir().expect("a folder");
        let top = place.path().join("Photos");
        fs::create_dir_all(top.join("empty")).expect("made");
        fs::create_dir_all(top.join("2026")).expect("made");
        fs::write(top.join("2026/a.jpg"), "aa").expect("written");
        fs::write(top.join("b\\c.jpg"), "b").expect("written");
        symlink("/etc/passwd", top.join("link")).expect("linked");
        let (found, left_out) = gather(&top, true).expect("read");
        let told: Vec<_> = { found.iter() }
            .map(|it| (it.below.join("/"), it.name.as_ref().map(|name| name.as_str().to_owned()), it.size))
            .collect();
        assert_eq!(
            told,
            [("Photos/2026".to_owned(), Some("a.jpg".to_owned()), 2), ("Photos/empty".to_owned(), None, 0)]
        );
        assert_eq!(left_out.len(), 2, "{left_out:?}");
        assert!(left_out[0].contains("cannot contain") && left_out[1].contains("is a link"), "{left_out:?}");
        let refused = gather(&top, false).expect_err("a folder");
        assert_eq!(Exit::of(&refused), Exit::Usage);
        assert_eq!(Exit::of(&gather(&top.join("nothing"), true).expect_err("nothing")), Exit::NotFound);
    }
}
