//! What `skyshard bench` measures over native gRPC, read from its JSON.

use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

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

/// Lets the binary measure a server.
pub fn measure(url: &str) -> Result<Native> {
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
