//! The way of one file into the drive: a small one whole in one call, any other in parts, which a later run can go on with.
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use client::{
    Kind,
    proto::storage::UploadFileResponse,
    upload::{BytesSource, Control, Destination, Event, FileSource, SourceError, Upload, UploadError, Whole},
};
use domain::{file_name::FileName, format, hex};
use server::clock::random;
use sha2::{Digest, Sha256};

use super::{
    Putting, is_final,
    journal::{Begun, Journal},
    local::Local,
};
use crate::{acting::bytes, drive::progress::Meter, exit::sentence};

/// What was read before anything is sent.
pub(super) struct Content<'a> {
    /// Bytes.
    pub(super) size: u64,
    /// SHA-256 in hex.
    pub(super) digest: &'a str,
}

impl Putting<'_> {
    /// Sends a file; the name it has there, and what is stored.
    pub(super) async fn send(
        &self,
        local: &Local,
        name: &FileName,
        journal: &Journal,
        content: &Content<'_>,
    ) -> Result<(String, UploadFileResponse)> {
        if Whole::is_fit(content.size) {
            self.end_begun(journal.begun()).await;
            journal.forget()?;
            return self.whole(local, name, content).await;
        }
        let upload = self.begin_or_go_on(local, name, journal, content).await?.expecting(content.digest);
        let done = self.parts(name, &upload).await;
        if done.as_ref().is_err_and(is_final) {
            // What it holds of the quota comes back at once; a server that cannot be told forgets it in a day.
            upload.abort().await.ok();
        }
        if done.as_ref().map_or_else(is_final, |_| true) {
            journal.forget()?;
        }
        Ok((upload.filename().to_owned(), done?))
    }

    pub(super) fn destination(&self, local: &Local) -> Destination {
        Destination { folder_id: self.target.folder_id.clone(), below: local.below.clone() }
    }

    async fn whole(
        &self,
        local: &Local,
        name: &FileName,
        content: &Content<'_>,
    ) -> Result<(String, UploadFileResponse)> {
        let read = tokio::fs::read(&local.path).await;
        let read = read.with_context(|| format!("cannot read {}", local.path.display()))?;
        if hex::encode(&Sha256::digest(&read)) != content.digest {
            // Changed since it was looked at.
            return Err(UploadError::from(SourceError).into());
        }
        let whole = Whole {
            source: Arc::new(BytesSource(read.into())),
            destination: self.destination(local),
            filename: name.as_str().to_owned(),
            on_conflict: self.on_conflict(),
            key: random(),
        };
        let meter = Meter::new(&name.shown(), content.size, 0, self.what.way.json);
        let on_event = |event: Event| self.told_of(&event, name, &meter, "");
        Ok(whole.send(&self.caller.member, &Control::new(), on_event).await?)
    }

    /// The upload that an earlier run began, if the server still has it and the file is the same, else a new one.
    async fn begin_or_go_on(
        &self,
        local: &Local,
        name: &FileName,
        journal: &Journal,
        &Content { size, digest }: &Content<'_>,
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
        self.end_begun(begun).await;
        let to = self.destination(local);
        let upload = Upload::begin(member.clone(), source, to, name.as_str(), on_conflict).await?;
        let (upload_id, digest) = (upload.id().to_owned(), digest.to_owned());
        journal.keep(&Begun { upload_id, size, digest, on_conflict: on_conflict.into() })?;
        Ok(upload)
    }

    /// Ends what an earlier run began with other content: it holds the name and its size. When it has ended by itself there is
    /// nothing to end.
    pub(super) async fn end_begun(&self, begun: Option<Begun>) {
        if let Some(other) = begun {
            self.caller.member.abort_upload(&other.upload_id).await.ok();
        }
    }

    pub(super) async fn parts(
        &self,
        name: &FileName,
        upload: &Upload,
    ) -> Result<UploadFileResponse, UploadError> {
        let progress = upload.progress();
        let (total, before) = (progress.size(), progress.durable_bytes());
        let meter = Meter::new(&name.shown(), total, before, self.what.way.json);
        let progress = Mutex::new(progress);
        let on_event = |event: Event| {
            self.told_of(&event, name, &meter, "; what was sent is kept");
            let mut progress = progress.lock().unwrap_or_else(PoisonError::into_inner);
            progress.apply(&event);
            meter.at(progress.durable_bytes());
        };
        upload.run(&Control::new(), on_event).await
    }

    /// Keeps what a refresh in the middle brought at once, for a killed process must not take the session along; and says why
    /// it waits.
    pub(super) fn told_of(&self, event: &Event, name: &FileName, meter: &Meter, safe: &str) {
        if let Err(error) = self.caller.keep() {
            meter.say(&format!("skyshard: {}", sentence(&error)));
        }
        if let Event::Waiting { wait, error } = event {
            let wait = format::duration(*wait);
            meter.say(&format!("{name}: {error} Trying again in {wait}{safe}."));
        }
    }
}
