//! `skyshard demo`: the cluster's demonstration, told line by line, and a report.
use std::io::{self, Write};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, ensure};
use cluster::sim::demo::{Demo, FILES, Report, Wishes};
use domain::format;
use serde_json::json;

use crate::arguments::DemoArguments;

/// Less holds too few chunks to show anything.
const STORAGE_MIN: u64 = 10_000_000;

/// Runs it and prints what happens; fails if anything was lost.
pub(crate) fn demo(arguments: &DemoArguments) -> Result<()> {
    ensure!(arguments.storage >= STORAGE_MIN, "--storage must be at least {}", format::bytes(STORAGE_MIN));
    let DemoArguments { nodes, storage, seed, json } = *arguments;
    let wishes = Wishes { nodes, capacity_bytes: storage, seed };
    let mut out = io::stdout().lock();
    let size = format::bytes(storage);
    if !json {
        writeln!(out, "{nodes} nodes of {size} in three zones, links of 64 KiB/s, seed {seed}")?;
        writeln!(out, "virtual time\n")?;
    }
    let (began, mut told) = (Instant::now(), Ok(()));
    let report = Demo::begin(&wishes)?.run(&mut |line| {
        if !json && told.is_ok() {
            told = writeln!(out, "{line}");
        }
    });
    told?;
    let took = began.elapsed();
    writeln!(out, "{}", if json { as_json(&wishes, &report, took) } else { as_text(&report, took) })?;
    match &report.outcome.failure {
        None => Ok(()),
        Some(failure) => Err(anyhow!("this must not happen: {failure}")),
    }
}

fn as_text(report: &Report, took: Duration) -> String {
    let tally = &report.outcome.tally;
    let [sent, dropped] = report.packets;
    let virtual_seconds = tally.simulated.as_secs_f64();
    let times = virtual_seconds / took.as_secs_f64();
    let traffic = report.upkeep.traffic;
    [
        String::new(),
        format!(
            "Files      {} stored and read back, {} in {} chunks",
            FILES.len(),
            format::bytes(tally.acknowledged_bytes),
            tally.acknowledged_chunks
        ),
        format!(
            "Traffic    {} of copies for clients, {} for repair",
            format::bytes(traffic.client_written),
            format::bytes(traffic.repair_written)
        ),
        format!("Network    {sent} packets, {dropped} of them lost on the way"),
        format!(
            "Checked    {} copies read by the scrub, {} of them bad",
            report.upkeep.scrub.copies, report.upkeep.scrub.bad
        ),
        format!(
            "Time       {virtual_seconds:.1} s virtual, {:.3} s real: {times:.0} times as fast",
            took.as_secs_f64()
        ),
        format!("Events     {}", tally.events),
        format!("Event hash {}", report.event_hash()),
    ]
    .join("\n")
}

fn as_json(wishes: &Wishes, report: &Report, took: Duration) -> String {
    let tally = &report.outcome.tally;
    let uploads = FILES.iter().zip(&report.uploads);
    let value = json!({
        "nodes": wishes.nodes,
        "storage_bytes": wishes.capacity_bytes,
        "seed": wishes.seed,
        "uploads": uploads.map(|((name, bytes), took)| json!({
            "name": name,
            "bytes": bytes,
            "virtual_seconds": took.as_secs_f64(),
        })).collect::<Vec<_>>(),
        "acknowledged_bytes": tally.acknowledged_bytes,
        "chunks": tally.acknowledged_chunks,
        "packets": { "sent": report.packets[0], "dropped": report.packets[1] },
        "client_bytes": report.upkeep.traffic.client_written,
        "repair_bytes": report.upkeep.traffic.repair_written,
        "virtual_seconds": tally.simulated.as_secs_f64(),
        "real_seconds": took.as_secs_f64(),
        "events": tally.events,
        "event_hash": report.event_hash(),
    });
    format!("{value:#}")
}
