//! How a command knows the server it speaks with: by the authorities of this system, or by what it was told.
use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use client::Trust;
use domain::fingerprint::Fingerprint;

/// What was told.
#[derive(Debug, Args)]
pub(crate) struct TrustArguments {
    /// SHA-256 fingerprint of the certificate of a server that made its own; the server shows it when it starts
    #[arg(long, value_name = "HEX", global = true, conflicts_with = "ca")]
    server_fingerprint: Option<Fingerprint>,
    /// Certificates of the authorities to trust (PEM), instead of this system's
    #[arg(long, value_name = "FILE", global = true)]
    ca: Option<PathBuf>,
}

impl TrustArguments {
    /// What was said; nothing is `None`.
    pub(crate) fn said(&self) -> Result<Option<Trust>> {
        if let Some(fingerprint) = self.server_fingerprint {
            return Ok(Some(Trust::Certificate(fingerprint)));
        }
        let read = |path: &PathBuf| {
            fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
        };
        Ok(self.ca.as_ref().map(read).transpose()?.map(Trust::Authority))
    }
}
