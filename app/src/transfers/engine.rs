//! Carries the queue out: starts what waits, sends it with `client::upload`, takes in what becomes of it.

use std::sync::Arc;

use client::{
    Authorized, ClientError, Kind,
    proto::storage::UploadFileResponse,
    upload::{Control, Event, Source, Upload, UploadError, Whole},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    Transfers,
    queue::{Key, Stage, Transfer},
};
use crate::{
    browser::chance,
    notice::{Notice, Tone},
};

impl Transfers {
    /// Starts transfers while there are places.
    pub(super) fn start_waiting(self) {
        while let Some(key) = self.change_quietly(super::queue::Queue::start_next) {
            match self.controls.with_value(|controls| controls.get(&key).cloned()) {
                // Paused in mid-way: its run is still there and goes on.
                Some(control) => control.go_on(),
                None => {
                    let control = Control::new();
                    self.controls.update_value(|controls| drop(controls.insert(key, control.clone())));
                    spawn_local(self.carry_out(key, control));
                }
            }
        }
    }

    async fn carry_out(self, key: Key, control: Control) {
        let outcome = self.send(key, &control).await;
        self.controls.update_value(|controls| drop(controls.remove(&key)));
        self.take_in(key, outcome);
        self.start_waiting();
    }

    async fn send(self, key: Key, control: &Control) -> Result<UploadFileResponse, UploadError> {
        let transfer = untrack(|| self.queue.with(|queue| queue.get(key).cloned()));
        let transfer = transfer.ok_or(UploadError::Cancelled)?;
        let source = self.files.with_value(|files| files.get(&key).and_then(super::picked::Picked::source));
        let source = source.ok_or(client::upload::SourceError)?;
        match chance().filter(|_| transfer.upload_id.is_none() && Whole::is_fit(transfer.size)) {
            Some(chance) => self.send_whole((transfer, source), chance, control).await,
            None => self.send_parts((transfer, source), control).await,
        }
    }

    /// In one call: there is nothing to go on with, and nothing to give back.
    async fn send_whole(
        self,
        (transfer, source): (Transfer, Arc<dyn Source>),
        chance: [u8; 16],
        control: &Control,
    ) -> Result<UploadFileResponse, UploadError> {
        let (key, api) = (transfer.key, self.api()?);
        let whole = Whole {
            source,
            destination: transfer.destination,
            filename: transfer.name,
            on_conflict: transfer.on_conflict.into(),
            key: chance,
        };
        let sent = whole.send(&api, control, |event| self.step(key, &event)).await;
        if matches!(sent, Err(UploadError::Cancelled)) {
            // Perhaps it was stored all the same.
            self.settle();
        }
        let (name, stored) = sent?;
        self.change_quietly(|queue| queue.called(key, &name));
        Ok(stored)
    }

    async fn send_parts(
        self,
        (transfer, source): (Transfer, Arc<dyn Source>),
        control: &Control,
    ) -> Result<UploadFileResponse, UploadError> {
        let key = transfer.key;
        let upload = self.begin_or_resume(transfer, source).await?;
        let is_wanted =
            self.change(|queue| queue.begun(key, upload.id(), upload.filename(), upload.progress()));
        if !is_wanted {
            // Cancelled while it began. What cannot be given back now expires by itself.
            let _freed = upload.abort().await;
            self.settle();
            return Err(UploadError::Cancelled);
        }
        upload.run(control, |event| self.step(key, &event)).await
    }

    fn step(self, key: Key, event: &Event) {
        let now = client::now_millis();
        self.change_quietly(|queue| queue.stepped(key, event, now));
    }

    async fn begin_or_resume(
        self,
        transfer: Transfer,
        source: Arc<dyn Source>,
    ) -> Result<Upload, UploadError> {
        let api = self.api()?;
        if let Some(upload_id) = &transfer.upload_id {
            match Upload::resume(api.clone(), source.clone(), upload_id).await {
                // It expired meanwhile, so it begins anew.
                Err(UploadError::Refused(error)) if error.kind == Kind::NotFound => {}
                outcome => return outcome,
            }
        }
        let (destination, on_conflict) = (transfer.destination, transfer.on_conflict.into());
        Upload::begin(api, source, destination, &transfer.name, on_conflict).await
    }

    fn take_in(self, key: Key, outcome: Result<UploadFileResponse, UploadError>) {
        let name = untrack(|| self.queue.with(|queue| queue.get(key).map(|transfer| transfer.name.clone())));
        let Some(name) = name else { return };
        match outcome {
            Ok(stored) => {
                self.files.update_value(|files| drop(files.remove(&key)));
                self.change_quietly(|queue| queue.done(key, &stored.file_id));
                self.announce(|announcer| announcer.uploaded(&name));
                self.settle();
                self.tidy_soon();
            }
            Err(UploadError::Cancelled) => {}
            Err(error) => {
                self.end_session_if_told(&error);
                let is_lost = matches!(error, UploadError::Source(_) | UploadError::DifferentFile);
                let notice = notice_of(error);
                if is_lost && self.has_begun(key) {
                    self.files.update_value(|files| drop(files.remove(&key)));
                    self.notices.show(notice);
                    self.change(|queue| queue.unpick(key));
                } else {
                    self.change(|queue| queue.failed(key, notice));
                    self.announce(|announcer| announcer.failed(&name));
                }
            }
        }
    }

    fn has_begun(self, key: Key) -> bool {
        untrack(|| {
            self.queue.with(|queue| queue.get(key).is_some_and(|transfer| transfer.upload_id.is_some()))
        })
    }

    fn end_session_if_told(self, error: &UploadError) {
        if let UploadError::Refused(error) = error {
            self.session.ended_by(error);
        }
    }

    pub(super) fn api(self) -> Result<Authorized, ClientError> {
        untrack(|| self.session.member()).map(|member| member.api).ok_or_else(signed_out)
    }
}

impl Transfers {
    /// Stops a transfer; it can go on later.
    pub(super) fn pause(self, key: Key) {
        self.change(|queue| queue.pause(key));
        if let Some(control) = self.controls.with_value(|controls| controls.get(&key).cloned()) {
            control.pause();
        }
        self.start_waiting();
    }

    /// Lets a paused transfer go on.
    pub(super) fn resume(self, key: Key) {
        self.change(|queue| queue.resume(key));
        self.start_waiting();
    }

    /// Tries a failed transfer again: from where it stopped, or from the first question when it never began.
    pub(super) fn retry(self, key: Key) {
        if self.has_begun(key) {
            return self.resume(key);
        }
        let file = self.files.try_update_value(|files| files.remove(&key)).flatten();
        let removed = self.change(|queue| queue.remove(key));
        let folder = removed.map(|transfer| transfer.destination.folder_id).unwrap_or_default();
        self.add(Vec::from_iter(file), &folder);
    }

    /// Takes a transfer out and gives its space back.
    pub(super) fn cancel(self, key: Key) {
        if let Some(control) = self.controls.try_update_value(|controls| controls.remove(&key)).flatten() {
            control.cancel();
        }
        self.files.update_value(|files| drop(files.remove(&key)));
        let removed = self.change(|queue| queue.remove(key));
        if let Some(upload_id) = removed.filter(is_unfinished).and_then(|transfer| transfer.upload_id) {
            spawn_local(self.abort(upload_id));
        }
        self.start_waiting();
    }

    async fn abort(self, upload_id: String) {
        let Ok(api) = self.api() else { return };
        if let Err(error) = api.abort_upload(&upload_id).await
            && error.kind != Kind::NotFound
        {
            self.notices.report(&error);
        }
        self.settle();
    }

    /// Takes out what ended.
    pub(super) fn clear_ended(self) {
        self.change(super::queue::Queue::clear_ended);
    }
}

fn is_unfinished(transfer: &Transfer) -> bool {
    !matches!(transfer.stage, Stage::Done { .. })
}

fn signed_out() -> ClientError {
    ClientError {
        kind: Kind::Unauthenticated,
        reason: String::new(),
        message: "You are signed out.".to_owned(),
        fields: Vec::new(),
        metadata: Default::default(),
        request_id: String::new(),
    }
}

/// What stopped an upload, for people.
fn notice_of(error: UploadError) -> Notice {
    match error {
        UploadError::Refused(error) => Notice::from(&error),
        other => Notice::new(Tone::Danger, other.to_string()),
    }
}
