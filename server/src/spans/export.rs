//! The task that sends spans. It gathers what comes within [`EVERY`] of the first, sends it, and keeps what was not taken
//! for the next time, ever more slowly: the queue fills meanwhile, and what finds it full is lost. At the end it sends
//! what is left, within [`FLUSH_MAX`].
//!
//! ```text
//! gather ─→ take ─ taken ──────→ gather
//!             ├─── refused ────→ lost, gather
//!             └─── away ───────→ pause (1 s, 2 s, 4 s … 60 s), take again
//! ```
use std::{sync::Arc, time::Duration};

use opentelemetry_proto::tonic::trace::v1::Span as Record;
use tokio::{
    sync::mpsc,
    task::JoinHandle,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    Tally,
    collector::{Collector, Verdict},
};

/// Spans of one request.
const BATCH_MAX: usize = 512;
/// How long the first span of a batch waits for others.
const EVERY: Duration = Duration::from_secs(2);
/// The pauses while nobody takes anything.
const PAUSE_MIN: Duration = Duration::from_secs(1);
const PAUSE_MAX: Duration = Duration::from_secs(60);
/// For what is left when the server stops. Its calls have ended by then, and it waits for nothing else.
const FLUSH_MAX: Duration = Duration::from_secs(5);

/// The task, if there is one.
#[derive(Debug)]
pub struct Export {
    closing: CancellationToken,
    task: Option<JoinHandle<()>>,
}

impl Export {
    pub(super) fn of_nothing() -> Self {
        Self { closing: CancellationToken::new(), task: None }
    }

    pub(super) fn start(queue: mpsc::Receiver<Record>, collector: Collector, tally: Arc<Tally>) -> Self {
        let closing = CancellationToken::new();
        let work = Work { queue, batch: Vec::with_capacity(BATCH_MAX), collector, tally, pause: None };
        let task = Some(tokio::spawn(work.run(closing.clone())));
        Self { closing, task }
    }

    /// Sends what is left, within [`FLUSH_MAX`]; what comes later is lost.
    pub async fn ended(self) {
        self.closing.cancel();
        let Some(task) = self.task else { return };
        if let Err(error) = task.await {
            tracing::error!(%error, "the export of spans ended before its time");
        }
    }
}

struct Work {
    queue: mpsc::Receiver<Record>,
    /// What is to be sent next. It stays here until it was taken, so that whoever gives up waiting loses nothing.
    batch: Vec<Record>,
    collector: Collector,
    tally: Arc<Tally>,
    /// How long it paused last, while nobody takes anything.
    pause: Option<Duration>,
}

impl Work {
    async fn run(mut self, closing: CancellationToken) {
        tokio::select! {
            () = self.go_on() => {}
            () = closing.cancelled() => {}
        }
        self.flush().await;
    }

    /// Until nobody can hand anything in any more.
    async fn go_on(&mut self) {
        while self.gather().await {
            if let Some(wait) = self.send().await {
                sleep(self.next_pause().max(wait)).await;
            }
        }
    }

    /// Fills the batch with what comes within [`EVERY`]. There is none once the queue is closed and empty.
    async fn gather(&mut self) -> bool {
        let Self { queue, batch, .. } = self;
        if batch.is_empty() && queue.recv_many(batch, BATCH_MAX).await == 0 {
            return false;
        }
        let fill = async {
            while batch.len() < BATCH_MAX && queue.recv_many(batch, BATCH_MAX - batch.len()).await > 0 {}
        };
        // Whether it is full or the time is over is the same.
        timeout(EVERY, fill).await.ok();
        true
    }

    /// Sends the batch. How long the collector wants to be left alone, where it may take it another time.
    async fn send(&mut self) -> Option<Duration> {
        let count = self.batch.len() as u64;
        match self.collector.take(&self.batch).await {
            Verdict::Taken { rejected } => {
                let rejected = rejected.min(count);
                self.tally.send(count - rejected);
                self.tally.lose(rejected);
                if self.pause.take().is_some() {
                    tracing::info!("the collector of spans takes them again");
                }
            }
            Verdict::Refused { cause } => {
                self.tally.lose(count);
                self.say_once(&cause);
            }
            Verdict::Away { cause, wait } => {
                self.say_once(&cause);
                return Some(wait.unwrap_or_default().min(PAUSE_MAX));
            }
        }
        self.batch.clear();
        None
    }

    fn next_pause(&mut self) -> Duration {
        let pause = self.pause.filter(|pause| !pause.is_zero()).map_or(PAUSE_MIN, |pause| pause * 2);
        *self.pause.insert(pause.min(PAUSE_MAX))
    }

    /// Once until it takes something again.
    fn say_once(&mut self, cause: &str) {
        if self.pause.is_none() {
            self.pause = Some(Duration::ZERO);
            tracing::warn!(
                cause,
                "the collector at otlp_endpoint takes no spans; calls go on, and spans that find no place are left out"
            );
        }
    }

    /// Sends what is there, while it is taken and there is time.
    async fn flush(&mut self) {
        self.queue.close();
        let all = async { while self.gather().await && self.send().await.is_none() {} };
        timeout(FLUSH_MAX, all).await.ok();
        let left = (self.batch.len() + self.queue.len()) as u64;
        if left > 0 {
            self.tally.lose(left);
            tracing::warn!(count = left, "the server stops with spans that the collector did not take");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use http::HeaderMap;
    use tokio::time::Instant;

    use super::*;
    use crate::{
        clock::Clock,
        spans::{Counts, Spans, Told},
    };

    /// The time is not that of a watch: it jumps on when everybody waits.
    #[tokio::test(start_paused = true)]
    async fn a_collector_that_says_nothing_holds_up_the_end_for_a_moment_only() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let endpoint = format!("http://{}", listener.local_addr().expect("it is bound"));
        let collector = Collector::at(&endpoint.parse().expect("a URL"), &HeaderMap::new());
        let (spans, export) = Spans::with_room(2, collector, &Clock::default());
        for id in 0..3 {
            spans.begin(&HeaderMap::new(), id).expect("they are wanted").end(Told::of_call(None, 0));
        }
        assert_eq!(spans.counts(), Counts { sent: 0, lost: 1 });
        let began = Instant::now();
        export.ended().await;
        assert_eq!(began.elapsed().as_secs(), FLUSH_MAX.as_secs());
        assert_eq!(spans.counts(), Counts { sent: 0, lost: 3 });
        spans.begin(&HeaderMap::new(), 3).expect("they are wanted").end(Told::of_call(None, 0));
        assert_eq!(spans.counts().lost, 4, "what comes later is lost");
    }

    #[test]
    fn pauses_double_up_to_a_minute() {
        let collector = Collector::at(&"http://localhost".parse().expect("a URL"), &HeaderMap::new());
        let (queue, batch) = (mpsc::channel(1).1, Vec::new());
        let mut work = Work { queue, batch, collector, tally: Arc::default(), pause: None };
        work.say_once("nobody is there");
        let pauses: Vec<u64> = (0..8).map(|_| work.next_pause().as_secs()).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
    }
}
