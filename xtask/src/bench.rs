//! `cargo xtask bench`: measures on this machine, now, and prints one table with ratios.
//!
//! Each number stands beside one that was measured in the same minutes: a bare echo, a bare `PUT`, a bare `dd`. Numbers
//! of different machines say little; ratios say more. Nothing here passes or fails.

mod attacks;
mod browser;
mod cluster;
mod disk;
mod drive;
mod garage;
mod identity;
mod inside;
mod lessons;
mod native;
mod server;
mod table;

use std::fs;

use anyhow::{Context, Result};

use crate::build::build;
use crate::step::step;
use crate::workspace;
use browser::Rates;
use native::Native;
use server::Server;
use table::{Row, render};

/// The large file of the issue.
const LARGE_BYTES: u64 = 512 * 1024 * 1024;
/// Bytes of one.
const MIB: f64 = 1_048_576.0;

/// Builds the release binary, measures everything and prints the table.
pub fn bench() -> Result<()> {
    build()?;
    let dd = step("bench", "dd conv=fsync of 512 MiB", || disk::megabytes_per_second(LARGE_BYTES))?;
    let (native, memory) = step("bench", "native calls and streams", measure_native)?;
    let rates = step("bench", "512 MiB and 10,000 small files from the page in Chromium", browser::measure)?;
    let simulator = step("bench", "the simulator, 200 seeds", cluster::simulator)?;
    let decisions =
        step("bench", "the core's decisions", || cluster::decisions(native.upload_large_mb_per_second))?;
    let repair = step("bench", "repair of a node of 1 GB", || cluster::repair(dd))?;
    let lessons = step("bench", "lessons: search and booking", lessons::rows)?;
    let drive = step("bench", "lists of files", drive::rows)?;
    let identity = step("bench", "registration, sign-in, tokens", identity::rows)?;
    let attacks = step("bench", "honest calls under attack", attacks::rows)?;
    let garage = step("bench", "Garage, if it is there", || garage::rows(&native))?;
    let mut rows = native_rows(&native, dd);
    rows.extend(browser_rows(&rates, native.upload_large_mb_per_second));
    rows.push(module_row()?);
    rows.extend(memory_rows(&memory));
    rows.extend(simulator);
    rows.extend([decisions, repair]);
    rows.extend(lessons);
    rows.extend(drive);
    rows.extend(identity);
    rows.extend(attacks);
    rows.extend(garage);
    println!("\n{}", render(&rows));
    Ok(())
}

/// Resident memory of the server, in bytes.
struct Memory {
    idle: u64,
    peak: u64,
}

fn measure_native() -> Result<(Native, Memory)> {
    let server = Server::start()?;
    let idle = server.memory()?;
    server.forget_peak()?;
    let native = native::measure(&server.url)?;
    let peak = server.memory_peak()?;
    Ok((native, Memory { idle, peak }))
}

fn native_rows(native: &Native, dd: f64) -> Vec<Row> {
    let calls = Row {
        what: "Add over native gRPC".to_owned(),
        value: format!("{:.0} calls/s", native.add_calls_per_second),
        beside: format!("bare echo {:.0} calls/s", native.echo_calls_per_second),
        ratio: ratio(native.add_calls_per_second, native.echo_calls_per_second),
        target: "0.6 or more, goal 0.8".to_owned(),
    };
    let web = Row {
        what: "Add over gRPC-Web".to_owned(),
        value: format!("{:.0} calls/s", native.web_calls_per_second),
        beside: format!("native {:.0} calls/s", native.add_calls_per_second),
        ratio: ratio(native.web_calls_per_second, native.add_calls_per_second),
        target: "0.8 or more".to_owned(),
    };
    let messages = Row {
        what: "messages of a server stream, of one core".to_owned(),
        value: format!("{:.0} a second", native.streamed_per_core_second),
        beside: format!("bare tonic {:.0} a second", native.echo_streamed_per_core_second),
        ratio: ratio(native.streamed_per_core_second, native.echo_streamed_per_core_second),
        target: "1,000,000 a second, or 0.7 or more".to_owned(),
    };
    let stream = |what: &str, rate: f64| Row {
        what: what.to_owned(),
        value: format!("{rate:.0} MB/s"),
        beside: format!("dd conv=fsync {dd:.0} MB/s"),
        ratio: ratio(rate, dd),
        target: String::new(),
    };
    let objects = Row {
        what: "objects of 4 KiB, 16 clients".to_owned(),
        value: format!("{:.0} a second", native.objects_per_second),
        ..Row::default()
    };
    vec![
        calls,
        web,
        messages,
        objects,
        stream("upload of 10 MB, one stream", native.upload_small_mb_per_second),
        stream("download of 10 MB, one stream", native.download_small_mb_per_second),
        stream("upload of 512 MiB, one stream", native.upload_large_mb_per_second),
        stream("download of 512 MiB, one stream", native.download_large_mb_per_second),
    ]
}

fn browser_rows(rates: &Rates, stream_mb_per_second: f64) -> [Row; 3] {
    let stream = stream_mb_per_second * 1_000_000.0 / MIB;
    let against = |beside: String, other: f64, target: &str| Row {
        what: "upload of 512 MiB in Chromium, gRPC-Web parts".to_owned(),
        value: format!("{:.0} MiB/s", rates.upload),
        beside,
        ratio: ratio(rates.upload, other),
        target: target.to_owned(),
    };
    let small = Row {
        what: "10,000 files of 1 KB in Chromium, a folder".to_owned(),
        value: format!("{:.1} s", rates.small_files_seconds),
        beside: format!("{:.1} ms a file", rates.small_files_seconds / 10.0),
        target: "60 s or less".to_owned(),
        ..Row::default()
    };
    [
        against(format!("bare PUT {:.0} MiB/s", rates.put), rates.put, "80 MiB/s or more"),
        against(format!("native stream {stream:.0} MiB/s"), stream, "0.5 or more"),
        small,
    ]
}

fn module_row() -> Result<Row> {
    let assets = workspace::site().join("assets");
    let files = fs::read_dir(&assets).with_context(|| format!("reading {}", assets.display()))?;
    // What every visit loads; chunks come when their pages are opened.
    let is_main = |name: &str| name.starts_with("app_bg-") && name.ends_with(".wasm.br");
    let mut packed = files.flatten().filter(|file| is_main(&file.file_name().to_string_lossy()));
    let bytes = packed.next().context("the site has no compressed module")?.metadata()?.len();
    Ok(Row {
        what: "the module on the wire, brotli".to_owned(),
        value: format!("{} kB", bytes.div_ceil(1000)),
        target: "600 kB or less".to_owned(),
        ..Row::default()
    })
}

fn memory_rows(memory: &Memory) -> [Row; 2] {
    let megabytes = |bytes: u64| format!("{} MB", bytes / 1_000_000);
    let idle =
        Row { what: "server's memory, idle".to_owned(), value: megabytes(memory.idle), ..Row::default() };
    let peak = Row {
        what: "server's memory, peak while storing 512 MiB".to_owned(),
        value: megabytes(memory.peak),
        beside: "the file 537 MB".to_owned(),
        target: "bounded, not by file size".to_owned(),
        ..Row::default()
    };
    [idle, peak]
}

fn ratio(value: f64, beside: f64) -> String {
    format!("{:.2}", value / beside)
}
