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
    /// Print JSON, and nothing else; questions are asked on standard error
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LoginArguments {
    /// Username or e-mail
    pub(crate) name: String,
    /// The server
    #[arg(long, value_name = "URL", default_value = "http://localhost:8080")]
    pub(crate) server: String,
    #[command(flatten)]
    pub(crate) trust: TrustArguments,
    /// Only check the password and have the code sent; `skyshard otp` takes it
    #[arg(long)]
    pub(crate) begin: bool,
    /// Print JSON, and nothing else; questions are asked on standard error
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct OtpArguments {
    /// Have another code mailed first, in place of the one before
    #[arg(long)]
    pub(crate) resend: bool,
    /// Print JSON, and nothing else; the question is asked on standard error
    #[arg(long)]
    pub(crate) json: bool,
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
