//! Whole files over one native stream, up and down.
use std::{
    io,
    pin::Pin,
    task::{Context as Poller, Poll},
    time::Instant,
};

use anyhow::{Context, Result, ensure};
use client::{Anonymous, Authorized};
use serde_json::json;
use tokio::io::{AsyncRead, ReadBuf};

use super::{account::Accounts, median};

/// `skyshard stream-cost`: bytes a second of one native stream of 512 MiB, from a new account. Prints one flat JSON object,
/// which the measurements of the page stand beside, turn by turn.
pub(crate) async fn measure_stream(server: &str) -> Result<()> {
    let accounts = Accounts::new(Anonymous::at(server)?, None);
    let (rate, _) = upload(&accounts.member().await?, super::LARGE_BYTES, 0).await?;
    println!("{}", json!({ "stream_bytes_per_second": rate.round() }));
    Ok(())
}

/// The speeds of one file size, in bytes a second.
pub(super) struct Transfer {
    pub(super) bytes: u64,
    pub(super) upload: f64,
    pub(super) download: f64,
}

/// Medians of so many runs. A file of half an allocation fits only once, so that each run has an account of its own.
pub(super) async fn measure(
    accounts: &Accounts,
    member: &Authorized,
    bytes: u64,
    runs: usize,
) -> Result<Transfer> {
    let fits_often = bytes.saturating_mul(runs as u64) <= super::SMALL_BYTES * 16;
    let (mut uploads, mut downloads) = (Vec::new(), Vec::new());
    for run in 0..runs {
        let fresh = if run > 0 && !fits_often { Some(accounts.member().await?) } else { None };
        let caller = fresh.as_ref().unwrap_or(member);
        let (rate, file_id) = upload(caller, bytes, run).await?;
        uploads.push(rate);
        downloads.push(download(caller, &file_id, bytes).await?);
        if !accounts.are_new() && !fits_often {
            break;
        }
    }
    Ok(Transfer { bytes, upload: median(uploads), download: median(downloads) })
}

/// Bytes a second, and the file.
async fn upload(caller: &Authorized, bytes: u64, run: usize) -> Result<(f64, String)> {
    let name = format!("bench {bytes} {run}.bin");
    let began = Instant::now();
    let stored = caller.upload_file(&name, Some(bytes), Pattern { left: bytes, state: run as u64 + 1 }).await;
    let stored = stored.with_context(|| format!("uploading {bytes} bytes"))?;
    Ok((bytes as f64 / began.elapsed().as_secs_f64(), stored.file_id))
}

async fn download(caller: &Authorized, file_id: &str, bytes: u64) -> Result<f64> {
    let began = Instant::now();
    let mut download = caller.download_file(file_id).await.context("downloading")?;
    let mut received = 0;
    while let Some(piece) = download.next().await.context("downloading")? {
        received += piece.len() as u64;
    }
    ensure!(received == bytes, "{received} of {bytes} bytes came back");
    Ok(bytes as f64 / began.elapsed().as_secs_f64())
}

/// Bytes that no compression shrinks and that cost next to nothing to make (xorshift64, eight at a time).
struct Pattern {
    left: u64,
    state: u64,
}

impl AsyncRead for Pattern {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Poller<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let count = self.left.min(buffer.remaining() as u64) as usize;
        let space = buffer.initialize_unfilled_to(count);
        for word in space.chunks_mut(8) {
            self.state ^= self.state << 13;
            self.state ^= self.state >> 7;
            self.state ^= self.state << 17;
            word.copy_from_slice(&self.state.to_ne_bytes()[..word.len()]);
        }
        buffer.advance(count);
        self.left -= count as u64;
        Poll::Ready(Ok(()))
    }
}
