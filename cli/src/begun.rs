//! A sign-in whose password was right and whose code is still to come, kept between `skyshard login --begin` and
//! `skyshard otp`: beside the session, in a file that only its owner can read. Without the code it opens nothing.
use anyhow::{Context, Result};
use client::{SignInChallenge, Trust};
use serde::{Deserialize, Serialize};

use crate::session::{self, Known};

/// The file, beside that of the session.
const FILE: &str = "sign-in.json";

/// What is kept.
#[derive(Serialize, Deserialize)]
pub(crate) struct Begun {
    /// At which server.
    pub(crate) server: String,
    #[serde(flatten)]
    known: Known,
    /// Names the challenge; good for one sign-in.
    pub(crate) challenge: String,
    /// Where the code is: "email" or "totp".
    pub(crate) method: String,
}

impl Begun {
    /// What the first step of a sign-in answered.
    pub(crate) fn of(server: &str, trust: &Trust, challenge: &SignInChallenge) -> Self {
        Self {
            server: server.to_owned(),
            known: Known::of(trust),
            challenge: challenge.session_id.clone(),
            method: challenge.otp_method.clone(),
        }
    }

    /// How its server is known.
    pub(crate) fn trust(&self) -> Result<Trust> {
        self.known.trust()
    }

    /// The one that was kept, if there is one.
    pub(crate) fn load() -> Result<Option<Self>> {
        session::read(&session::folder()?.join(FILE))
    }

    /// Keeps it, in place of another one.
    pub(crate) fn save(&self) -> Result<()> {
        session::write(&session::folder()?.join(FILE), self)
    }

    /// Forgets it.
    pub(crate) fn remove() -> Result<()> {
        session::remove(&session::folder()?.join(FILE)).context("the sign-in that began is not forgotten")
    }
}
