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

/// Runs the browser's part.
pub fn rows() -> Result<Vec<Row>> {
    let said = measure()?;
    let number = |name: &str| said[name].as_f64().with_context(|| format!("the browser did not say {name}"));
    let mut rows = uploads(&number)?;
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

fn uploads(number: &impl Fn(&str) -> Result<f64>) -> Result<Vec<Row>> {
    let turns = |name: &str| -> Vec<f64> {
        (1..).map_while(|turn| number(&format!("{name}_mib_per_second_{turn}")).ok()).collect()
    };
    let (uploads, streams) = (turns("upload"), turns("stream"));
    let ratios: Vec<f64> = uploads.iter().zip(&streams).map(|(upload, stream)| upload / stream).collect();
    let (upload, stream, in_turn) = (median(&uploads)?, median(&streams)?, median(&ratios)?);
    let (least, most) =
        ratios.iter().fold((f64::MAX, 0.0_f64), |(least, most), ratio| (least.min(*ratio), most.max(*ratio)));
    let (post, larger) = (number("post_mib_per_second")?, number("larger_upload_mib_per_second")?);
    let row = |size: &str, rate: f64, target: &str| {
        let what = format!("upload of {size} in Chromium");
        Row::new(&what, format!("{rate:.0} MiB/s"), target)
    };
    let turns = format!("native stream {stream:.0} MiB/s, {} turns {least:.2} to {most:.2}", ratios.len());
    Ok(vec![
        row("512 MiB", upload, "80 MiB/s or more")
            .beside(format!("bare POST {post:.0} MiB/s"), ratio(upload, post)),
        row("512 MiB", upload, "0.5 or more").beside(turns, format!("{in_turn:.2}")),
        row("2 GiB", larger, "").beside(format!("512 MiB {upload:.0} MiB/s"), ratio(larger, upload)),
    ])
}

/// The middle one of an odd number of turns.
fn median(turns: &[f64]) -> Result<f64> {
    let mut sorted = turns.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().context("the browser did not say a rate")
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

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn the_row_beside_the_stream_is_the_middle_turn() -> Result<()> {
        let said = |name: &str| match name {
            "upload_mib_per_second_1" => Ok(200.0),
            "upload_mib_per_second_2" => Ok(150.0),
            "upload_mib_per_second_3" => Ok(300.0),
            "stream_mib_per_second_1" => Ok(400.0),
            "stream_mib_per_second_2" => Ok(500.0),
            "stream_mib_per_second_3" => Ok(300.0),
            "post_mib_per_second" | "larger_upload_mib_per_second" => Ok(250.0),
            _ => bail!("the browser did not say {name}"),
        };
        let rows = uploads(&said)?;
        assert_eq!((rows[1].value.as_str(), rows[1].ratio.as_str()), ("200 MiB/s", "0.50"));
        assert_eq!(rows[1].beside, "native stream 400 MiB/s, 3 turns 0.30 to 1.00");
        Ok(())
    }
}
