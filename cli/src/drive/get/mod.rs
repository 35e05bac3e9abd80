//! `skyshard get`: a file or a folder of the drive onto this machine.
//!
//! What comes is written beside the target, into `.NAME.DIGEST.part`, and takes the target's name when it is whole and has
//! the SHA-256 that the drive tells: nobody ever sees half a file. Broken off, the part stays, and the next run asks for the
//! bytes behind it; the digest in its name keeps two versions apart.
//!
//! - `part`: what lies on disk until then

mod part;

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use client::{ClientError, proto::storage::FileInfo, vault::Identity};
use domain::{file_name::FileName, format};
use serde_json::json;
use tokio::{
    fs::File,
    io::{AsyncWriteExt, BufWriter},
};

use part::Part;

use super::{
    DrivePath,
    digest::{self, Running},
    find::{self, Entry, Place},
    progress::Meter,
    vault::Opening,
    versions,
};
use crate::{
    acting::bytes,
    arguments::GetArguments,
    exit::{Exit, sentence, stopped},
    say,
    signed_in::SignedIn,
};

/// Waits between tries that bring no byte; after the last one the part is kept and the command ends.
const WAITS_MILLIS: [u64; 5] = [500, 1_000, 2_000, 4_000, 8_000];

/// Fetches it; fails as the first file that failed.
pub(super) async fn get(caller: &SignedIn, what: &GetArguments) -> Result<()> {
    let place = match &what.from {
        Some(owner) => find::at_given(&caller.member, owner, &what.path).await?,
        None => find::at(&caller.member, &what.path).await?,
    };
    let (entries, name) = match place {
        Place::At(Entry::File(file)) => {
            let file = in_version(caller, what, file).await?;
            let target = file_target(what.to.as_deref(), &local_name(&file.filename)?);
            let getting = Getting::new(caller, what);
            let done = getting.one(&file, &target).await?;
            return getting.told(&what.path, &file, &target, &done);
        }
        Place::At(Entry::Folder(folder)) => {
            (find::entries(&caller.member, &folder.folder_id).await, Some(folder.name))
        }
        Place::Top => (find::entries(&caller.member, "").await, None),
    };
    if !what.recursive {
        let sentence = format!("{} is a folder: add -r to fetch it with all in it", what.path);
        return Err(stopped(Exit::Usage, sentence));
    }
    let mut folder = what.to.clone().unwrap_or_else(|| PathBuf::from("."));
    if let Some(name) = name {
        folder.push(local_name(&name)?);
    }
    let mut getting = Getting::new(caller, what);
    getting.all(entries?, what.path.clone(), folder).await?;
    getting.end()
}

/// The file as it was in the version that is asked for.
async fn in_version(caller: &SignedIn, what: &GetArguments, file: FileInfo) -> Result<FileInfo> {
    let Some(number) = what.version else { return Ok(file) };
    let version = versions::find_version(&caller.member, &what.path, &file, number).await?;
    Ok(FileInfo { file_size: version.size, checksum: version.checksum, ..file })
}

struct Getting<'a> {
    caller: &'a SignedIn,
    what: &'a GetArguments,
    opening: Opening,
    failed: Vec<Exit>,
}

#[derive(PartialEq, Eq)]
enum Fetched {
    /// It came.
    New,
    /// It came and was decrypted.
    Decrypted(u64),
    /// It was here before, byte for byte.
    Same,
}

impl<'a> Getting<'a> {
    fn new(caller: &'a SignedIn, what: &'a GetArguments) -> Self {
        let opening = Opening::new(what.passphrase.passphrase_file.clone());
        Self { caller, what, opening, failed: Vec::new() }
    }

    /// Everything in a folder, those below it after it.
    async fn all(&mut self, entries: Vec<Entry>, path: DrivePath, folder: PathBuf) -> Result<()> {
        let mut waiting = vec![(entries, path, folder)];
        while let Some((entries, path, folder)) = waiting.pop() {
            fs::create_dir_all(&folder)
                .with_context(|| format!("cannot make the folder {}", folder.display()))?;
            for entry in entries {
                let name = local_name(entry.name())?;
                let (path, target) = (path.join(FileName::parse(&name)?), folder.join(&name));
                match entry {
                    Entry::Folder(below) => {
                        let inside = find::entries(&self.caller.member, &below.folder_id).await?;
                        waiting.push((inside, path, target));
                    }
                    Entry::File(file) => self.one_of_many(&file, &path, &target).await?,
                }
            }
        }
        Ok(())
    }

    async fn one_of_many(&mut self, file: &FileInfo, path: &DrivePath, target: &Path) -> Result<()> {
        match self.one(file, target).await {
            Ok(done) => self.told(path, file, target, &done)?,
            Err(error) if matches!(Exit::of(&error), Exit::NotSignedIn | Exit::Unreachable) => {
                return Err(error);
            }
            Err(error) => {
                eprintln!("skyshard: {}", sentence(&error));
                self.failed.push(Exit::of(&error));
            }
        }
        self.caller.keep()
    }

    fn end(self) -> Result<()> {
        self.failed.first().map_or(Ok(()), |first| {
            Err(stopped(*first, "not everything came; what came is whole. Run this again for the rest"))
        })
    }

    async fn one(&self, file: &FileInfo, target: &Path) -> Result<Fetched> {
        if self.is_here(file, target).await? {
            return Ok(Fetched::Same);
        }
        // Before anything travels: whoever mistypes it waits for nothing.
        let identity = self.identity(file).await?;
        let part = Part::of(target, file)?;
        let failing = || {
            format!("{} is not here yet; what came is kept, and the same command goes on", target.display())
        };
        let digest = self.fetch(file, &part).await.with_context(failing)?;
        if digest != file.checksum {
            part.remove()?;
            let sentence = format!(
                "the bytes that came for {} are not those that are stored, and were thrown away. Fetch it again",
                target.display()
            );
            return Err(stopped(Exit::Damaged, sentence));
        }
        let (whole, done) = match identity {
            None => (part, Fetched::New),
            Some(identity) => {
                let (plain, size) = part.decrypted(identity)?;
                (plain, Fetched::Decrypted(size))
            }
        };
        whole.becomes(target)?;
        Ok(done)
    }

    /// What opens it, if it is in a vault and is to be opened.
    async fn identity(&self, file: &FileInfo) -> Result<Option<Identity>> {
        if self.what.as_is || file.plain_bytes.is_none() {
            return Ok(None);
        }
        self.opening.identity(&self.caller.member, &file.file_id).await
    }

    /// Whether the target is this file already; something else in its place must be meant to go.
    async fn is_here(&self, file: &FileInfo, target: &Path) -> Result<bool> {
        let about = match fs::symlink_metadata(target) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            about => about.with_context(|| format!("cannot look at {}", target.display()))?,
        };
        if about.is_file() && i64::try_from(about.len()) == Ok(file.file_size) {
            let here = digest::of_file(target).await?.end();
            if here == file.checksum {
                return Ok(true);
            }
        }
        if self.what.replace && about.is_file() {
            return Ok(false);
        }
        let sentence = format!(
            "{} is here with other content, and was left alone. Add --replace, or --to FILE",
            target.display()
        );
        Err(stopped(Exit::Taken, sentence))
    }

    /// Writes all that is missing of the part, and says its SHA-256.
    async fn fetch(&self, file: &FileInfo, part: &Part) -> Result<String> {
        let size = u64::try_from(file.file_size)?;
        let (mut writer, mut running) = part.open(size).await?;
        let name = find::shown(&file.filename);
        let meter = Meter::new(&name, size, running.bytes, self.what.way.json);
        if running.bytes > 0 {
            meter
                .say(&format!("{name}: going on, {} are here already", bytes(i64::try_from(running.bytes)?)));
        }
        let mut tries = WAITS_MILLIS.iter();
        while running.bytes < size {
            let before = running.bytes;
            let Err(error) = self.stream(file, &mut writer, &mut running, &meter).await else { continue };
            if running.bytes > before {
                tries = WAITS_MILLIS.iter();
            }
            let passing = error.downcast_ref::<ClientError>().is_some_and(|error| error.kind.is_transient());
            let Some(wait) = tries.next().filter(|_| passing).copied().map(Duration::from_millis) else {
                writer.flush().await?;
                return Err(error);
            };
            let again = format::duration(wait);
            meter.say(&format!("{name}: {} Trying again in {again}; what came is kept.", sentence(&error)));
            client::sleep(wait).await;
        }
        writer.flush().await?;
        writer.into_inner().sync_all().await?;
        Ok(running.end())
    }

    /// From where it stands to the end, or to the first failure.
    async fn stream(
        &self,
        file: &FileInfo,
        writer: &mut BufWriter<File>,
        running: &mut Running,
        meter: &Meter,
    ) -> Result<()> {
        let (member, id, from, sha256) = (&self.caller.member, &file.file_id, running.bytes, &file.checksum);
        let mut rest = match self.what.version {
            Some(number) => member.download_version_from(id, number, from, sha256).await?,
            None => member.download_from(id, from, sha256).await?,
        };
        self.caller.keep()?;
        while let Some(piece) = rest.next().await? {
            writer.write_all(&piece).await.context("cannot write")?;
            running.add(&piece);
            meter.at(running.bytes);
        }
        let (came, whole) = (running.bytes, u64::try_from(file.file_size)?);
        ensure!(came >= whole, "the server sent {came} bytes and no more, of {whole}");
        Ok(())
    }

    fn told(&self, path: &DrivePath, file: &FileInfo, target: &Path, done: &Fetched) -> Result<()> {
        if self.what.way.json {
            let line = json!({
                "path": path.to_string(), "local": target, "id": file.file_id, "size_bytes": file.file_size,
                "sha256": file.checksum, "fetched": *done != Fetched::Same,
                "decrypted": matches!(done, Fetched::Decrypted(_)),
            });
            return say(&line.to_string());
        }
        let target = target.display();
        say(&match done {
            Fetched::Decrypted(size) => {
                format!("{target}  {}, decrypted", bytes(i64::try_from(*size).unwrap_or(i64::MAX)))
            }
            Fetched::New => format!("{target}  {}, SHA-256 checked", bytes(file.file_size)),
            Fetched::Same => format!("{target}  is here already, byte for byte"),
        })
    }
}

/// A name of the drive, trusted to be one: no server leads out of the folder.
fn local_name(name: &str) -> Result<String> {
    Ok(FileName::parse(name).context("the server names a file that cannot be")?.as_str().to_owned())
}

fn file_target(to: Option<&Path>, name: &str) -> PathBuf {
    match to {
        None => PathBuf::from(name),
        Some(folder) if folder.is_dir() => folder.join(name),
        Some(file) => file.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_server_leads_out_of_the_folder() {
        for name in ["..", ".", "", "../a", "/etc/passwd", "a/b", "a\nb"] {
            assert!(local_name(name).is_err(), "{name:?}");
        }
        assert_eq!(file_target(None, "a"), Path::new("a"));
        assert_eq!(file_target(Some(Path::new("/")), "a"), Path::new("/a"));
        assert_eq!(file_target(Some(Path::new("/no such folder/b")), "a"), Path::new("/no such folder/b"));
    }
}
