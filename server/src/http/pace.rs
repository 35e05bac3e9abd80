//! The lowest speed of an upload (SEC-44): a client that sends a byte now and then would hold a stream, and what the
//! stream holds, for as long as it likes.
//!
//! Only the time counts in which we wait for the client, so that a slow disk of ours ends nobody's upload. Whenever
//! [`WINDOW`] of it is over, at least [`WINDOW_BYTES_MIN`] must have come in it: 1 KiB a second, a tenth of what the
//! oldest mobile networks do.
use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{BoxError, body::Body};
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

/// How long we wait in all before the bytes are counted.
const WINDOW: Duration = Duration::from_secs(60);
/// What must have come by then.
const WINDOW_BYTES_MIN: u64 = 60 * 1024;

/// The client is too slow.
#[derive(Debug, thiserror::Error)]
#[error("this upload came more slowly than 1 KiB a second and was ended; what was acknowledged is kept")]
pub(super) struct TooSlow;

/// A body that must not trickle.
pub(super) struct Paced {
    body: Body,
    /// Time of this window in which we waited for the client.
    waited: Duration,
    /// Bytes of this window.
    came: u64,
    /// Since when we wait now, and the end of the window if nothing comes until then.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl Paced {
    pub(super) fn new(body: Body) -> Self {
        Self { body, waited: Duration::ZERO, came: 0, waiting: None }
    }

    /// Judges the window once it is over.
    fn judge(&mut self) -> Result<(), TooSlow> {
        if self.waited < WINDOW {
            return Ok(());
        }
        self.waited = Duration::ZERO;
        if std::mem::take(&mut self.came) < WINDOW_BYTES_MIN { Err(TooSlow) } else { Ok(()) }
    }
}

impl http_body::Body for Paced {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        loop {
            if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
                if let Some((since, _)) = self.waiting.take() {
                    self.waited += since.elapsed();
                }
                let data = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref());
                self.came += data.map_or(0, |data| data.len() as u64);
                let judged = if frame.is_some() { self.judge() } else { Ok(()) };
                return Poll::Ready(match judged {
                    Ok(()) => frame.map(|frame| frame.map_err(Into::into)),
                    Err(slow) => Some(Err(slow.into())),
                });
            }
            let left = WINDOW.saturating_sub(self.waited);
            let (since, end) = self.waiting.get_or_insert_with(|| (Instant::now(), Box::pin(sleep(left))));
            let since = *since;
            ready!(end.as_mut().poll(context));
            self.waiting = None;
            self.waited += since.elapsed();
            if let Err(slow) = self.judge() {
                return Poll::Ready(Some(Err(slow.into())));
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use futures::{StreamExt, stream};
    use http_body_util::BodyExt;

    use super::*;

    /// Pieces of so many bytes, one after each pause.
    fn sending(pieces: u32, bytes: usize, pause: Duration) -> Paced {
        let piece = move |_| async move {
            sleep(pause).await;
            Ok::<_, BoxError>(Bytes::from(vec![0; bytes]))
        };
        Paced::new(Body::from_stream(stream::iter(0..pieces).then(piece)))
    }

    /// What came, and whether it was ended.
    async fn read(mut body: Paced, between: Duration) -> (u64, bool) {
        let mut came = 0;
        while let Some(frame) = body.frame().await {
            let Ok(frame) = frame else { return (came, true) };
            came += frame.data_ref().map_or(0, |data| data.len() as u64);
            sleep(between).await;
        }
        (came, false)
    }

    #[tokio::test(start_paused = true)]
    async fn a_trickle_ends_after_a_minute() {
        let began = Instant::now();
        let (came, ended) = read(sending(100_000, 100, Duration::from_secs(1)), Duration::ZERO).await;
        assert!(ended && came <= 6_000, "{came} bytes");
        assert_eq!(began.elapsed(), WINDOW);
    }

    #[tokio::test(start_paused = true)]
    async fn a_start_in_a_hurry_buys_no_trickle() {
        let trickle = stream::once(async { Ok::<_, BoxError>(Bytes::from(vec![0; 1 << 20])) })
            .chain(sending(10_000, 10, Duration::from_secs(1)).into_data_stream());
        let began = Instant::now();
        assert!(read(Paced::new(Body::from_stream(trickle)), Duration::ZERO).await.1);
        assert!(began.elapsed() <= 2 * WINDOW);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_line_may_take_its_time() {
        let slow = sending(1_200, 2_000, Duration::from_secs(1));
        assert_eq!(read(slow, Duration::ZERO).await, (2_400_000, false));
    }

    #[tokio::test(start_paused = true)]
    async fn our_own_slowness_is_not_the_clients() {
        let quick = sending(100, 1_000, Duration::from_millis(1));
        assert_eq!(read(quick, Duration::from_secs(30)).await, (100_000, false));
    }
}
