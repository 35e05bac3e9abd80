//! A connection whose client must take what it asked for (SEC-44): one that stops reading would hold its place, and what
//! is buffered for it, for as long as it likes. The system tells of progress in pieces of its buffer, so this measures
//! no speed, only that something was taken within [`PATIENCE`]. A download that is cut so goes on by its range.
use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

/// As long as a browser whose download was paused may keep its connection.
pub(super) const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// Ends with an error when the client takes nothing.
pub(super) struct Taken<S> {
    stream: S,
    /// Since a write had to wait.
    end: Option<Pin<Box<Sleep>>>,
}

impl<S: Unpin> Taken<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream, end: None }
    }

    /// What came of a write: while it waits, patience runs out.
    fn within_patience<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.end = None;
            return written;
        }
        let end = self.end.get_or_insert_with(|| Box::pin(sleep(PATIENCE)));
        end.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Taken<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Taken<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.within_patience(context, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.within_patience(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.stream).poll_shutdown(context);
        self.within_patience(context, shut)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.within_patience(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt, duplex},
        time::{Instant, timeout},
    };

    use super::*;

    /// More than fits between the two.
    const ANSWER: [u8; 100] = [7; 100];

    #[tokio::test(start_paused = true)]
    async fn who_takes_nothing_is_given_up() {
        let (ours, _client) = duplex(16);
        let began = Instant::now();
        let refused = Taken::new(ours).write_all(&ANSWER).await.expect_err("nobody reads");
        assert_eq!((refused.kind(), began.elapsed()), (io::ErrorKind::TimedOut, PATIENCE));
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_a_little_now_and_then_is_served() {
        let (ours, mut client) = duplex(16);
        let mut ours = Taken::new(ours);
        let reading = async {
            let mut taken = [0; 10];
            for _ in 0..10 {
                sleep(PATIENCE - Duration::from_secs(1)).await;
                client.read_exact(&mut taken).await.expect("there");
            }
        };
        let (written, ()) = futures::join!(ours.write_all(&ANSWER), reading);
        written.expect("each pause was short enough");
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_on_which_nothing_is_to_be_said_may_rest() {
        let (ours, mut client) = duplex(256);
        let mut ours = Taken::new(ours);
        ours.write_all(&ANSWER).await.expect("it fits");
        let quiet = timeout(10 * PATIENCE, ours.read_u8()).await;
        quiet.expect_err("nobody asked anything, and nothing ended");
        client.write_u8(1).await.expect("open");
        assert_eq!(ours.read_u8().await.expect("open"), 1);
    }
}
