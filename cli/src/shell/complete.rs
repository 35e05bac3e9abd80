//! What a word can become: commands and their options, as clap knows them, and paths of the drive.
use std::any::TypeId;

use clap::{Arg, Command, CommandFactory};
use rustyline::{
    Context, Helper, completion::Completer, highlight::Highlighter, hint::Hinter, validate::Validator,
};

use super::{
    remote,
    words::{begun, escaped, words},
};
use crate::{arguments::Arguments, drive::DrivePath};

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
        let (start, word) = begun(before);
        let earlier = words(&before[..start]).unwrap_or_default();
        let earlier: Vec<&str> = earlier.iter().map(String::as_str).collect();
        let mut found = candidates(&self.command, &earlier, &word);
        if takes_path(&self.command, &earlier, &word) {
            found.extend(remote::paths(&word).iter().map(|path| escaped(path)));
        }
        Ok((start, found))
    }
}

impl Hinter for Words {
    type Hint = String;
}
impl Highlighter for Words {}
impl Validator for Words {}
impl Helper for Words {}

/// The command that these words name.
fn named<'a>(command: &'a Command, words: &[&str]) -> &'a Command {
    words.iter().fold(command, |here, word| here.find_subcommand(word).unwrap_or(here))
}

/// Whether a path of the drive can stand behind these.
fn takes_path(command: &Command, earlier: &[&str], begun: &str) -> bool {
    let here = named(command, earlier);
    let option = earlier.last().and_then(|word| word.strip_prefix("--"));
    let option = option.and_then(|name| here.get_arguments().find(|it| it.get_long() == Some(name)));
    match option.filter(|option| option.get_action().takes_values()) {
        Some(option) => is_path(option),
        None => !begun.starts_with('-') && here.get_positionals().any(is_path),
    }
}

fn is_path(argument: &Arg) -> bool {
    argument.get_value_parser().type_id() == TypeId::of::<DrivePath>()
}

/// All that a word that begins so can mean behind these.
fn candidates(command: &Command, earlier: &[&str], begun: &str) -> Vec<String> {
    let here = named(command, earlier);
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
        assert_eq!(complete(&["share", "/Photos"], "--up"), ["--upload-only"]);
        assert_eq!(complete(&["admin", "users"], "su"), ["suspend"]);
        assert_eq!(complete(&["versions"], "re"), ["restore"]);
        assert_eq!(complete(&["ls"], "x"), [""; 0]);
        assert!(!complete(&[], "").contains(&"echo".to_owned()), "what is hidden stays so");
    }

    #[test]
    fn paths_stand_where_clap_reads_them() {
        let command = Arguments::command();
        let path = |earlier: &[&str], begun: &str| takes_path(&command, earlier, begun);
        for earlier in [
            &["get"][..],
            &["rm", "/a"],
            &["share"],
            &["versions"],
            &["versions", "restore"],
            &["put", "here", "--to"],
            &["get", "--replace"],
            &["shares"],
        ] {
            assert!(path(earlier, "/Pho"), "{earlier:?}");
        }
        for (earlier, begun) in [
            (&["put"][..], "he"),
            (&[], "l"),
            (&["get"], "--re"),
            (&["get", "/a", "--to"], "b"),
            (&["share", "/a", "--with"], "b"),
            (&["login"], "a"),
        ] {
            assert!(!path(earlier, begun), "{earlier:?} {begun}");
        }
    }
}
