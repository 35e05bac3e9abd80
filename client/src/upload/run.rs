//! Sends what is missing, four parts at a time, and completes.

use std::pin::pin;

use futures::{StreamExt, TryStreamExt, future, stream};
use proto::storage::UploadFileResponse;

use super::{Control, Event, Part, Upload, UploadError, patience::Patience};
use crate::sleep;

/// Parts on their way at one time: enough to fill the wire, few enough for a browser's six connections.
const PARTS_IN_FLIGHT: usize = 4;

impl Upload {
    /// Sends what is missing and completes. Every step is told to `on_event`.
    pub async fn run(
        &self,
        control: &Control,
        on_event: impl Fn(Event),
    ) -> Result<UploadFileResponse, UploadError> {
        let work = pin!(self.send_and_complete(control, &on_event));
        let cancelled = pin!(control.cancelled());
        match future::select(work, cancelled).await {
            future::Either::Left((result, _)) => result,
            future::Either::Right(((), _)) => Err(UploadError::Cancelled),
        }
    }

    async fn send_and_complete(
        &self,
        control: &Control,
        on_event: &impl Fn(Event),
    ) -> Result<UploadFileResponse, UploadError> {
        let patience = Patience::new();
        self.send_all(&self.missing, control, &patience, on_event).await?;
        loop {
            on_event(Event::Completing);
            let complete = || async { Ok(self.api.complete_upload(&self.id, "").await?) };
            match self.insist(complete, control, &patience, on_event).await {
                Err(UploadError::Refused(error)) if error.has_reason("UPLOAD_INCOMPLETE") => {
                    let missing = self.ask_missing().await?;
                    if missing.is_empty() {
                        return Err(error.into());
                    }
                    self.send_all(&missing, control, &patience, on_event).await?;
                }
                result => return result,
            }
        }
    }

    async fn send_all(
        &self,
        offsets: &[u64],
        control: &Control,
        patience: &Patience,
        on_event: &impl Fn(Event),
    ) -> Result<(), UploadError> {
        let parts = stream::iter(offsets.to_vec());
        let sent = parts.map(|offset| self.send_part(offset, control, patience, on_event));
        sent.buffer_unordered(PARTS_IN_FLIGHT).try_collect::<()>().await
    }

    async fn send_part(
        &self,
        offset: u64,
        control: &Control,
        patience: &Patience,
        on_event: &impl Fn(Event),
    ) -> Result<(), UploadError> {
        control.running().await;
        let index = offset / self.part_bytes;
        // Read anew for each attempt: a file that was changed tells so here, and not as a lost connection.
        let send = || async {
            let Part { content, digest } = self.read_part(offset).await?;
            on_event(Event::Sending { index });
            Ok(self.api.upload_part(&self.id, offset, content, digest).await?)
        };
        let answer = self.insist(send, control, patience, on_event).await?;
        on_event(Event::Durable {
            index,
            copies: u32::try_from(answer.durable_copies).unwrap_or_default(),
            target: u32::try_from(answer.target_copies).unwrap_or_default(),
        });
        Ok(())
    }

    /// Makes a call until it succeeds, is refused for good, or patience ends.
    async fn insist<Answer, Call>(
        &self,
        mut call: impl FnMut() -> Call,
        control: &Control,
        patience: &Patience,
        on_event: &impl Fn(Event),
    ) -> Result<Answer, UploadError>
    where
        Call: Future<Output = Result<Answer, UploadError>>,
    {
        let mut attempt = 0;
        loop {
            let error = match call().await {
                Ok(answer) => {
                    patience.restore();
                    return Ok(answer);
                }
                Err(UploadError::Refused(error)) => error,
                Err(error) => return Err(error),
            };
            let Some(wait) = patience.wait_after(&error, attempt) else { return Err(error.into()) };
            on_event(Event::Waiting { wait, error });
            sleep(wait).await;
            if control.is_paused() {
                control.running().await;
                patience.restore();
            }
            attempt += 1;
        }
    }

    async fn read_part(&self, offset: u64) -> Result<Part, UploadError> {
        let bytes = self.part_bytes.min(self.source.size().saturating_sub(offset));
        Ok(self.source.part(offset, bytes).await?)
    }

    async fn ask_missing(&self) -> Result<Vec<u64>, UploadError> {
        let missing = self.api.get_upload(&self.id).await?.missing_offsets;
        Ok(missing.into_iter().filter_map(|offset| u64::try_from(offset).ok()).collect())
    }

    /// Sends the first and the last durable part again.
    pub(super) async fn check_same_file(&self) -> Result<(), UploadError> {
        let all = super::offsets(self.source.size(), self.part_bytes);
        let durable: Vec<u64> = all.filter(|offset| self.missing.binary_search(offset).is_err()).collect();
        let ends = [durable.first(), durable.last().filter(|_| durable.len() > 1)];
        for &offset in ends.into_iter().flatten() {
            let Part { content, digest } = self.read_part(offset).await?;
            match self.api.upload_part(&self.id, offset, content, digest).await {
                Err(error) if error.has_reason("PART_MISMATCH") => return Err(UploadError::DifferentFile),
                other => drop(other?),
            }
        }
        Ok(())
    }
}
