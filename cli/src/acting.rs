//! Acting as the member of `skyshard login`, with a proof of both factors where the server asks for one.
use std::time::Duration;

use anyhow::Result;
use client::{Authorized, ClientError};
use domain::format;
use jiff::Timestamp;

use crate::{exit::not_signed_in, login, session::Session};

/// Calls, and where both factors must be proved first, asks for them and calls again.
pub(crate) async fn acting<T>(act: impl AsyncFn(&Authorized) -> Result<T, ClientError>) -> Result<T> {
    let session = Session::load()?.ok_or_else(not_signed_in)?;
    let member = session.member()?;
    let done = match act(&member).await {
        Err(error) if error.has_reason("STEP_UP_NEEDED") => {
            let proved = login::prove(&member).await;
            // At once: a proof ends the tokens of before, and the call may be broken off.
            session.keep_fresh(&member)?;
            proved?;
            act(&member).await
        }
        done => done,
    };
    session.keep_fresh(&member)?;
    Ok(done?)
}

/// A size, for a terminal.
pub(crate) fn bytes(count: i64) -> String {
    format::bytes(u64::try_from(count).unwrap_or_default()).replace('\u{a0}', " ")
}

/// `2026-11-28 20:43`, in UTC, so that it can be held against the server's log.
pub(crate) fn minute(at: i64) -> String {
    let at = Timestamp::from_second(at).unwrap_or(Timestamp::UNIX_EPOCH);
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

/// How long until then, from this machine's clock.
pub(crate) fn left(until: i64) -> String {
    let left = until - Timestamp::now().as_second();
    format::duration(Duration::from_secs(u64::try_from(left).unwrap_or_default()))
}
