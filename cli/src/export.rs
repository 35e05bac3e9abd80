//! `skyshard export --json`: the metadata on standard output.
use std::io::{self, BufWriter};

use anyhow::Result;
use server::{service::export::export, settings};

use crate::arguments::ExportArguments;

/// Writes it page by page.
pub(crate) async fn write(arguments: &ExportArguments) -> Result<()> {
    let reading = settings::read(&arguments.settings.given())?;
    for warning in &reading.warnings {
        eprintln!("skyshard: {warning}");
    }
    Ok(export(&reading.settings, &mut BufWriter::new(io::stdout())).await?)
}
