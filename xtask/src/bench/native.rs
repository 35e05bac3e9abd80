//! What `skyshard bench` measures over native gRPC, read from its JSON, and the memory of the server meanwhile.

use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use super::server::Server;
use super::table::Row;
use super::{LARGE_BYTES, megabytes, ratio};
use crate::process::quietly;
use crate::workspace;

/// Calls per second and megabytes per second.
pub struct Native {
    /// `Add` with a valid token.
    pub add_calls_per_second: f64,
    /// The same by gRPC-Web.
    pub web_calls_per_second: f64,
    /// A bare tonic echo, from the same process in the same run.
    pub echo_calls_per_second: f64,
    /// Messages of a stream that a second of one core sends behind the edge.
    pub streamed_per_core_second: f64,
    /// The same from tonic alone.
    pub echo_streamed_per_core_second: f64,
    /// Objects of 4 KiB, from sixteen clients.
    pub objects_per_second: f64,
    /// 10 MB up one stream.
    pub upload_small_mb_per_second: f64,
    /// 10 MB down one stream.
    pub download_small_mb_per_second: f64,
    /// 512 MiB up one stream.
    pub upload_large_mb_per_second: f64,
    /// 512 MiB down one stream.
    pub download_large_mb_per_second: f64,
}

/// Resident memory of the server, in bytes.
pub struct Memory {
    idle: u64,
    peak: u64,
}

/// Lets the binary measure a server on a folder of its own.
pub fn measure() -> Result<(Native, Memory)> {
    let server = Server::start()?;
    let idle = server.memory()?;
    server.forget_peak()?;
    let native = ask(&server.url)?;
    let peak = server.memory_peak()?;
    Ok((native, Memory { idle, peak }))
}

fn ask(url: &str) -> Result<Native> {
    let said = quietly(Command::new(workspace::binary()).args(["bench", "--server", url, "--json"]))?;
    let said: Value = serde_json::from_str(&said).context("skyshard bench did not answer with JSON")?;
    let number =
        |name: &str| said[name].as_f64().with_context(|| format!("skyshard bench did not say {name}"));
    Ok(Native {
        add_calls_per_second: number("add_calls_per_second")?,
        web_calls_per_second: number("web_calls_per_second")?,
        echo_calls_per_second: number("echo_calls_per_second")?,
        streamed_per_core_second: number("streamed_per_core_second")?,
        echo_streamed_per_core_second: number("echo_streamed_per_core_second")?,
        objects_per_second: number("objects_per_second")?,
        upload_small_mb_per_second: number("upload_small_mb_per_second")?,
        download_small_mb_per_second: number("download_small_mb_per_second")?,
        upload_large_mb_per_second: number("upload_large_mb_per_second")?,
        download_large_mb_per_second: number("download_large_mb_per_second")?,
    })
}

/// Calls, messages, objects and streams.
pub fn rows(native: &Native, dd: f64) -> Vec<Row> {
    let per_second = |rate: f64, what: &str| format!("{rate:.0} {what}");
    let stream = |what: &str, rate: f64| {
        Row::new(what, format!("{rate:.0} MB/s"), "")
            .beside(format!("dd conv=fsync {dd:.0} MB/s"), ratio(rate, dd))
    };
    let (add, echo, web) =
        (native.add_calls_per_second, native.echo_calls_per_second, native.web_calls_per_second);
    let (streamed, bare) = (native.streamed_per_core_second, native.echo_streamed_per_core_second);
    vec![
        Row::new("Add over native gRPC", per_second(add, "calls/s"), "0.6 or more, goal 0.8")
            .beside(format!("bare echo {echo:.0} calls/s"), ratio(add, echo)),
        Row::new("Add over gRPC-Web", per_second(web, "calls/s"), "0.8 or more")
            .beside(format!("native {add:.0} calls/s"), ratio(web, add)),
        Row::new(
            "messages of a server stream, of one core",
            per_second(streamed, "a second"),
            "1,000,000 a second, or 0.7 or more",
        )
        .beside(format!("bare tonic {bare:.0} a second"), ratio(streamed, bare)),
        Row::new("objects of 4 KiB, 16 clients", per_second(native.objects_per_second, "a second"), ""),
        stream("upload of 10 MB, one stream", native.upload_small_mb_per_second),
        stream("download of 10 MB, one stream", native.download_small_mb_per_second),
        stream("upload of 512 MiB, one stream", native.upload_large_mb_per_second),
        stream("download of 512 MiB, one stream", native.download_large_mb_per_second),
    ]
}

impl Memory {
    /// At rest and at work.
    pub fn rows(&self) -> [Row; 2] {
        let file = format!("the file {}", megabytes(LARGE_BYTES));
        [
            Row::new("server's memory, idle", megabytes(self.idle), ""),
            Row::new(
                "server's memory, peak while storing 512 MiB",
                megabytes(self.peak),
                "bounded, not by file size",
            )
            .beside(file, String::new()),
        ]
    }
}
