//! Paths of the drive that a word can become, asked of the server while somebody waits: briefly, or not at all.
use std::time::Duration;

use anyhow::Result;
use tokio::{runtime::Handle, task, time::timeout};

use crate::{drive, session::Session};

/// For an answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// All paths that begin so. There are none when nobody is signed in or the server does not answer in time.
pub(super) fn paths(begun: &str) -> Vec<String> {
    // The line is read by a thread that the runtime gives away for as long.
    let asked =
        task::block_in_place(|| Handle::current().block_on(async { timeout(PATIENCE, ask(begun)).await }));
    asked.ok().and_then(Result::ok).unwrap_or_default()
}

async fn ask(begun: &str) -> Result<Vec<String>> {
    let Some(session) = Session::load()? else { return Ok(Vec::new()) };
    drive::begun_with(&session.looking()?, begun).await
}
