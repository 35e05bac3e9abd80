//! The real page, measured in Chromium by `end2end/bench`: uploads, their memory, and a long folder.

use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use super::table::Row;
use super::{megabytes, ratio};
use crate::process::run;
use crate::setup::{browser, npm};
use crate::test::playwright;
use crate::workspace;

/// Bytes of one.
const MIB: f64 = 1_048_576.0;

/// Runs the browser's part; a native stream stores so much a second.
pub fn rows(stream_mb_per_second: f64) -> Result<Vec<Row>> {
    let said = measure()?;
    let number = |name: &str| said[name].as_f64().with_context(|| format!("the browser did not say {name}"));
    let mut rows = uploads(&number, stream_mb_per_second * 1_000_000.0 / MIB)?;
    rows.extend(memory(&number)?);
    rows.extend(folder(&number)?);
    Ok(rows)
}

fn measure() -> Result<Value> {
    npm::install()?;
    let browsers = browser::find_or_install()?;
    let out = workspace::root().join("target/bench-browser.json");
    // The parts add what they measured, and none may be of an earlier run.
    let _absent = fs::remove_file(&out);
    run(playwright("bench", &workspace::binary(), &browsers).env("SKYSHARD_BENCH_OUT", &out))?;
    Ok(serde_json::from_str(&fs::read_to_string(&out)?)?)
}

fn uploads(number: &impl Fn(&str) -> Result<f64>, stream: f64) -> Result<Vec<Row>> {
    let (upload, post) = (number("upload_mib_per_second")?, number("post_mib_per_second")?);
    let larger = number("larger_upload_mib_per_second")?;
    let row = |size: &str, rate: f64, target: &str| {
        let what = format!("upload of {size} in Chromium");
        Row::new(&what, format!("{rate:.0} MiB/s"), target)
    };
    Ok(vec![
        row("512 MiB", upload, "80 MiB/s or more")
            .beside(format!("bare POST {post:.0} MiB/s"), ratio(upload, post)),
        row("512 MiB", upload, "0.5 or more")
            .beside(format!("native stream {stream:.0} MiB/s"), ratio(upload, stream)),
        row("2 GiB", larger, "").beside(format!("512 MiB {upload:.0} MiB/s"), ratio(larger, upload)),
    ])
}

/// Of a file four times as large beside the smaller one.
fn memory(number: &impl Fn(&str) -> Result<f64>) -> Result<Vec<Row>> {
    let row = |whose: &str, name: &str| -> Result<Row> {
        let bytes = |size: &str| -> Result<u64> {
            let bytes = number(&format!("{size}_{name}_bytes"))?;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a size of less than 2^52"
            )]
            Ok(bytes as u64)
        };
        let (larger, smaller) = (bytes("larger_upload")?, bytes("upload")?);
        let what = format!("{whose} memory, peak at an upload of 2 GiB");
        #[expect(clippy::cast_precision_loss, reason = "a size of less than 2^52")]
        let ratio = ratio(larger as f64, smaller as f64);
        let beside = format!("of 512 MiB {}", megabytes(smaller));
        Ok(Row::new(&what, megabytes(larger), "bounded, not by file size").beside(beside, ratio))
    };
    Ok(vec![row("tab's", "tab")?, row("server's", "server")?])
}

fn folder(number: &impl Fn(&str) -> Result<f64>) -> Result<Vec<Row>> {
    let stored = number("small_files_seconds")?;
    let (painted, first) = (number("folder_painted_ms")?, number("folder_painted_first_ms")?);
    let (wheel, wheel_usual) = (number("wheel_frame_p95_ms")?, number("wheel_frame_median_ms")?);
    let (frame, usual) = (number("scroll_frame_p95_ms")?, number("scroll_frame_median_ms")?);
    Ok(vec![
        Row::new("10,000 files of 1 KB in Chromium, a folder", format!("{stored:.1} s"), "60 s or less")
            .beside(format!("{:.1} ms a file", stored / 10.0), String::new()),
        Row::new(
            "a folder of 10,000 files, from click to paint",
            format!("{painted:.0} ms"),
            "300 ms or less",
        )
        .beside(format!("the first time {first:.0} ms"), String::new()),
        Row::new("frames while it is scrolled by the wheel, p95", format!("{wheel:.1} ms"), "16.7 ms")
            .beside(format!("median {wheel_usual:.1} ms"), String::new()),
        Row::new("frames while its bar is dragged from end to end, p95", format!("{frame:.1} ms"), "16.7 ms")
            .beside(format!("median {usual:.1} ms"), String::new()),
    ])
}
