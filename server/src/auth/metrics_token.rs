//! The token that opens `/metrics` on a server that others reach: a line in a file of the operator's choice, for the
//! program that watches over the server. It opens nothing else.
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use aws_lc_rs::digest::{Digest, SHA256, digest};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::keyring::exposed;

/// Characters of a token: fewer could be guessed.
const CHARS_MIN: usize = 32;
/// A token and a line break; more is a mistake in the name.
const FILE_BYTES_MAX: u64 = 1_024;

/// What the token's digest is. It has no `Debug`, so that no log prints it.
pub struct MetricsToken(Digest);

/// Why the token cannot be used; each is a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum MetricsTokenError {
    /// The file cannot be read.
    #[error("cannot read the file of metrics_token {path}: {source}")]
    Unusable {
        /// The file.
        path: String,
        /// The cause.
        source: io::Error,
    },
    /// Other accounts of this machine may read it.
    #[error("the file of metrics_token {0} can be read by other users: run `chmod 600` on it")]
    Exposed(String),
    /// It is none, or a short one.
    #[error(
        "the file of metrics_token {0} must have one line of at least {CHARS_MIN} visible characters: `openssl rand -hex 32` \
         makes one"
    )]
    NoToken(String),
}

impl MetricsToken {
    /// Reads the file, if one is set.
    pub fn read(path: Option<&Path>) -> Result<Option<Self>, MetricsTokenError> {
        let Some(path) = path else { return Ok(None) };
        let name = || path.display().to_string();
        let unusable = |source| MetricsTokenError::Unusable { path: name(), source };
        let mut text = Zeroizing::new(String::new());
        File::open(path)
            .and_then(|file| file.take(FILE_BYTES_MAX).read_to_string(&mut text))
            .map_err(unusable)?;
        if exposed(path).map_err(unusable)? {
            return Err(MetricsTokenError::Exposed(name()));
        }
        let token = text.trim();
        let is_one = token.len() >= CHARS_MIN && token.bytes().all(|byte| byte.is_ascii_graphic());
        if is_one { Ok(Some(Self(of(token)))) } else { Err(MetricsTokenError::NoToken(name())) }
    }

    /// Whether somebody presents it. How much of it was right is in no time.
    pub fn is(&self, presented: &str) -> bool {
        self.0.as_ref().ct_eq(of(presented).as_ref()).into()
    }
}

fn of(token: &str) -> Digest {
    digest(&SHA256, token.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;

    /// What a file with this text and mode is taken for.
    fn read(text: &str, mode: u32) -> Result<Option<MetricsToken>, String> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("token");
        fs::write(&path, text).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("a mode");
        MetricsToken::read(Some(&path)).map_err(|error| error.to_string())
    }

    #[test]
    fn a_token_opens_by_itself_alone() {
        let text = "0123456789abcdef0123456789abcdef";
        let token = read(&format!("{text}\n"), 0o600).expect("read").expect("a token");
        assert!(token.is(text));
        for wrong in ["", "0123456789abcdef0123456789abcdeF", &text[1..], &format!("{text}0")] {
            assert!(!token.is(wrong), "{wrong}");
        }
    }

    #[test]
    fn what_is_no_token_is_refused_in_words() {
        let error = |text: &str, mode| read(text, mode).err().expect("refused");
        let good = "0123456789abcdef0123456789abcdef";
        assert!(error(good, 0o644).contains("chmod 600"));
        for text in ["", "short", &format!("{good}\n{good}"), &good[1..]] {
            assert!(error(text, 0o600).contains("openssl rand -hex 32"), "{text:?}");
        }
        let missing =
            MetricsToken::read(Some(Path::new("/nowhere/token"))).err().expect("refused").to_string();
        assert!(missing.starts_with("cannot read the file of metrics_token /nowhere/token"), "{missing}");
        assert!(MetricsToken::read(None).expect("nothing to read").is_none());
    }
}
