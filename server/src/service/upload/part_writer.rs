//! One task that writes the rows of durable parts: those that arrive while a transaction commits share the next one.
//!
//! A row of its own for each part would cost one fsync each, in turn, because there is one writer. With four parts in
//! flight the wait for a commit becomes the time in which the next batch gathers. A part is acknowledged after the
//! COMMIT of its batch, never before.
use cluster::live::crash;
use domain::id::UploadId;
use tokio::sync::{mpsc, oneshot};

use crate::{
    db::{self, Db, DbErr, part::Row},
    service::ServiceError,
};

/// Rows of one transaction, at most: more would make the first ones wait for the last.
const BATCH_MAX: usize = 64;
/// Rows that wait, at most; then the senders wait.
const QUEUE_MAX: usize = 256;

/// What became of a row.
#[derive(Clone, Debug)]
pub(super) enum Written {
    /// It is durable.
    New,
    /// Another one was there first.
    Earlier(Row),
    /// The upload has ended meanwhile.
    Ended,
}

struct Job {
    upload: UploadId,
    row: Row,
    answer: oneshot::Sender<Result<Written, ServiceError>>,
}

/// The way to the task. The task ends with the last of these.
pub(super) struct PartWriter(mpsc::Sender<Job>);

impl PartWriter {
    /// Starts the task.
    pub(super) fn start(db: Db) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE_MAX);
        tokio::spawn(run(db, receiver));
        Self(sender)
    }

    /// Makes a row durable.
    pub(super) async fn write(&self, upload: UploadId, row: Row) -> Result<Written, ServiceError> {
        let (answer, result) = oneshot::channel();
        let gone =
            || ServiceError::Unavailable("The server is stopping; send the part again later.".to_owned());
        self.0.send(Job { upload, row, answer }).await.map_err(|_| gone())?;
        result.await.map_err(|_| gone())?
    }
}

async fn run(db: Db, mut jobs: mpsc::Receiver<Job>) {
    let mut batch = Vec::with_capacity(BATCH_MAX);
    while jobs.recv_many(&mut batch, BATCH_MAX).await > 0 {
        match write_together(&db, &batch).await {
            Ok(written) => {
                for (job, written) in batch.drain(..).zip(written) {
                    // Nobody waits when the request was cancelled; the row is durable all the same.
                    let _ = job.answer.send(Ok(written));
                }
            }
            // One bad row (on PostgreSQL an upload aborted this very moment) must not fail its neighbours.
            Err(_) => {
                for job in batch.drain(..) {
                    let written = write_together(&db, std::slice::from_ref(&job)).await;
                    let _ = job.answer.send(written.map(|mut one| one.remove(0)).map_err(ServiceError::from));
                }
            }
        }
    }
}

async fn write_together(db: &Db, jobs: &[Job]) -> Result<Vec<Written>, DbErr> {
    let tx = db.write().await?;
    let mut written = Vec::with_capacity(jobs.len());
    for Job { upload, row, .. } in jobs {
        written.push(if db::part::insert(&tx, *upload, row).await? {
            Written::New
        } else {
            db::part::find(&tx, *upload, row.position).await?.map_or(Written::Ended, Written::Earlier)
        });
    }
    crash::point("parts.before_commit");
    tx.commit().await?;
    crash::point("parts.after_commit");
    Ok(written)
}
