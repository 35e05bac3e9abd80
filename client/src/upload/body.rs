//! The first attempt of a large file that a browser can send by itself: all of it as one body.
//!
//! It costs the browser less than half of what calls with parts cost, and needs no care: what became durable stays, and
//! whatever becomes of the body (the wire breaks, a proxy keeps it or refuses it, somebody pauses) the rest goes in parts. The
//! file is read here beside it, a little ahead of what is durable, for the digest that the whole is checked by.

use std::{
    pin::pin,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use futures::{StreamExt, future};

use super::{
    Control, Event, SentWhole, SourceError, Upload, UploadError, digests::Digests, patience::Patience,
    run::insist,
};
use crate::{now_millis, sleep};

/// What is smaller goes in a few calls, and shows each part on its way.
const FILE_BYTES_MIN: u64 = 64 * 1024 * 1024;
/// How often is asked what became durable.
const ASK_AFTER: Duration = Duration::from_millis(500);
/// The answer names each missing part: of a thousand more it is asked for so much later.
const ASK_LATER: Duration = Duration::from_millis(100);
/// A body of which nothing becomes durable for so many milliseconds is lost, or kept by a proxy.
const STALLED_MILLIS: f64 = 10_000.0;
/// What is digested lies at most so many bytes ahead of what is durable: it is still in memory when it is sent.
const AHEAD_BYTES: u64 = 256 * 1024 * 1024;

impl Upload {
    /// The file, if it sets out as one body.
    fn as_body(&self) -> Option<&dyn SentWhole> {
        self.source.as_sent_whole().filter(|_| self.source.size() >= FILE_BYTES_MIN)
    }

    /// Sends all of it as one body, if nothing of it is durable yet and that can be done; the offsets that are missing then.
    pub(super) async fn send_as_body(
        &self,
        control: &Control,
        patience: &Patience,
        digests: &Digests,
        on_event: &impl Fn(Event),
    ) -> Result<Vec<u64>, UploadError> {
        let is_new = self.missing.len() as u64 == self.parts();
        let Some(body) = self.as_body().filter(|_| is_new) else { return Ok(self.missing.clone()) };
        control.running().await;
        let durable = AtomicU64::new(0);
        {
            let sent = pin!(body.send(&self.id));
            let given_up = pin!(self.watch(control, &durable, on_event));
            let sending = future::select(sent, given_up);
            let limit = || durable.load(Ordering::Relaxed) + AHEAD_BYTES;
            let reading = pin!(self.digest(body, 0..self.parts(), digests, limit));
            match future::select(sending, reading).await {
                future::Either::Left(_) => {}
                future::Either::Right((read, sending)) => {
                    read?;
                    sending.await;
                }
            }
        }
        let missing = insist(|| self.ask_missing(), control, patience, on_event).await?;
        let known = durable.into_inner() / self.part_bytes;
        let arrived = |index: &u64| missing.binary_search(&(index * self.part_bytes)).is_err();
        (known..self.parts()).filter(arrived).for_each(|index| on_event(arrived_at(index)));
        Ok(missing)
    }

    /// Tells what becomes durable, until somebody pauses or nothing does any more.
    async fn watch(&self, control: &Control, durable: &AtomicU64, on_event: &impl Fn(Event)) {
        let mut moved_at = now_millis();
        let mut known = 0;
        while now_millis() - moved_at < STALLED_MILLIS {
            let later = ASK_LATER * u32::try_from((self.parts() - known) / 1000).unwrap_or(u32::MAX);
            let (time, paused) = (pin!(sleep(ASK_AFTER + later)), pin!(control.paused()));
            if let future::Either::Right(_) = future::select(time, paused).await {
                return;
            }
            // When the server is not reached, the body is lost too, and tells it.
            let Ok(answer) = self.api.get_upload(&self.id).await else { continue };
            let prefix =
                answer.upload.map_or(0, |upload| u64::try_from(upload.durable_prefix).unwrap_or_default());
            let now = prefix.div_ceil(self.part_bytes);
            if now > known {
                (known..now).for_each(|index| on_event(arrived_at(index)));
                (known, moved_at) = (now, now_millis());
                durable.store(prefix, Ordering::Relaxed);
            }
        }
    }

    /// Reads what is durable and was not read by this run: completing tells the digest over all parts.
    pub(super) async fn digest_durable(&self, missing: &[u64], digests: &Digests) -> Result<(), UploadError> {
        let Some(body) = self.as_body() else { return Ok(()) };
        let is_missing = |index: u64| missing.binary_search(&(index * self.part_bytes)).is_ok();
        let unread = (0..self.parts()).filter(|index| !is_missing(*index) && !digests.has(*index));
        self.digest(body, unread, digests, || u64::MAX).await
    }

    /// Reads parts of these numbers, ascending, none beyond the offset that `limit` tells.
    async fn digest(
        &self,
        body: &dyn SentWhole,
        indices: impl Iterator<Item = u64>,
        digests: &Digests,
        limit: impl Fn() -> u64,
    ) -> Result<(), UploadError> {
        let mut reading = None;
        for index in indices {
            let offset = index * self.part_bytes;
            while offset >= limit() {
                sleep(ASK_AFTER).await;
            }
            let (_, mut read) = reading
                .filter(|(next, _)| *next == index)
                .unwrap_or_else(|| (index, body.digests(offset, self.part_bytes)));
            digests.note(index, read.next().await.unwrap_or(Err(SourceError))?);
            reading = Some((index + 1, read));
        }
        Ok(())
    }
}

/// Nobody said in how many copies.
fn arrived_at(index: u64) -> Event {
    Event::Durable { index, copies: 0 }
}
