//! Looks at the certificate's files again while the server runs, and renews what is our own.
use std::{sync::Arc, time::Duration};

use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::{
    Certificates,
    certificates::Source,
    own::Own,
    pair::{Content, Files},
};
use crate::clock::Clock;

/// Between looks at the operator's files: two reads of some kilobytes.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Between looks at the end of our own certificate, which is renewed two months before.
const RENEWAL_EVERY: Duration = Duration::from_secs(60 * 60);

/// Until the server stops.
pub(crate) async fn watch(certificates: Arc<Certificates>, clock: Clock, stopping: CancellationToken) {
    let (mut watched, mut half) = (None, None);
    loop {
        let pause = match certificates.source() {
            Source::Own(own) => {
                renew(&certificates, own, &clock);
                RENEWAL_EVERY
            }
            Source::Files(files) => {
                look(&certificates, files, &clock, &mut watched, &mut half);
                LOOK_EVERY
            }
        };
        tokio::select! {
            () = stopping.cancelled() => return,
            () = sleep(pause) => {}
        }
    }
}

fn renew(certificates: &Certificates, own: &Own, clock: &Clock) {
    match certificates.renew(own, clock.now()) {
        Ok(false) => {}
        Ok(true) => tracing::warn!(
            fingerprint = %certificates.fingerprint(),
            "the server's certificate was renewed: who compares its fingerprint needs the new one"
        ),
        Err(error) => {
            tracing::error!(%error, "the server's certificate could not be renewed; it is tried again")
        }
    }
}

/// Takes up other content that is the same at two looks: who replaces two files does it one after the other, and only one
/// that stays as it is has been finished. What cannot be right is told once, and the pair in use goes on.
fn look(
    certificates: &Certificates,
    files: &Files,
    clock: &Clock,
    watched: &mut Option<Content>,
    half: &mut Option<Content>,
) {
    // A file that is missing for a moment is on its way; one that stays away is told at the next start.
    let Ok(now) = files.content() else { return };
    if watched.as_ref() == Some(&now) {
        *half = None;
        return;
    }
    if half.as_ref() != Some(&now) {
        *half = Some(now);
        return;
    }
    *half = None;
    match certificates.replace(files, &now, clock.now()) {
        Ok(false) => {}
        Ok(true) => tracing::info!(
            fingerprint = %certificates.fingerprint(),
            "a new certificate is in use; connections that stand are not touched"
        ),
        Err(error) => {
            tracing::error!(%error, "the new certificate is refused, and the one before stays in use");
        }
    }
    *watched = Some(now);
}
