//! The session that `skyshard login` leaves for the other commands: one JSON file that only its owner can read.
use std::{
    env,
    fs::{self, OpenOptions},
    io::{ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use client::{Anonymous, Authorized, Tokens, Trust};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// How a server is known: as it was at the sign-in.
#[derive(Serialize, Deserialize)]
pub(crate) struct Known {
    /// Its certificate's fingerprint, where that was passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fingerprint: Option<String>,
    /// The authorities (PEM) that were named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    authority: Option<String>,
}

impl Known {
    /// To be kept.
    pub(crate) fn of(trust: &Trust) -> Self {
        let (fingerprint, authority) = match trust {
            Trust::System => (None, None),
            Trust::Authority(pem) => (None, Some(pem.clone())),
            Trust::Certificate(fingerprint) => (Some(fingerprint.to_string()), None),
        };
        Self { fingerprint, authority }
    }

    /// As it was kept.
    pub(crate) fn trust(&self) -> Result<Trust> {
        Ok(match (&self.fingerprint, &self.authority) {
            (Some(fingerprint), _) => Trust::Certificate(fingerprint.parse().context("sign in again")?),
            (None, Some(pem)) => Trust::Authority(pem.clone()),
            (None, None) => Trust::System,
        })
    }
}

/// What is kept.
#[derive(Serialize, Deserialize)]
pub(crate) struct Session {
    /// At which server.
    pub(crate) server: String,
    #[serde(flatten)]
    known: Known,
    access: String,
    refresh: String,
    /// Unix seconds.
    expires_at: i64,
}

impl Session {
    /// What a sign-in left in the client.
    pub(crate) fn of(server: &str, trust: &Trust, member: &Authorized) -> Option<Self> {
        let Tokens { access, refresh, expires_at } = member.tokens()?;
        Some(Self { server: server.to_owned(), known: Known::of(trust), access, refresh, expires_at })
    }

    /// How its server is known: as it was at the sign-in.
    pub(crate) fn trust(&self) -> Result<Trust> {
        self.known.trust()
    }

    /// The session that was kept, if there is one.
    pub(crate) fn load() -> Result<Option<Self>> {
        read(&path()?)
    }

    /// Keeps it, in place of another one.
    pub(crate) fn save(&self) -> Result<()> {
        write(&path()?, self)
    }

    /// Forgets it.
    pub(crate) fn remove() -> Result<()> {
        remove(&path()?)
    }

    /// The private calls of it.
    pub(crate) fn member(&self) -> Result<Authorized> {
        self.with_refresh(self.refresh.clone())
    }

    /// The same calls while its token lasts. Nothing is ever refreshed, so they may be given up at any moment: no token is
    /// lost with them.
    pub(crate) fn looking(&self) -> Result<Authorized> {
        self.with_refresh(String::new())
    }

    fn with_refresh(&self, refresh: String) -> Result<Authorized> {
        let tokens = Tokens { access: self.access.clone(), refresh, expires_at: self.expires_at };
        Ok(Anonymous::trusting(&self.server, &self.trust()?)?.with_tokens(tokens))
    }

    /// The same session with other tokens, if a refresh or a proof has changed them.
    pub(crate) fn renewed(&self, member: &Authorized) -> Result<Option<Self>> {
        let now = Self::of(&self.server, &self.trust()?, member);
        Ok(now.filter(|now| now.access != self.access))
    }

    /// Keeps what a refresh or a proof has changed.
    pub(crate) fn keep_fresh(&self, member: &Authorized) -> Result<()> {
        self.renewed(member)?.map_or(Ok(()), |now| now.save())
    }
}

/// What a file keeps, if there is one.
pub(crate) fn read<Kept: DeserializeOwned>(path: &Path) -> Result<Option<Kept>> {
    match fs::read(path) {
        Ok(bytes) => {
            let what = || format!("{} is damaged: sign in again with skyshard login", path.display());
            Ok(Some(serde_json::from_slice(&bytes).with_context(what)?))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// Keeps it for its owner alone: written beside the file and renamed, so that it is never half.
pub(crate) fn write(path: &Path, kept: &impl Serialize) -> Result<()> {
    let folder = path.parent().context("the session's file has no folder")?;
    let written = || -> Result<()> {
        fs::create_dir_all(folder)?;
        let draft = path.with_extension("new");
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
        file.write_all(&serde_json::to_vec(kept)?)?;
        Ok(fs::rename(&draft, path)?)
    };
    written().with_context(|| format!("cannot write {}", path.display()))
}

/// Removes it, if it is there.
pub(crate) fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

fn path() -> Result<PathBuf> {
    Ok(folder()?.join("session.json"))
}

/// Where this person's things are kept: `$XDG_CONFIG_HOME/skyshard`, or below `~/.config`.
pub(crate) fn folder() -> Result<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let config = set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config")));
    let config = config.context("neither XDG_CONFIG_HOME nor HOME is set, so no session can be kept")?;
    Ok(config.join("skyshard"))
}
