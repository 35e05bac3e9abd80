//! What an honest client waits, and what the server holds, while it is attacked (SEC-44): the tests that attack the real binary,
//! on the release binary, one after the other.

use anyhow::{Context, Result, ensure};

use super::{megabytes, ratio, table::Row};
use crate::process::{cargo, quietly};
use crate::workspace;

/// What one attack cost.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Endured {
    bytes_more: f64,
    p99_ms: f64,
    before_ms: f64,
}

/// Runs all attacks and tells the worst.
pub fn rows() -> Result<Vec<Row>> {
    let mut command = cargo();
    command.current_dir(workspace::root());
    command.args(["test", "--release", "--quiet", "--package", "cli", "--test", "attacks"]);
    let said = quietly(command.args(["--", "--test-threads", "1", "--nocapture"]))?;
    let all: Vec<Endured> = said.lines().filter_map(endured).collect();
    ensure!(!all.is_empty(), "no attack said what it cost");
    let slowest = all.iter().max_by(|a, b| a.p99_ms.total_cmp(&b.p99_ms)).context("at least one")?;
    let largest = all.iter().map(|it| it.bytes_more).fold(0.0, f64::max);
    let honest = format!("an honest call under the worst of {} attacks, p99", all.len());
    Ok(vec![
        Row::new(&honest, format!("{:.1} ms", slowest.p99_ms), "500 ms or less").beside(
            format!("before it {:.1} ms", slowest.before_ms),
            ratio(slowest.p99_ms, slowest.before_ms),
        ),
        Row::new("memory that the worst of them takes", megabytes(largest as u64), "134 MB or less"),
    ])
}

/// `endured 10000 blows: 12 sockets, 4096 bytes more, p99 2.5 ms after 1.5 ms before`
fn endured(line: &str) -> Option<Endured> {
    let (_, line) = line.split_once("endured ")?;
    let words: Vec<&str> = line.split(' ').collect();
    let before = |word: &str| -> Option<f64> {
        let place = words.iter().position(|it| *it == word)?;
        words.get(place.checked_sub(1)?)?.parse().ok()
    };
    let behind = |word: &str| -> Option<f64> {
        let place = words.iter().position(|it| *it == word)?;
        words.get(place + 1)?.parse().ok()
    };
    Some(Endured { bytes_more: before("bytes")?, p99_ms: behind("p99")?, before_ms: behind("after")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_attack_cost_is_read() {
        let line = "test http2::pings endured 10000 blows: 12 sockets, 4096 bytes more, p99 2.5 ms after 1.5 ms before";
        assert_eq!(endured(line), Some(Endured { bytes_more: 4_096.0, p99_ms: 2.5, before_ms: 1.5 }));
        assert_eq!(endured("running 15 tests"), None);
    }
}
