//! The answers of one HTTP/2 connection, each of which its client must take (SEC-44). hyper asks an answer for its next
//! piece once the client made room for it, so one that is not asked for [`PATIENCE`] is not being taken, and nothing of
//! HTTP/2 ends it: what it holds of nodes and memory would stay as long as the connection. That ends then; a download
//! goes on by its range.
use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use axum::body::Body;
use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};
use tokio::time::{Instant, sleep, sleep_until};

use super::taken::PATIENCE;

/// The answers that gave a piece and were not asked for the next, and since when.
#[derive(Clone, Default)]
pub(super) struct Answers(Arc<Mutex<Waiting>>);

#[derive(Default)]
struct Waiting {
    since: BTreeMap<u64, Instant>,
    next: u64,
}

impl Answers {
    /// The same body, watched.
    pub(super) fn watch(&self, body: Body) -> Body {
        if body.is_end_stream() {
            return body;
        }
        let mut waiting = self.lock();
        waiting.next += 1;
        let id = waiting.next;
        drop(waiting);
        Body::new(Answer { body, id, answers: self.clone() })
    }

    /// Resolves when an answer was not taken for [`PATIENCE`], and at most as much later again.
    pub(super) async fn out_of_patience(&self) {
        loop {
            let oldest = self.lock().since.values().min().copied();
            match oldest.map(|since| since + PATIENCE) {
                Some(end) if end <= Instant::now() => return,
                Some(end) => sleep_until(end).await,
                None => sleep(PATIENCE).await,
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        // Nothing panics while it is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Answer {
    body: Body,
    id: u64,
    answers: Answers,
}

impl http_body::Body for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.answers.lock().since.remove(&self.id);
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if matches!(polled, Poll::Ready(Some(Ok(_)))) {
            self.answers.lock().since.insert(self.id, Instant::now());
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.answers.lock().since.remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use std::{convert::Infallible, time::Duration};

    use futures::{StreamExt, stream};
    use http_body_util::BodyExt;
    use tokio::time::timeout;

    use super::*;

    const FOREVER: Duration = Duration::from_secs(24 * 3_600);

    fn pieces(count: usize) -> Body {
        Body::from_stream(stream::iter(0..count).map(|_| Ok::<_, Infallible>(Bytes::from_static(b"piece"))))
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_is_not_taken_ends_its_connection() {
        let (answers, began) = (Answers::default(), Instant::now());
        let mut body = answers.watch(pieces(3));
        body.frame().await.expect("the first piece").expect("whole");
        answers.out_of_patience().await;
        assert_eq!(began.elapsed(), PATIENCE);
        drop(body);
        timeout(FOREVER, answers.out_of_patience()).await.expect_err("who gives it up is not waited for");
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_slowly_or_waits_for_us_is_served() {
        let answers = Answers::default();
        let mut slow = answers.watch(pieces(50));
        // Nothing comes of it: whoever asked for it waits for us.
        let mut silent = answers.watch(Body::from_stream(stream::pending::<Result<Bytes, Infallible>>()));
        let taking = async {
            while let Some(piece) = slow.frame().await {
                piece.expect("whole");
                sleep(PATIENCE - Duration::from_secs(1)).await;
            }
            silent.frame().await
        };
        tokio::select! {
            () = answers.out_of_patience() => panic!("everything is taken"),
            _ = taking => panic!("nothing comes"),
            () = sleep(FOREVER) => {}
        }
    }
}
