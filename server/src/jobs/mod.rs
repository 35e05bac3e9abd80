//! What happens without being asked. Each job is a loop on a task of its own that ends when the server stops; a failing
//! round is logged and the next one comes.
mod audit;
mod clock;
mod damage;
mod erasure;
mod garbage;
mod keys;
mod lessons;
mod mail;
mod reencryption;
mod sweep;
mod use_of_sessions;
mod versions;

use std::{future::Future, sync::Arc, time::Duration};

use tokio::{task::JoinSet, time::sleep};

use crate::{app::Shared, service::ServiceError, tls};

pub use audit::sign_if_due;
pub use garbage::answer as answer_question;
pub use sweep::sweep;
pub use use_of_sessions::write_down;

/// The running jobs.
pub struct Jobs(JoinSet<()>);

impl Jobs {
    /// Until the last round of each has ended, once [`App::stopping`](crate::app::App) is cancelled.
    pub async fn ended(mut self) {
        while let Some(ended) = self.0.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "a job ended before its time");
            }
        }
    }
}

/// Starts all jobs.
pub fn start(app: &Shared) -> Jobs {
    let mut jobs = JoinSet::new();
    jobs.spawn(audit::run(Shared::clone(app)));
    jobs.spawn(clock::run(Shared::clone(app)));
    jobs.spawn(damage::run(Shared::clone(app)));
    jobs.spawn(erasure::run(Shared::clone(app)));
    jobs.spawn(garbage::run(Shared::clone(app)));
    jobs.spawn(keys::run(Shared::clone(app)));
    jobs.spawn(lessons::run(Shared::clone(app)));
    jobs.spawn(mail::run(Shared::clone(app)));
    jobs.spawn(reencryption::run(Shared::clone(app)));
    jobs.spawn(sweep::run(Shared::clone(app)));
    jobs.spawn(use_of_sessions::run(Shared::clone(app)));
    jobs.spawn(versions::run(Shared::clone(app)));
    if let Some(certificates) = &app.certificates {
        jobs.spawn(tls::watch(Arc::clone(certificates), app.clock.clone(), app.stopping.clone()));
    }
    Jobs(jobs)
}

/// A round now and after every pause, until the server stops.
async fn every<F>(app: &Shared, name: &'static str, pause: Duration, round: impl Fn(Shared) -> F)
where
    F: Future<Output = Result<(), ServiceError>>,
{
    loop {
        if let Err(error) = round(Shared::clone(app)).await {
            tracing::error!(job = name, ?error, "a job failed; it comes back after its pause");
        }
        tokio::select! {
            () = app.stopping.cancelled() => return,
            () = sleep(pause) => {}
        }
    }
}
