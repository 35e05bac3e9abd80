//! Greetings.
use clap::{Args, ValueEnum};

use super::Way;

#[derive(Debug, Args)]
pub(crate) struct HelloArguments {
    /// Whom to greet: 1 to 100 characters each. A chat greets each line of standard input behind them
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// By which of the four patterns of calls
    #[arg(long, value_enum, default_value_t = Pattern::Unary)]
    pub(crate) pattern: Pattern,
    #[command(flatten)]
    pub(crate) way: Way,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Pattern {
    /// One request, one reply: a call for each name
    Unary,
    /// One request, ten replies, two a second: a call for each name
    Stream,
    /// All names in one call, one reply to them
    Collect,
    /// A reply to each name as it comes, in one call; an empty line or Ctrl-D ends it
    Chat,
}

impl Pattern {
    /// As it is typed.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Unary => "unary",
            Self::Stream => "stream",
            Self::Collect => "collect",
            Self::Chat => "chat",
        }
    }
}
