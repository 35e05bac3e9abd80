//! Where a file is kept until it is whole: beside its target, so that it can be renamed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use client::{proto::storage::FileInfo, vault::Identity};
use tokio::{
    fs::{File, OpenOptions},
    io::{AsyncWriteExt, BufWriter},
};

use super::super::{
    digest::{self, Running},
    vault::decrypt,
};

/// A file of which all may not be there yet.
pub(super) struct Part(PathBuf);

impl Part {
    /// That of this file on its way to `target`.
    pub(super) fn of(target: &Path, file: &FileInfo) -> Result<Self> {
        let name = target.file_name().context("the target has no name")?.to_string_lossy();
        let version: String = file.checksum.chars().take(16).collect();
        Ok(Self(target.with_file_name(format!(".{name}.{version}.part"))))
    }

    /// Ready for what is missing, with the digest of what is there. One that is longer than the file begins anew.
    pub(super) async fn open(&self, size: u64) -> Result<(BufWriter<File>, Running)> {
        let opening = || format!("cannot write {}", self.0.display());
        let mut file =
            OpenOptions::new().append(true).create(true).open(&self.0).await.with_context(opening)?;
        let mut running = digest::of_file(&self.0).await?;
        if running.bytes > size {
            file.set_len(0).await.with_context(opening)?;
            running = Running::new();
        }
        file.flush().await?;
        Ok((BufWriter::new(file), running))
    }

    /// Opens what came whole, and how many bytes that gives: what is not proven to its end never gets a name.
    pub(super) fn decrypted(self, identity: Identity) -> Result<(Self, u64)> {
        let plain = Self(self.0.with_extension("plain"));
        match decrypt(&self.0, &plain.0, identity) {
            Ok(size) => {
                self.remove()?;
                Ok((plain, size))
            }
            Err(error) => {
                fs::remove_file(&plain.0).ok();
                Err(error)
            }
        }
    }

    /// Gives it the target's name.
    pub(super) fn becomes(self, target: &Path) -> Result<()> {
        let named = fs::rename(&self.0, target);
        named.with_context(|| format!("{} is whole and cannot get its name", self.0.display()))
    }

    /// Throws it away.
    pub(super) fn remove(self) -> Result<()> {
        fs::remove_file(&self.0).with_context(|| format!("cannot remove {}", self.0.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_lies_beside_its_target_and_names_its_version() {
        let file = FileInfo { checksum: "ab".repeat(32), ..Default::default() };
        let part = Part::of(Path::new("there/film.mkv"), &file).expect("a name");
        assert_eq!(part.0, Path::new("there/.film.mkv.abababababababab.part"));
        assert!(Part::of(Path::new("/"), &file).is_err());
    }

    #[tokio::test]
    async fn a_part_goes_on_where_it_ends() {
        let place = tempfile::tempdir().expect("a folder");
        let part = Part(place.path().join("part"));
        fs::write(&part.0, "ab").expect("written");
        let (mut writer, running) = part.open(3).await.expect("opened");
        assert_eq!(running.bytes, 2);
        writer.write_all(b"c").await.expect("written");
        writer.flush().await.expect("written");
        assert_eq!(fs::read(&part.0).expect("read"), b"abc");
        let (_, running) = part.open(2).await.expect("opened");
        assert_eq!((running.bytes, fs::read(&part.0).expect("read").len()), (0, 0));
    }
}
