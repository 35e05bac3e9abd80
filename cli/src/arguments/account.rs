//! Making an account, protecting it, computing with it.
use clap::{Args, Subcommand};

use super::Way;
use crate::trust::TrustArguments;

#[derive(Debug, Args)]
pub(crate) struct RegisterArguments {
    /// The username: 3 to 32 letters, digits and _
    pub(crate) name: String,
    /// Where the code goes
    pub(crate) email: String,
    /// The server
    #[arg(long, value_name = "URL", default_value = "http://localhost:8080")]
    pub(crate) server: String,
    #[command(flatten)]
    pub(crate) trust: TrustArguments,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TotpAction {
    /// Show the key as a QR code and as text, take a first code, and tell the backup codes once
    Setup,
}

#[derive(Debug, Args)]
pub(crate) struct CalcArguments {
    /// The line: + - * / mod and parentheses. In quotes where a shell would read it; behind -- where quotes begin with a minus
    #[arg(required = true, value_name = "LINE", allow_negative_numbers = true)]
    pub(crate) words: Vec<String>,
    #[command(flatten)]
    pub(crate) way: Way,
}
