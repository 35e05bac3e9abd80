//! `skyshard put`: files of this machine into the drive.
//!
//! ```text
//! digest ─→ there already? ─→ begun before? ─→ parts ─→ complete
//!             skip                go on           ↑ killed here: the next run goes on
//! ```
//!
//! SHA-256 is computed before anything is sent; every part carries its own, the server compares the whole before the file
//! appears, and what it answers is compared once more. One file that fails does not stop the others, unless nobody is
//! signed in or the server is gone.
//!
//! - `local`: what is to be sent
//! - `target`: what is there already
//! - `journal`: what has begun
mod journal;
mod local;
mod target;

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use client::{
    Kind,
    proto::storage::{OnConflict, UploadFileResponse},
    upload::{Control, Destination, Event, FileSource, Upload, UploadError},
};
use domain::{file_name::FileName, format};
use serde_json::json;

use self::{
    journal::{Begun, Journal, Route},
    local::Local,
    target::Target,
};
use super::{
    DrivePath, digest,
    find::{self, Entry},
    progress::Meter,
};
use crate::{
    acting::bytes,
    arguments::PutArguments,
    exit::{Exit, sentence, stopped},
    say,
    signed_in::SignedIn,
};

/// Sends them all; fails as the first that failed.
pub(super) async fn put(caller: &SignedIn, what: &PutArguments) -> Result<()> {
    let folder_id = find::folder(&caller.member, &what.to).await?;
    let mut putting =
        Putting { caller, what, target: Target::new(&caller.member, folder_id), failed: Vec::new() };
    for path in &what.files {
        match local::gather(path, what.recursive) {
            Ok((files, left_out)) => {
                let left_out = left_out.into_iter().map(|sentence| stopped(Exit::Failed, sentence));
                left_out.for_each(|error| putting.failed(error));
                putting.all(&files).await?;
            }
            Err(error) => putting.failed(error),
        }
    }
    putting.end()
}

struct Putting<'a> {
    caller: &'a SignedIn,
    what: &'a PutArguments,
    target: Target<'a>,
    /// How those ended that failed.
    failed: Vec<Exit>,
}

/// What became of a file.
enum Sent {
    /// It is there now.
    Stored(UploadFileResponse),
    /// It was there before, byte for byte.
    Same(String),
}

impl Putting<'_> {
    async fn all(&mut self, files: &[Local]) -> Result<()> {
        for local in files {
            let Some(name) = &local.name else {
                self.target.make(&local.below).await?;
                continue;
            };
            match self.one(local, name).await {
                Ok(sent) => self.told(local, name, &sent)?,
                Err(error) if matches!(Exit::of(&error), Exit::NotSignedIn | Exit::Unreachable) => {
                    return Err(error.context(format!("{} is not in the drive yet", local.path.display())));
                }
                Err(error) => self.failed(error.context(local.path.display().to_string())),
            }
            self.caller.keep()?;
        }
        Ok(())
    }

    fn failed(&mut self, error: anyhow::Error) {
        eprintln!("skyshard: {}", sentence(&error));
        self.failed.push(Exit::of(&error));
    }

    /// How the whole ended.
    fn end(self) -> Result<()> {
        match self.failed.as_slice() {
            [] => Ok(()),
            [first, others @ ..] => {
                let more = if others.is_empty() { "one was" } else { "some were" };
                Err(stopped(
                    *first,
                    format!("{more} not sent; what was sent is safe. Mend it and run this again"),
                ))
            }
        }
    }

    async fn one(&mut self, local: &Local, name: &FileName) -> Result<Sent> {
        let read = digest::of_file(&local.path).await?;
        let (size, digest) = (read.bytes, read.end());
        let path = local.path.display().to_string();
        let journal = Journal::of(&Route {
            server: &self.caller.server,
            folder_id: &self.target.folder_id,
            below: &local.below,
            name: name.as_str(),
            path: &path,
        })?;
        match self.target.entry(&local.below, name).await? {
            Some(Entry::File(there))
                if there.checksum == digest && there.file_size == i64::try_from(size)? =>
            {
                journal.forget()?;
                return Ok(Sent::Same(there.file_id));
            }
            Some(_) if self.on_conflict() == OnConflict::Unspecified => return Err(taken()),
            _ => {}
        }
        let upload = self.begin_or_go_on(local, name, &journal, (size, &digest)).await?.expecting(&digest);
        let done = self.send(name, &upload).await;
        if done.as_ref().is_err_and(is_final) {
            // What it holds of the quota comes back at once; a server that cannot be told forgets it in a day.
            upload.abort().await.ok();
        }
        if done.as_ref().map_or_else(is_final, |_| true) {
            journal.forget()?;
        }
        let stored = done?;
        if stored.checksum != digest {
            let sentence = "the server stores other bytes than were sent. Delete it there and send it again";
            return Err(stopped(Exit::Damaged, sentence));
        }
        Ok(Sent::Stored(stored))
    }

    fn on_conflict(&self) -> OnConflict {
        match (self.what.replace, self.what.keep_both) {
            (true, _) => OnConflict::Replace,
            (_, true) => OnConflict::KeepBoth,
            _ => OnConflict::Unspecified,
        }
    }

    /// The upload that an earlier run began, if the server still has it and the file is the same, else a new one.
    async fn begin_or_go_on(
        &self,
        local: &Local,
        name: &FileName,
        journal: &Journal,
        (size, digest): (u64, &str),
    ) -> Result<Upload> {
        let source = Arc::new(FileSource::open(&local.path).await?);
        let (member, on_conflict) = (&self.caller.member, self.on_conflict());
        let begun = journal.begun();
        let same = begun
            .as_ref()
            .filter(|it| it.size == size && it.digest == digest && it.on_conflict == i32::from(on_conflict));
        if let Some(Begun { upload_id, .. }) = same {
            match Upload::resume(member.clone(), source.clone(), upload_id).await {
                Ok(upload) => {
                    if !self.what.way.json {
                        let there = bytes(i64::try_from(upload.progress().durable_bytes())?);
                        eprintln!("{name}: going on, {there} are there already");
                    }
                    return Ok(upload);
                }
                Err(UploadError::DifferentFile) => {}
                Err(UploadError::Refused(error)) if error.kind == Kind::NotFound => {}
                Err(error) => return Err(error.into()),
            }
        }
        if let Some(other) = begun {
            // It holds the name and its size. When it has ended by itself there is nothing to end.
            member.abort_upload(&other.upload_id).await.ok();
        }
        let destination =
            Destination { folder_id: self.target.folder_id.clone(), below: local.below.clone() };
        let upload = Upload::begin(member.clone(), source, destination, name.as_str(), on_conflict).await?;
        let (upload_id, digest) = (upload.id().to_owned(), digest.to_owned());
        journal.keep(&Begun { upload_id, size, digest, on_conflict: on_conflict.into() })?;
        Ok(upload)
    }

    async fn send(&self, name: &FileName, upload: &Upload) -> Result<UploadFileResponse, UploadError> {
        let progress = upload.progress();
        let (total, before) = (progress.size(), progress.durable_bytes());
        let meter = Meter::new(&name.shown(), total, before, self.what.way.json);
        let progress = Mutex::new(progress);
        let on_event = |event: Event| {
            // A refresh in the middle is kept at once: a killed process must not take the session along.
            if let Err(error) = self.caller.keep() {
                meter.say(&format!("skyshard: {}", sentence(&error)));
            }
            if let Event::Waiting { wait, error } = &event {
                let wait = format::duration(*wait);
                meter.say(&format!("{name}: {error} Trying again in {wait}; what was sent is kept."));
            }
            let mut progress = progress.lock().unwrap_or_else(PoisonError::into_inner);
            progress.apply(&event);
            meter.at(progress.durable_bytes());
        };
        upload.run(&Control::new(), on_event).await
    }

    /// One line a file.
    fn told(&self, local: &Local, name: &FileName, sent: &Sent) -> Result<()> {
        let mut path = self.what.to.clone();
        for folder in &local.below {
            path = path.join(FileName::parse(folder).context("a folder's name")?);
        }
        let path: DrivePath = path.join(name.clone());
        if self.what.way.json {
            let (id, nodes) = match sent {
                Sent::Stored(stored) => (&stored.file_id, stored.storage_nodes.as_slice()),
                Sent::Same(id) => (id, &[][..]),
            };
            let line = json!({
                "local": local.path, "path": path.to_string(), "id": id, "size_bytes": local.size,
                "stored": matches!(sent, Sent::Stored(_)), "nodes": nodes,
            });
            return say(&line.to_string());
        }
        say(&match sent {
            Sent::Stored(stored) => {
                let nodes = match stored.storage_nodes.len() {
                    0 => String::new(),
                    number => format!(", on {}", format::count(number as u64, "node", "nodes")),
                };
                format!("{path}  {}, SHA-256 checked{nodes}", bytes(stored.file_size))
            }
            Sent::Same(_) => format!("{path}  is there already, byte for byte"),
        })
    }
}

fn taken() -> anyhow::Error {
    stopped(
        Exit::Taken,
        "this name is taken in the drive by something else, and nothing was changed. Add --replace to store it as the next \
         version, or --keep-both",
    )
}

/// Whether going on cannot help: other bytes are there than those that were read first.
fn is_final(error: &UploadError) -> bool {
    match error {
        UploadError::DifferentFile | UploadError::Source(_) => true,
        UploadError::Refused(error) => {
            ["CHECKSUM_MISMATCH", "PART_MISMATCH", "NAME_TAKEN"].iter().any(|reason| error.has_reason(reason))
        }
        UploadError::Cancelled => false,
    }
}
