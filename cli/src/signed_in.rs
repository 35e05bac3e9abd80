//! Who acts: the token that was given, else the session of `skyshard login`.
use std::sync::{Mutex, PoisonError};

use anyhow::{Result, ensure};
use client::{Anonymous, Authorized, Tokens, Trust};

use crate::{arguments::AccessArguments, exit::not_signed_in, session::Session};

/// Somebody whose calls go through, and whose tokens are kept whenever they change.
pub(crate) struct SignedIn {
    /// The calls.
    pub(crate) member: Authorized,
    /// At which server.
    pub(crate) server: String,
    /// Where the tokens are kept; nowhere when one was given.
    session: Option<Mutex<Session>>,
}

impl SignedIn {
    /// By what was said on the command line.
    pub(crate) fn find(access: &AccessArguments) -> Result<Self> {
        let session = Session::load()?;
        if let Some(token) = &access.token {
            let server = access.server.clone().or_else(|| session.as_ref().map(|it| it.server.clone()));
            let Some(server) = server else {
                anyhow::bail!("the token is of a server: add --server URL");
            };
            let kept = session.filter(|session| session.server == server);
            let trust = match (access.trust.said()?, &kept) {
                (Some(said), _) => said,
                (None, Some(session)) => session.trust()?,
                (None, None) => Trust::System,
            };
            let tokens = Tokens { access: token.clone(), refresh: String::new(), expires_at: i64::MAX };
            let member = Anonymous::trusting(&server, &trust)?.with_tokens(tokens);
            return Ok(Self { member, server, session: None });
        }
        let session = session.ok_or_else(not_signed_in)?;
        if let Some(server) = &access.server {
            ensure!(
                *server == session.server,
                "you are signed in to {}, not to {server}: sign in there, or pass a token of it",
                session.server
            );
        }
        let (member, server) = (session.member()?, session.server.clone());
        Ok(Self { member, server, session: Some(Mutex::new(session)) })
    }

    /// Keeps what a refresh has changed. A refresh token counts once: whoever uses it twice ends the session.
    pub(crate) fn keep(&self) -> Result<()> {
        let Some(session) = &self.session else { return Ok(()) };
        let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(renewed) = session.renewed(&self.member)? {
            renewed.save()?;
            *session = renewed;
        }
        Ok(())
    }
}
