//! What a word can become: commands and their options, as clap knows them.
use clap::{Command, CommandFactory};
use rustyline::{
    Context, Helper, completion::Completer, highlight::Highlighter, hint::Hinter, validate::Validator,
};

use crate::arguments::Arguments;

/// Words that the shell itself takes.
const OWN: [&str; 2] = ["exit", "help"];

/// Completes words; nothing is hinted, coloured or held back.
pub(super) struct Words {
    command: Command,
}

impl Words {
    pub(super) fn new() -> Self {
        Self { command: Arguments::command() }
    }
}

impl Completer for Words {
    type Candidate = String;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        let before = &line[..at];
        let start = before.rfind(char::is_whitespace).map_or(0, |space| space + 1);
        let earlier: Vec<&str> = before[..start].split_whitespace().collect();
        Ok((start, candidates(&self.command, &earlier, &before[start..])))
    }
}

impl Hinter for Words {
    type Hint = String;
}
impl Highlighter for Words {}
impl Validator for Words {}
impl Helper for Words {}

/// All that a word that begins so can mean behind these.
fn candidates(command: &Command, earlier: &[&str], begun: &str) -> Vec<String> {
    let mut here = command;
    for word in earlier {
        here = here.find_subcommand(word).unwrap_or(here);
    }
    let mut words: Vec<String> = Vec::new();
    if begun.starts_with('-') {
        let long = here.get_arguments().filter(|argument| !argument.is_hide_set());
        words.extend(long.filter_map(|argument| Some(format!("--{}", argument.get_long()?))));
    } else {
        let below = here.get_subcommands().filter(|below| !below.is_hide_set());
        words.extend(below.map(|below| below.get_name().to_owned()));
        if earlier.is_empty() {
            words.extend(OWN.map(str::to_owned));
        }
    }
    words.retain(|word| word.starts_with(begun));
    words.sort();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_their_options_are_completed() {
        let command = Arguments::command();
        let complete = |earlier: &[&str], begun: &str| candidates(&command, earlier, begun);
        assert_eq!(complete(&[], "lo"), ["login", "logout"]);
        assert_eq!(complete(&[], "ex"), ["exit", "export"]);
        assert_eq!(complete(&["put", "film.mkv"], "--re"), ["--recursive", "--replace"]);
        assert_eq!(complete(&["book"], "co"), ["courses"]);
        assert_eq!(complete(&["ls"], "x"), [""; 0]);
        assert!(!complete(&[], "").contains(&"echo".to_owned()), "what is hidden stays so");
    }
}
