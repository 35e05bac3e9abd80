//! Sends what is missing, three calls at a time, and completes.

use std::pin::pin;

use futures::future;
use proto::storage::UploadFileResponse;

use super::{
    Control, Event, Part, Upload, UploadError,
    digests::Digests,
    patience::Patience,
    runs::{Run, Runs},
};
use crate::{now_millis, sleep};

/// Calls on their way at one time: enough to read for one while others are sent, few enough for a browser's six connections.
const CALLS_IN_FLIGHT: usize = 3;

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
        let (patience, digests) = (Patience::new(), Digests::default());
        let missing = self.send_as_body(control, &patience, &digests, on_event).await?;
        let sending = self.send_all(&missing, control, &patience, &digests, on_event);
        future::try_join(sending, self.digest_durable(&missing, &digests)).await?;
        loop {
            on_event(Event::Completing);
            let over_parts = digests.over(self.parts());
            let complete =
                || async { Ok(self.api.complete_upload(&self.id, &self.sha256, over_parts).await?) };
            match insist(complete, control, &patience, on_event).await {
                Err(UploadError::Refused(error)) if error.has_reason("UPLOAD_INCOMPLETE") => {
                    let missing = self.ask_missing().await?;
                    if missing.is_empty() {
                        return Err(error.into());
                    }
                    self.send_all(&missing, control, &patience, &digests, on_event).await?;
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
        digests: &Digests,
        on_event: &impl Fn(Event),
    ) -> Result<(), UploadError> {
        let runs = Runs::of(offsets, self.part_bytes);
        let lanes = (0..CALLS_IN_FLIGHT).map(|_| self.send_runs(&runs, control, patience, digests, on_event));
        future::try_join_all(lanes).await.map(drop)
    }

    async fn send_runs(
        &self,
        runs: &Runs,
        control: &Control,
        patience: &Patience,
        digests: &Digests,
        on_event: &impl Fn(Event),
    ) -> Result<(), UploadError> {
        loop {
            control.running().await;
            let Some(run) = runs.next() else { return Ok(()) };
            let began = now_millis();
            insist(|| self.send(&run, digests, on_event), control, patience, on_event).await?;
            runs.took(&run, now_millis() - began);
        }
    }

    /// Sends a run in one call. It is read anew for each attempt: a file that was changed tells so here, and not as a
    /// lost connection.
    async fn send(&self, run: &Run, digests: &Digests, on_event: &impl Fn(Event)) -> Result<(), UploadError> {
        let parts = self.read(run).await?;
        run.indices().zip(&parts).for_each(|(index, (_, part))| digests.note(index, part.digest.clone()));
        for index in run.indices() {
            on_event(Event::Sending { index });
        }
        let answers = self.api.upload_parts(&self.id, parts).await?;
        for (index, answer) in run.indices().zip(answers) {
            on_event(Event::Durable {
                index,
                copies: u32::try_from(answer.durable_copies).unwrap_or_default(),
            });
        }
        Ok(())
    }

    /// The parts of a run with their offsets.
    async fn read(&self, run: &Run) -> Result<Vec<(u64, Part)>, UploadError> {
        let slice = run.offset()..run.end().min(self.source.size());
        let parts = self.source.parts(slice, self.part_bytes).await?;
        Ok(run.offsets().zip(parts).collect())
    }

    pub(super) async fn ask_missing(&self) -> Result<Vec<u64>, UploadError> {
        let missing = self.api.get_upload(&self.id).await?.missing_offsets;
        Ok(missing.into_iter().filter_map(|offset| u64::try_from(offset).ok()).collect())
    }

    /// Sends the first and the last durable part again.
    pub(super) async fn check_same_file(&self) -> Result<(), UploadError> {
        let all = super::offsets(self.source.size(), self.part_bytes);
        let durable: Vec<u64> = all.filter(|offset| self.missing.binary_search(offset).is_err()).collect();
        let ends = [durable.first(), durable.last().filter(|_| durable.len() > 1)];
        for &offset in ends.into_iter().flatten() {
            let part = self.read(&Run::of_one(offset, self.part_bytes)).await?;
            match self.api.upload_parts(&self.id, part).await {
                Err(error) if error.has_reason("PART_MISMATCH") => return Err(UploadError::DifferentFile),
                other => drop(other?),
            }
        }
        Ok(())
    }
}

/// Makes a call until it succeeds, is refused for good, or patience ends.
pub(super) async fn insist<Answer, Call>(
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
