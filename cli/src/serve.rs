//! `skyshard serve`: opens everything, says where it is, serves until it is told to stop, and closes in order.
use std::{future::Future, io, io::Write, time::Duration};

use anyhow::{Context, Result, ensure};
use server::{
    banner,
    clock::Clock,
    http::{self, listen, listen::Drained},
    running::Running,
    service::skillshare::demo,
    settings::{self, Settings},
};

use crate::{arguments::ServeArguments, core_dumps};

/// Signals that come within this time are one.
const ONE_WISH: Duration = Duration::from_secs(1);

/// Runs a server from its settings to its last byte.
pub(crate) async fn serve(arguments: &ServeArguments) -> Result<()> {
    core_dumps::forbid();
    let mut reading = settings::read(&arguments.settings.given())?;
    for warning in &reading.warnings {
        tracing::warn!("{warning}");
    }
    if arguments.demo {
        allow_demo(&reading.settings)?;
    }
    // The port first: a server that cannot be reached should not touch its data.
    let port = listen::bind(reading.settings.listen).await?;
    let address = port.address();
    // Mails name the address, so it must be the real one where any free port was asked for.
    reading.settings.listen = address;
    let running = Running::start(reading.settings, Clock::default()).await?;
    let members = if arguments.demo { demo::make(&running.app).await? } else { None };
    let front = http::router(&running.app);
    let port = match &running.app.certificates {
        Some(certificates) => port.with_tls(certificates),
        None => port,
    };
    // Heard from here on: whoever has read the banner may stop us at once.
    let asked = asked_to_stop();
    say(&banner::banner(&running.app, address, members.as_ref()).await?);
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
    let drained = listen::serve(port, front, stop).await;
    let data = running.app.settings.data.display().to_string();
    running.stop().await.context("the database did not close")?;
    if let Drained::Cut(connections) = drained {
        say(&format!("  {connections} connections were cut; their uploads go on where they stopped\n"));
    }
    say(&format!("  Stopped. Everything acknowledged is in {data}\n"));
    Ok(())
}

/// Accounts whose password stands on a screen are for trying it out, never for a server that people can reach.
fn allow_demo(settings: &Settings) -> Result<()> {
    ensure!(
        settings.smtp.is_none() && settings.origin.is_none(),
        "--demo makes accounts whose password is printed here: it is not for a server with --smtp or --origin"
    );
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
