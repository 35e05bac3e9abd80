//! `skyshard shell`: the same commands, without the word skyshard before them.
//!
//! Lines are kept beside the session for the next time, in a file that only its owner can read; never one with a secret in
//! it, and none that was no command: a password that was typed into the wrong place would be among those.
//!
//! - `words`: a line as words, and whether it may be kept
//! - `complete`: what a word can become
//! - `remote`: paths of the drive among that
mod complete;
mod remote;
mod words;

use std::{
    fs::DirBuilder,
    io::{self, IsTerminal},
    os::unix::fs::DirBuilderExt,
    path::PathBuf,
};

use anyhow::{Context, Result};
use clap::{CommandFactory, FromArgMatches};
use rustyline::{CompletionType, Config, Editor, error::ReadlineError, history::DefaultHistory};
use tokio::signal;

use self::complete::Words;
use crate::{
    arguments::{Arguments, Command},
    carry_out,
    exit::{Exit, sentence, stopped},
    say, session,
};

const PROMPT: &str = "skyshard> ";
/// Lines that are kept.
const LINES_MAX: usize = 1_000;

/// Reads and does one line after another, until `exit` or the end.
pub(crate) async fn shell() -> Result<()> {
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .history_ignore_space(true)
        .max_history_size(LINES_MAX)?
        .build();
    let mut editor: Editor<Words, DefaultHistory> = Editor::with_config(config)?;
    editor.set_helper(Some(Words::new()));
    let history = history()?;
    // The first time there is none.
    editor.load_history(&history).ok();
    let watched = io::stdin().is_terminal();
    if watched {
        say("Commands as `help` lists them; Tab completes, exit or Ctrl-D leaves.")?;
    }
    let mut last = Exit::Done;
    loop {
        let line = match editor.readline(PROMPT) {
            Ok(line) => line,
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(error).context("the terminal cannot be read"),
        };
        match read(&line) {
            Read::Nothing => {}
            Read::Exit => break,
            Read::Unclear(exit) => last = exit,
            Read::Command(command, kept) => {
                if kept && editor.add_history_entry(line.as_str())? {
                    editor
                        .append_history(&history)
                        .with_context(|| format!("cannot write {}", history.display()))?;
                }
                last = run(*command).await;
            }
        }
    }
    if watched || last == Exit::Done {
        Ok(())
    } else {
        Err(stopped(last, "the last command did not succeed"))
    }
}

/// What a line means.
enum Read {
    Nothing,
    Exit,
    /// It was told why.
    Unclear(Exit),
    /// And whether its line may be kept.
    Command(Box<Command>, bool),
}

fn read(line: &str) -> Read {
    let Some(words) = words::words(line) else {
        eprintln!("skyshard: a quote does not end");
        return Read::Unclear(Exit::Usage);
    };
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => return Read::Nothing,
        ["exit" | "quit"] => return Read::Exit,
        _ => {}
    }
    let kept = words::may_be_kept(&words);
    let parsed = Arguments::command().no_binary_name(true).bin_name("").try_get_matches_from(words);
    match parsed.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(Arguments { command: Command::Shell | Command::Serve(_) }) => {
            eprintln!("skyshard: this runs by itself: leave the shell first, with exit");
            Read::Unclear(Exit::Usage)
        }
        Ok(Arguments { command }) => Read::Command(Box::new(command), kept),
        Err(told) => {
            // Help comes this way too, and is no failure.
            told.print().ok();
            Read::Unclear(if told.use_stderr() { Exit::Usage } else { Exit::Done })
        }
    }
}

/// One command; what goes wrong is told, and the shell goes on. Ctrl-C gives the command up, and with it its calls.
async fn run(command: Command) -> Exit {
    // The shell is a command itself, so its future would be without end.
    let done = tokio::select! {
        done = Box::pin(carry_out(command)) => done,
        given_up = signal::ctrl_c() => given_up
            .map_err(Into::into)
            .and(Err(stopped(Exit::Failed, "given up. What was finished before stays as it is"))),
    };
    match done {
        Ok(()) => Exit::Done,
        Err(error) => {
            eprintln!("skyshard: {}", sentence(&error));
            Exit::of(&error)
        }
    }
}

fn history() -> Result<PathBuf> {
    let folder = session::folder()?;
    let made = DirBuilder::new().recursive(true).mode(0o700).create(&folder);
    made.with_context(|| format!("cannot make the folder {}", folder.display()))?;
    Ok(folder.join("history"))
}
