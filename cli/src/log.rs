//! The log goes to standard error: what people need to see goes to standard output and is never mixed with it. What of an
//! event is written, [`fields`] says.
mod fields;

use std::{env, io, io::IsTerminal};

use tracing_subscriber::EnvFilter;

/// What is worth a line when nobody asks for more.
const DEFAULT: &str = "warn,server=info,cluster=info,cli=info";

/// Starts it. `SKYSHARD_LOG`, else `RUST_LOG`, says what is written; colours are for terminals only.
pub(crate) fn start() {
    let wanted = ["SKYSHARD_LOG", "RUST_LOG"].into_iter().find_map(|name| env::var(name).ok());
    let filter = EnvFilter::try_new(wanted.as_deref().unwrap_or(DEFAULT)).unwrap_or_else(|problem| {
        eprintln!("skyshard: SKYSHARD_LOG is not understood ({problem}); logging as usual");
        EnvFilter::new(DEFAULT)
    });
    let colours = io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .fmt_fields(fields::Listed)
        .with_writer(io::stderr)
        .with_ansi(colours)
        .init();
}
