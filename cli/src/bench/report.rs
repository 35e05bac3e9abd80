//! The results, for people or for programs.
use comfy_table::{CellAlignment, Table, presets};
use serde_json::json;

use super::transfer::Transfer;

/// Everything that was measured.
pub(super) struct Report {
    /// Calls a second at the server.
    pub(super) add: f64,
    /// The same calls by gRPC-Web.
    pub(super) web: f64,
    /// Calls a second at the bare echo.
    pub(super) echo: f64,
    /// Messages of a stream that a second of one core sends behind the server's edge.
    pub(super) streamed: f64,
    /// The same without the edge.
    pub(super) echo_streamed: f64,
    /// Calls in flight.
    pub(super) concurrency: usize,
    /// Objects of 4 KiB a second, from sixteen clients.
    pub(super) objects: f64,
    /// 10 MB.
    pub(super) small: Transfer,
    /// 512 MiB.
    pub(super) large: Transfer,
}

impl Report {
    /// One flat object: `cargo xtask bench` reads it.
    pub(super) fn json(&self) -> String {
        let Self { small, large, .. } = self;
        json!({
            "add_calls_per_second": self.add.round(),
            "web_calls_per_second": self.web.round(),
            "echo_calls_per_second": self.echo.round(),
            "streamed_per_core_second": self.streamed.round(),
            "echo_streamed_per_core_second": self.echo_streamed.round(),
            "objects_per_second": self.objects.round(),
            "upload_small_mb_per_second": megabytes(small.upload),
            "download_small_mb_per_second": megabytes(small.download),
            "upload_large_mb_per_second": megabytes(large.upload),
            "download_large_mb_per_second": megabytes(large.download),
        })
        .to_string()
    }

    pub(super) fn table(&self) -> String {
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_header(["measured", "value", "beside", "ratio"]);
        table.add_row([
            format!("Add, {} in flight", self.concurrency),
            format!("{:.0}/s", self.add),
            format!("{:.0}/s bare tonic", self.echo),
            format!("{:.2}", self.add / self.echo),
        ]);
        table.add_row([
            "Add by gRPC-Web".to_owned(),
            format!("{:.0}/s", self.web),
            format!("{:.0}/s native", self.add),
            format!("{:.2}", self.web / self.add),
        ]);
        table.add_row([
            "Messages of a stream, of one core".to_owned(),
            format!("{:.0}/s", self.streamed),
            format!("{:.0}/s bare tonic", self.echo_streamed),
            format!("{:.2}", self.streamed / self.echo_streamed),
        ]);
        table.add_row([
            "Objects of 4 KiB, 16 clients".to_owned(),
            format!("{:.0}/s", self.objects),
            String::new(),
            String::new(),
        ]);
        for each in [&self.small, &self.large] {
            let size = format!("{:.0} MB", each.bytes as f64 / 1e6);
            for (way, speed) in [("Upload", each.upload), ("Download", each.download)] {
                let value = format!("{} MB/s", megabytes(speed));
                table.add_row([format!("{way}, {size}, one stream"), value, String::new(), String::new()]);
            }
        }
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table.to_string()
    }
}

/// One decimal.
fn megabytes(bytes: f64) -> f64 {
    (bytes / 1e5).round() / 10.0
}
