//! `skyshard bench`: what this machine gives through the server, and beside it what it gives through nothing but tonic.
//!
//! Every number is a median of several runs. The server's data fills with new accounts and files: it must be one that
//! is thrown away afterwards.
mod account;
mod alike;
mod calls;
pub(crate) mod drive;
pub(crate) mod echo;
pub(crate) mod identity;
pub(crate) mod lessons;
mod mann_whitney;
mod newcomer;
mod objects;
mod report;
mod streamed;
pub(crate) mod transfer;

use anyhow::{Context, Result, ensure};
use client::Anonymous;

use self::{
    account::Accounts,
    calls::{Calls, Wire},
    report::Report,
};
use crate::arguments::{BenchArguments, Format};

/// Bytes of the small file.
const SMALL_BYTES: u64 = 10_000_000;
/// Bytes of the large file.
const LARGE_BYTES: u64 = 512 * 1024 * 1024;

/// Measures, then prints.
pub(crate) async fn bench(arguments: &BenchArguments) -> Result<()> {
    ensure!(arguments.runs > 0 && arguments.concurrency > 0, "--runs and --concurrency must be at least 1");
    ensure!(arguments.server.starts_with("http://"), "bench measures a server on this machine, by http");
    let accounts = Accounts::new(Anonymous::at(&arguments.server)?, arguments.token.clone());
    let member = accounts.member().await.context("no account to measure with")?;

    let token = member.tokens().map(|tokens| tokens.access).unwrap_or_default();
    let echo = echo::Echo::spawn().await.context("the bare echo did not start")?;
    let calls = Calls { concurrency: arguments.concurrency, token };
    let (mut served, mut web, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    let (mut edge, mut bare_streams) = (Vec::new(), Vec::new());
    // Turn by turn, so that whatever else the machine does falls on all alike.
    for _ in 0..arguments.runs {
        served.push(calls.rate(&arguments.server, Wire::Native).await.context("measuring Add")?);
        web.push(calls.rate(&arguments.server, Wire::Web).await.context("measuring Add by gRPC-Web")?);
        bare.push(calls.rate(&echo.url, Wire::Native).await.context("measuring the bare echo")?);
        edge.push(streamed::rate(&echo, &echo.edge_url).await.context("measuring streams")?);
        bare_streams.push(streamed::rate(&echo, &echo.url).await.context("measuring bare streams")?);
    }
    drop(echo);

    let small = transfer::measure(&accounts, &member, SMALL_BYTES, arguments.runs).await?;
    let large = transfer::measure(&accounts, &member, LARGE_BYTES, arguments.runs).await?;
    let mut objects = Vec::new();
    for run in 0..arguments.runs {
        objects.push(objects::rate(&member, run).await?);
    }
    let objects = median(objects);
    let report = Report {
        add: median(served),
        web: median(web),
        echo: median(bare),
        streamed: median(edge),
        echo_streamed: median(bare_streams),
        concurrency: arguments.concurrency,
        objects,
        small,
        large,
    };
    let json = arguments.json || arguments.format == Format::Json;
    println!("{}", if json { report.json() } else { report.table() });
    Ok(())
}

/// The middle one; of two middle ones the mean.
fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    if numbers.len() % 2 == 1 { numbers[middle] } else { (numbers[middle - 1] + numbers[middle]) / 2.0 }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(vec![9.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 9.0]), 3.0);
    }
}
