//! `skyshard hello`: a greeting by each of the four patterns of calls. Replies are told as they come.
use std::{
    io::{self, BufRead, IsTerminal},
    sync::{Arc, Weak},
    thread,
};

use anyhow::Result;
use client::{Authorized, Greetings};
use rustix::{
    event::{PollFd, PollFlags, poll},
    io::retry_on_intr,
};
use serde_json::json;
use tokio::sync::mpsc;

use crate::{
    arguments::{HelloArguments, Pattern},
    exit::{Exit, stopped},
    say,
    signed_in::SignedIn,
};

/// Says hello.
pub(crate) async fn hello(arguments: &HelloArguments) -> Result<()> {
    if arguments.names.is_empty() && arguments.pattern != Pattern::Chat {
        return Err(stopped(Exit::Usage, "say whom to greet: skyshard hello NAME"));
    }
    let caller = SignedIn::find(&arguments.way.access)?;
    let greeted = greet(&caller, arguments).await;
    caller.keep()?;
    greeted
}

async fn greet(caller: &SignedIn, arguments: &HelloArguments) -> Result<()> {
    let (member, names) = (&caller.member, &arguments.names);
    let tell = |message: String| {
        let pattern = arguments.pattern.name();
        say(&if arguments.way.json {
            json!({ "pattern": pattern, "message": message }).to_string()
        } else {
            message
        })
    };
    match arguments.pattern {
        Pattern::Unary => {
            for name in names {
                tell(member.greet(name).await?)?;
            }
        }
        Pattern::Stream => {
            for name in names {
                all(member.greet_again(name).await?, tell).await?;
            }
        }
        Pattern::Collect => tell(member.greet_all(names).await?)?,
        Pattern::Chat => {
            // It goes with the call, even one that is given up.
            let wanted = Arc::new(());
            let talk = chat(member, names.clone(), Arc::downgrade(&wanted)).await?;
            caller.keep()?;
            all(talk, tell).await?;
        }
    }
    Ok(())
}

async fn all(mut replies: Greetings, tell: impl Fn(String) -> Result<()>) -> Result<()> {
    while let Some(reply) = replies.next().await? {
        tell(reply)?;
    }
    Ok(())
}

/// Sends the names, and behind them each line that is typed, until there is none or an empty one.
///
/// The lines are read by a thread that nobody waits for: the server may end the call while a line is awaited, and then this
/// process must end, too.
async fn chat(member: &Authorized, names: Vec<String>, wanted: Weak<()>) -> Result<Greetings> {
    let (sender, receiver) = mpsc::channel(1);
    thread::spawn(move || {
        let lines = std::iter::from_fn(|| line(&wanted)).take_while(|line| !line.trim().is_empty());
        names.into_iter().chain(lines).try_for_each(|name| sender.blocking_send(name))
    });
    Ok(member.greet_each(receiver).await?)
}

/// The next line that is typed. One that comes when none is wanted any more is left: in the shell it is the next command.
fn line(wanted: &Weak<()>) -> Option<String> {
    let is_wanted = || wanted.strong_count() > 0;
    let mut input = io::stdin().lock();
    // The shell reads a terminal past this buffer, so nothing may come into it in vain; else it reads out of it.
    if input.is_terminal() {
        retry_on_intr(|| poll(&mut [PollFd::new(&input, PollFlags::IN)], None)).ok()?;
    } else {
        input.fill_buf().ok()?;
    }
    is_wanted().then(|| input.lines().next()?.ok()).flatten()
}
