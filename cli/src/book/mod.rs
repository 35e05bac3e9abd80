//! `skyshard book`: finds, books, moves and cancels lessons through the same calls as the page.
mod act;
mod clock;
mod look;
mod text;

use std::io::{self, Write};

use anyhow::Result;
use client::{Anonymous, Authorized, Tokens, Trust};

use self::clock::Clock;
use crate::{
    arguments::{BookAction, BookArguments},
    exit::not_signed_in,
    session::Session,
};

const DEFAULT_SERVER: &str = "http://localhost:8080";

/// Does one thing.
pub(crate) async fn book(arguments: &BookArguments) -> Result<()> {
    let (clock, json) = (Clock::of(arguments.zone.as_deref())?, arguments.json);
    let session = Session::load()?;
    let server =
        arguments.access.server.clone().or_else(|| session.as_ref().map(|session| session.server.clone()));
    let server = server.as_deref().unwrap_or(DEFAULT_SERVER);
    let trust =
        match (arguments.access.trust.said()?, session.as_ref().filter(|session| session.server == server)) {
            (Some(said), _) => said,
            (None, Some(session)) => session.trust()?,
            (None, None) => Trust::System,
        };
    let anonymous = Anonymous::trusting(server, &trust)?;
    match &arguments.action {
        BookAction::Courses { words } => say(&look::courses(&anonymous, words, &clock, json).await?),
        BookAction::Slots { course, day, days } => {
            say(&look::slots(&anonymous, course, day, *days, &clock, json).await?)
        }
        private => {
            let member = member(arguments, &anonymous, session.as_ref())?;
            let done = act::act(&member, private, &clock, json).await;
            if let Some(session) = session.filter(|_| arguments.access.token.is_none()) {
                session.keep_fresh(&member)?;
            }
            say(&done?)
        }
    }
}

/// Who acts: the token that was given, else the session of `skyshard login` at this server.
fn member(arguments: &BookArguments, anonymous: &Anonymous, session: Option<&Session>) -> Result<Authorized> {
    if let Some(token) = &arguments.access.token {
        let tokens = Tokens { access: token.clone(), refresh: String::new(), expires_at: i64::MAX };
        return Ok(anonymous.with_tokens(tokens));
    }
    let here =
        |session: &&Session| arguments.access.server.as_ref().is_none_or(|server| *server == session.server);
    session.filter(here).ok_or_else(not_signed_in)?.member()
}

/// A calendar file has its own ends of lines.
fn say(text: &str) -> Result<()> {
    let end = if text.ends_with('\n') { "" } else { "\n" };
    Ok(write!(io::stdout().lock(), "{text}{end}")?)
}
