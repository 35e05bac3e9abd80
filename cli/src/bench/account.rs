//! Accounts to measure with: the caller's own by token, or new ones whose codes are read from the Outbox of test mode.
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use client::{Anonymous, Authorized, NewMember, Tokens};

/// How long a code may take to appear.
const MAIL_TRIES: u32 = 100;
const MAIL_PAUSE: Duration = Duration::from_millis(50);
const PASSWORD: &str = "a long sentence for a short measurement";

/// Where sessions come from.
pub(super) struct Accounts {
    anonymous: Anonymous,
    token: Option<String>,
}

impl Accounts {
    pub(super) fn new(anonymous: Anonymous, token: Option<String>) -> Self {
        Self { anonymous, token }
    }

    /// Whether every call of [`Accounts::member`] gives an empty account.
    pub(super) fn are_new(&self) -> bool {
        self.token.is_none()
    }

    /// The session of the token, or of a new account that has storage.
    pub(super) async fn member(&self) -> Result<Authorized> {
        match &self.token {
            Some(token) => {
                let tokens = Tokens { access: token.clone(), refresh: String::new(), expires_at: i64::MAX };
                Ok(self.anonymous.with_tokens(tokens))
            }
            None => self.register().await,
        }
    }

    async fn register(&self) -> Result<Authorized> {
        let username = format!("bench_{}", unique()?);
        let email = format!("{username}@example.com");
        let member =
            NewMember { username: username.clone(), email: email.clone(), password: PASSWORD.to_owned() };
        let registered = self.anonymous.register(member).await.context("registering")?;
        let code = self.code(&email, "").await?;
        let verified = self.anonymous.verify_email(&email, &code, &registered.challenge_id).await;
        let verified = verified.context("verifying the address")?;
        if verified.allocated_bytes == 0 {
            bail!(
                "the pool has no seat left: measure a server with an empty data folder ({})",
                verified.message
            );
        }
        let challenge = self.anonymous.login(&username, PASSWORD, false).await.context("signing in")?;
        let next = self.code(&email, &code).await?;
        let signed_in = self.anonymous.verify_otp(&challenge.session_id, &next).await;
        signed_in.context("the second step of signing in")
    }

    /// The newest code for an address that is not the one before.
    async fn code(&self, email: &str, before: &str) -> Result<String> {
        for _ in 0..MAIL_TRIES {
            let mails =
                self.anonymous.mails(email).await.context("reading the Outbox, which needs test mode")?;
            if let Some(mail) = mails.into_iter().find(|mail| !mail.code.is_empty() && mail.code != before) {
                return Ok(mail.code);
            }
            tokio::time::sleep(MAIL_PAUSE).await;
        }
        bail!("no code came for {email}")
    }
}

/// A suffix that no other run has.
fn unique() -> Result<String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock stands before 1970")?;
    Ok(format!("{:x}", now.as_micros()))
}
