//! Access tokens: JWTs signed with HS256 under a key of our own, the only algorithm and the only keys that this server
//! reads (SEC-21). Every claim is required; times are compared with the server's clock, five seconds of leeway.
//!
//! The newest key signs, and each verifies what names it until it is retired (SEC-61).
use std::{sync::Arc, time::Duration};

use domain::{
    id::{AccountId, SessionId},
    time::Timestamp,
    token::access_end,
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use parking_lot::RwLock;
use serde::{Deserialize, Serialize};

use crate::service::hex::random_name;

mod memo;

use memo::Memo;

const ISSUER: &str = "skyshard";
const AUDIENCE: &str = "skyshard";
const TYPE: &str = "at+jwt";
const LEEWAY_SECONDS: i64 = 5;
/// Ours have some 450 bytes; a longer one is not read at all.
const BYTES_MAX: usize = 1_024;

/// Signs and reads access tokens.
pub struct Tokens {
    keys: RwLock<Arc<Signing>>,
    rules: Validation,
    life: Duration,
}

/// The keys, and what they were found to have signed: both are replaced together, so that nothing of a retired key is
/// remembered.
struct Signing {
    header: Header,
    signing: EncodingKey,
    /// Each with its number, as `kid` says it.
    reading: Vec<(String, DecodingKey)>,
    memo: Memo,
}

/// The access token of a session.
pub struct Access {
    /// What travels.
    pub token: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// What an authentic token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claims {
    /// Whose it is.
    pub account: AccountId,
    /// The session that it belongs to.
    pub session: SessionId,
    /// The account's security version when it was issued.
    pub security_version: i64,
    /// How often the session's owner had proved himself again when it was issued: each proof ends the tokens of before
    /// (SEC-26). A count and not a time, for a clock may go back and a second is long.
    pub proofs: i64,
}

/// Why a token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// Not ours, or not an access token.
    Invalid,
    /// Ours, but its time is over.
    Expired,
}

/// The claims on the wire.
#[derive(Serialize, Deserialize)]
struct Wire {
    sub: String,
    iat: i64,
    exp: i64,
    nbf: i64,
    iss: String,
    aud: String,
    jti: String,
    sid: String,
    sv: i64,
    /// Not in tokens of versions that did not count proofs: none then, which no session is at that was proved again.
    #[serde(default)]
    proofs: i64,
    amr: Vec<String>,
}

impl Tokens {
    /// Under these keys, the newest first; each token is good for so long.
    pub fn new<'a>(keys: impl IntoIterator<Item = (u32, &'a [u8; 32])>, life: Duration) -> Self {
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[AUDIENCE]);
        // Times are checked here, by the server's own clock and with less leeway.
        rules.validate_exp = false;
        rules.required_spec_claims.clear();
        Self { keys: RwLock::new(Arc::new(Signing::new(keys))), rules, life }
    }

    /// From now on these keys count.
    pub(crate) fn replace<'a>(&self, keys: impl IntoIterator<Item = (u32, &'a [u8; 32])>) {
        *self.keys.write() = Arc::new(Signing::new(keys));
    }

    /// A token for a session that was proved by `methods` and ends at `session_end` at the latest.
    pub fn issue(&self, claims: &Claims, methods: &[&str], session_end: Timestamp, now: Timestamp) -> Access {
        let expires_at = access_end(now, self.life, session_end);
        let wire = Wire {
            sub: claims.account.to_string(),
            iat: now.unix_seconds(),
            exp: expires_at.unix_seconds(),
            nbf: now.unix_seconds(),
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            jti: random_name(),
            sid: claims.session.to_string(),
            sv: claims.security_version,
            proofs: claims.proofs,
            amr: methods.iter().map(|&method| method.to_owned()).collect(),
        };
        let keys = self.keys();
        let token =
            encode(&keys.header, &wire, &keys.signing).expect("claims of text and numbers can be signed");
        Access { token, expires_at }
    }

    /// Reads a token: authentic, ours, of the right type and in its time.
    pub fn read(&self, token: &str, now: Timestamp) -> Result<Claims, TokenError> {
        if token.len() > BYTES_MAX {
            return Err(TokenError::Invalid);
        }
        let keys = self.keys();
        if let Some(authentic) = keys.memo.find(token) {
            return authentic.at(now.unix_seconds());
        }
        let authentic = self.verify(&keys, token)?;
        keys.memo.keep(token, authentic);
        authentic.at(now.unix_seconds())
    }

    fn verify(&self, keys: &Signing, token: &str) -> Result<Authentic, TokenError> {
        let mut tried = keys.reading.iter().map(|(kid, key)| (kid, decode::<Wire>(token, key, &self.rules)));
        let (kid, read) = tried.find_map(|(kid, read)| Some((kid, read.ok()?))).ok_or(TokenError::Invalid)?;
        let ours = read.header.typ.as_deref() == Some(TYPE) && read.header.kid.as_ref() == Some(kid);
        if !ours || read.header.crit.is_some() {
            return Err(TokenError::Invalid);
        }
        read.claims.authentic()
    }

    fn keys(&self) -> Arc<Signing> {
        Arc::clone(&self.keys.read())
    }
}

impl Signing {
    fn new<'a>(keys: impl IntoIterator<Item = (u32, &'a [u8; 32])>) -> Self {
        let keys: Vec<_> = keys.into_iter().map(|(number, key)| (number.to_string(), key)).collect();
        let (kid, newest) = keys.first().expect("a ring has a key");
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(kid.clone());
        let signing = EncodingKey::from_secret(*newest);
        let reading = keys.into_iter().map(|(kid, key)| (kid, DecodingKey::from_secret(key))).collect();
        Self { header, signing, reading, memo: Memo::default() }
    }
}

/// What a token with a right signature says, whatever the time.
#[derive(Clone, Copy)]
struct Authentic {
    claims: Claims,
    not_before: i64,
    expires: i64,
}

impl Authentic {
    fn at(&self, now: i64) -> Result<Claims, TokenError> {
        if self.not_before > now.saturating_add(LEEWAY_SECONDS) {
            return Err(TokenError::Invalid);
        }
        if now >= self.expires.saturating_add(LEEWAY_SECONDS) {
            return Err(TokenError::Expired);
        }
        Ok(self.claims)
    }
}

impl Wire {
    fn authentic(&self) -> Result<Authentic, TokenError> {
        if self.jti.is_empty() || self.amr.is_empty() {
            return Err(TokenError::Invalid);
        }
        let claims = Claims {
            account: self.sub.parse().map_err(|_| TokenError::Invalid)?,
            session: self.sid.parse().map_err(|_| TokenError::Invalid)?,
            security_version: self.sv,
            proofs: self.proofs,
        };
        Ok(Authentic { claims, not_before: self.nbf, expires: self.exp })
    }
}

#[cfg(test)]
mod tests;
