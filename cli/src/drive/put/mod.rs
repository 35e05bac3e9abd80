//! `skyshard put`: files of this machine into the drive.
//!
//! ```text
//! digest ─→ there already? ─→ small? ─→ begun before? ─→ parts ─→ complete
//!             skip             one call     go on          ↑ killed here: the next run goes on
//! ```
//!
//! SHA-256 is computed before anything is sent; every part carries its own, the server compares the whole before the file
//! appears, and what it answers is compared once more. One file that fails does not stop the others, unless nobody is
//! signed in or the server is gone.
//!
//! - `local`: what is to be sent
//! - `target`: what is there already
//! - `sending`: the way there, in one call or in parts
//! - `encrypted`: the way into a vault
//! - `journal`: what has begun
mod encrypted;
mod journal;
mod local;
mod sending;
mod target;

use anyhow::{Context, Result};
use client::{
    proto::storage::{OnConflict, UploadFileResponse},
    upload::UploadError,
};
use domain::{file_name::FileName, format, vault::Recipient};
use serde_json::json;

use self::{
    journal::{Journal, Route},
    local::Local,
    sending::Content,
    target::Target,
};
use super::{
    DrivePath, digest,
    find::{self, Entry},
    vault,
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
    let folder_id = folder(caller, what).await?;
    let recipient = match what.as_is {
        true => None,
        false => vault::recipient(&caller.member, &folder_id).await?,
    };
    let target = Target::new(&caller.member, folder_id);
    let mut putting = Putting { caller, what, target, recipient, failed: Vec::new() };
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

/// The folder that is meant: one's own, or one that somebody gave.
async fn folder(caller: &SignedIn, what: &PutArguments) -> Result<String> {
    let place = match &what.of {
        Some(owner) => find::at_given(&caller.member, owner, &what.to).await?,
        None => find::at(&caller.member, &what.to).await?,
    };
    find::folder_at(place, &what.to)
}

struct Putting<'a> {
    caller: &'a SignedIn,
    what: &'a PutArguments,
    target: Target<'a>,
    /// Whom it is encrypted for, in a vault.
    recipient: Option<Recipient>,
    /// How those ended that failed.
    failed: Vec<Exit>,
}

/// What became of a file.
enum Sent {
    /// It is there now, under this name.
    Stored(String, UploadFileResponse),
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
        if let Some(recipient) = self.recipient {
            return self.one_encrypted(local, name, &recipient).await;
        }
        let read = digest::of_file(&local.path).await?;
        let (size, digest) = (read.bytes, read.end());
        let journal = self.journal(local, name)?;
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
        let (called, stored) = self.send(local, name, &journal, &Content { size, digest: &digest }).await?;
        if stored.checksum != digest {
            let sentence = "the server stores other bytes than were sent. Delete it there and send it again";
            return Err(stopped(Exit::Damaged, sentence));
        }
        Ok(Sent::Stored(called, stored))
    }

    /// What is in a vault already, nobody can compare without its passphrase: a name that is taken is.
    async fn one_encrypted(&mut self, local: &Local, name: &FileName, recipient: &Recipient) -> Result<Sent> {
        let is_taken = self.target.entry(&local.below, name).await?.is_some();
        if is_taken && self.on_conflict() == OnConflict::Unspecified {
            return Err(taken());
        }
        let journal = self.journal(local, name)?;
        let (called, stored) = self.send_encrypted(local, name, (&journal, recipient)).await?;
        Ok(Sent::Stored(called, stored))
    }

    fn journal(&self, local: &Local, name: &FileName) -> Result<Journal> {
        Journal::of(&Route {
            server: &self.caller.server,
            folder_id: &self.target.folder_id,
            below: &local.below,
            name: name.as_str(),
            path: &local.path.display().to_string(),
        })
    }

    fn on_conflict(&self) -> OnConflict {
        match (self.what.replace, self.what.keep_both) {
            (true, _) => OnConflict::Replace,
            (_, true) => OnConflict::KeepBoth,
            _ => OnConflict::Unspecified,
        }
    }

    /// One line a file.
    fn told(&self, local: &Local, name: &FileName, sent: &Sent) -> Result<()> {
        let mut path = self.what.to.clone();
        for folder in &local.below {
            path = path.join(FileName::parse(folder).context("a folder's name")?);
        }
        let path: DrivePath = match sent {
            Sent::Stored(called, _) => path.join(FileName::parse(called).context("a file's name")?),
            Sent::Same(_) => path.join(name.clone()),
        };
        if self.what.way.json {
            let (id, nodes) = match sent {
                Sent::Stored(_, stored) => (&stored.file_id, stored.storage_nodes.as_slice()),
                Sent::Same(id) => (id, &[][..]),
            };
            let line = json!({
                "local": local.path, "path": path.to_string(), "id": id, "size_bytes": local.size,
                "owner": self.what.of, "stored": matches!(sent, Sent::Stored(..)), "nodes": nodes,
                "encrypted": self.recipient.is_some(),
            });
            return say(&line.to_string());
        }
        let path = match &self.what.of {
            Some(owner) => format!("{path} of {owner}"),
            None => path.to_string(),
        };
        say(&match sent {
            Sent::Stored(_, stored) => {
                let nodes = match stored.storage_nodes.len() {
                    0 => String::new(),
                    number => format!(", on {}", format::count(number as u64, "node", "nodes")),
                };
                let how = if self.recipient.is_some() { "encrypted" } else { "SHA-256 checked" };
                format!("{path}  {}, {how}{nodes}", bytes(stored.file_size))
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
