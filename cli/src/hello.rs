//! `skyshard hello`: a greeting by each of the four patterns of calls. Replies are told as they come.
use std::{io, thread};

use anyhow::Result;
use client::{Authorized, Greetings};
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
            let talk = chat(member, names.clone()).await?;
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
async fn chat(member: &Authorized, names: Vec<String>) -> Result<Greetings> {
    let (sender, receiver) = mpsc::channel(1);
    thread::spawn(move || {
        let lines = io::stdin().lines().map_while(Result::ok).take_while(|line| !line.trim().is_empty());
        names.into_iter().chain(lines).try_for_each(|name| sender.blocking_send(name))
    });
    Ok(member.greet_each(receiver).await?)
}
