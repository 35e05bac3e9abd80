//! `skyshard serve`: opens everything, says where it is, serves until it is told to stop, and closes in order.
use std::{future::Future, io, io::Write, time::Duration};

use anyhow::{Context, Result};
use server::{
    banner,
    clock::Clock,
    http::{self, listen, listen::Drained},
    running::Running,
    settings,
};

use crate::arguments::SettingsArguments;

/// Signals that come within this time are one.
const ONE_WISH: Duration = Duration::from_secs(1);

/// Runs a server from its settings to its last byte.
pub(crate) async fn serve(arguments: &SettingsArguments) -> Result<()> {
    let reading = settings::read(&arguments.given())?;
    for warning in &reading.warnings {
        tracing::warn!("{warning}");
    }
    // The port first: a server that cannot be reached should not touch its data.
    let listener = listen::bind(reading.settings.listen).await?;
    let address = listener.local_addr().context("the port we listen on is unknown")?;
    let running = Running::start(reading.settings, Clock::default()).await?;
    let front = http::router(&running.app);
    // Heard from here on: whoever has read the banner may stop us at once.
    let asked = asked_to_stop();
    say(&banner::banner(&running.app, address).await?);
    let stopping = running.app.stopping.clone();
    let stop = async move {
        asked.await;
        say("\n  Stopping: finishing what is under way (at most 30 s; Ctrl-C again stops at once)\n");
        stopping.cancel();
        tokio::spawn(async {
            // A shell and the tool that started us may both pass on one and the same Ctrl-C.
            tokio::time::sleep(ONE_WISH).await;
            asked_to_stop().await;
            std::process::exit(130);
        });
    };
    let drained = listen::serve(listener, front, stop).await;
    let data = running.app.settings.data.display().to_string();
    running.stop().await.context("the database did not close")?;
    if let Drained::Cut(connections) = drained {
        say(&format!("  {connections} connections were cut; their uploads go on where they stopped\n"));
    }
    say(&format!("  Stopped. Everything acknowledged is in {data}\n"));
    Ok(())
}

/// Ctrl-C, or what a service manager sends, heard from the call on and not only once somebody waits.
fn asked_to_stop() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let heard = signal(SignalKind::interrupt()).and_then(|c| Ok((c, signal(SignalKind::terminate())?)));
    async move {
        match heard {
            Ok((mut interrupted, mut terminated)) => tokio::select! {
                _ = interrupted.recv() => {}
                _ = terminated.recv() => {}
            },
            Err(error) => {
                tracing::warn!(%error, "Ctrl-C cannot be heard; stop the server by its process number");
                std::future::pending().await
            }
        }
    }
}

/// Standard output may be closed; a server goes on without it.
fn say(text: &str) {
    let mut out = io::stdout().lock();
    let _unheard = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
