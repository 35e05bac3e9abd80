//! The way of one file into a vault: encrypted on the way, and never written down so. Its key is chance and is kept nowhere, so a
//! run that was broken off cannot be gone on with: the next one begins anew, and ends what that one held.
use std::sync::Arc;

use anyhow::Result;
use client::{
    proto::storage::UploadFileResponse,
    upload::{Control, Event, FileSource, Source, Upload, Whole},
    vault::EncryptedSource,
};
use domain::{file_name::FileName, vault::Recipient};
use server::clock::random;

use super::{
    Putting,
    journal::{Begun, Journal},
    local::Local,
};
use crate::drive::{progress::Meter, vault};

impl Putting<'_> {
    /// Sends a file encrypted for a vault's recipient; the name it has there, and what is stored.
    pub(super) async fn send_encrypted(
        &self,
        local: &Local,
        name: &FileName,
        (journal, recipient): (&Journal, &Recipient),
    ) -> Result<(String, UploadFileResponse)> {
        self.end_begun(journal.begun()).await;
        journal.forget()?;
        let plain = Arc::new(FileSource::open(&local.path).await?);
        let encryption = vault::encryption(recipient, plain.size());
        let source = Arc::new(EncryptedSource::new(plain, encryption));
        if Whole::is_fit(source.size()) {
            return self.whole_encrypted(local, name, source).await;
        }
        let (member, on_conflict, size) = (self.caller.member.clone(), self.on_conflict(), source.size());
        let upload =
            Upload::begin(member, source, self.destination(local), name.as_str(), on_conflict).await?;
        let (upload_id, digest) = (upload.id().to_owned(), String::new());
        journal.keep(&Begun { upload_id, size, digest, on_conflict: on_conflict.into() })?;
        let done = self.parts(name, &upload).await;
        if done.is_err() {
            // What it holds of the quota comes back at once; a server that cannot be told forgets it in a day.
            upload.abort().await.ok();
        }
        journal.forget()?;
        Ok((upload.filename().to_owned(), done?))
    }

    async fn whole_encrypted(
        &self,
        local: &Local,
        name: &FileName,
        source: Arc<EncryptedSource>,
    ) -> Result<(String, UploadFileResponse)> {
        let meter = Meter::new(&name.shown(), source.size(), 0, self.what.way.json);
        let whole = Whole {
            source,
            destination: self.destination(local),
            filename: name.as_str().to_owned(),
            on_conflict: self.on_conflict(),
            key: random(),
        };
        let on_event = |event: Event| self.told_of(&event, name, &meter, "");
        Ok(whole.send(&self.caller.member, &Control::new(), on_event).await?)
    }
}
