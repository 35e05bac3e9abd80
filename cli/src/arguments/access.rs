//! Which server, and who acts there.
use clap::Args;

use crate::trust::TrustArguments;

#[derive(Debug, Args)]
pub(crate) struct AccessArguments {
    /// The server; the one of your sign-in, where there is one
    #[arg(long, value_name = "URL", global = true)]
    pub(crate) server: Option<String>,
    #[command(flatten)]
    pub(crate) trust: TrustArguments,
    /// Use this session instead of the one of `skyshard login`
    #[arg(long, value_name = "TOKEN", env = "SKYSHARD_TOKEN", hide_env_values = true, global = true)]
    pub(crate) token: Option<String>,
}

// Who acts, and how the answer is shown.
#[derive(Debug, Args)]
pub(crate) struct Way {
    #[command(flatten)]
    pub(crate) access: AccessArguments,
    /// Print JSON, and nothing else
    #[arg(long, global = true)]
    pub(crate) json: bool,
}
