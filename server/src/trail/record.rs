//! A row, its canonical form and its hash.
//!
//! The canonical form is each field in its order behind its length (8 bytes, the largest first), so that no two rows
//! have one form: `("ab", "c")` is not `("a", "bc")`. Numbers are 8 bytes, the largest first. The session stands behind
//! a byte that says whether there is one.
//!
//! There are two forms, and their labels tell them apart: a row that knows its network has it behind all other fields and
//! the label of the second; any other row has the first, as it did before rows knew networks. So old rows keep their
//! hashes, and a network that is put into a row or taken out of one changes the form.
use std::fmt;

use domain::{hex, time::Timestamp};
use sha2::{Digest as _, Sha256};

const LABEL: &[u8] = b"audit/v1";
const LABEL_WITH_NETWORK: &[u8] = b"audit/v2";

/// What a row tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Who: an account's id, or the part of the server that acted by itself. The id is random: it is a pseudonym, and
    /// whom it means is forgotten with the account.
    pub actor: String,
    /// Through which session, where one acted.
    pub session: Option<String>,
    /// What was done.
    pub action: String,
    /// To what.
    pub object: String,
    /// How it ended.
    pub outcome: String,
    /// From which network, as a keyed digest ([`super::Origin`]), where somebody outside asked for it.
    pub network: Option<String>,
}

/// A row as the database has it; nothing says that it is true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub sequence: i64,
    /// What it tells, where that can be read.
    pub entry: Option<Entry>,
    /// The hash of the row before.
    pub prev_hash: String,
    /// Its own.
    pub hash: String,
}

/// A SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// From its 64 digits.
    pub fn parse(text: &str) -> Option<Self> {
        hex::digest(text).map(Self)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&hex::encode(&self.0))
    }
}

/// A place in the chain: the number and the hash of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The row's number; rows count from 1.
    pub sequence: i64,
    /// The row's hash.
    pub hash: Digest,
}

impl Head {
    /// Before the first row.
    pub const BEGINNING: Self = Self { sequence: 0, hash: Digest([0; 32]) };

    /// Where the chain is once this row is appended.
    pub fn next(&self, entry: &Entry) -> Self {
        let sequence = self.sequence + 1;
        Self { sequence, hash: hash(sequence, entry, &self.hash) }
    }
}

/// The hash of a row with this number behind the row with the hash `before`.
pub fn hash(sequence: i64, entry: &Entry, before: &Digest) -> Digest {
    let mut sha = Sha256::new();
    sha.update(if entry.network.is_some() { LABEL_WITH_NETWORK } else { LABEL });
    field(&mut sha, &sequence.to_be_bytes());
    field(&mut sha, &entry.at.micros().to_be_bytes());
    field(&mut sha, entry.actor.as_bytes());
    sha.update([u8::from(entry.session.is_some())]);
    field(&mut sha, entry.session.as_deref().unwrap_or_default().as_bytes());
    field(&mut sha, entry.action.as_bytes());
    field(&mut sha, entry.object.as_bytes());
    field(&mut sha, entry.outcome.as_bytes());
    if let Some(network) = &entry.network {
        field(&mut sha, network.as_bytes());
    }
    sha.update(before.0);
    Digest(sha.finalize().into())
}

fn field(sha: &mut Sha256, bytes: &[u8]) {
    sha.update((bytes.len() as u64).to_be_bytes());
    sha.update(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            at: Timestamp::from_micros(1_800_000_000_000_000),
            actor: "alice".to_owned(),
            session: None,
            action: "file.upload".to_owned(),
            object: "f1".to_owned(),
            outcome: "success".to_owned(),
            network: None,
        }
    }

    #[test]
    fn the_form_never_changes() {
        let first = Head::BEGINNING.next(&entry());
        assert_eq!(first.sequence, 1);
        // As a few lines of another language make it.
        assert_eq!(
            first.hash.to_string(),
            "badd93c8c534cd4c0b6a722906048349dfdf6097d87f385ebd4cf2502c37f435"
        );
    }

    #[test]
    fn a_row_with_its_network_has_the_second_form() {
        let network = Some("0123456789abcdef0123456789abcdef".to_owned());
        let first = Head::BEGINNING.next(&Entry { network, ..entry() });
        assert_eq!(
            first.hash.to_string(),
            "8b7e3fec8b0459d151ddf68d87dbb14f2419f570303c8c26c58ca95aeaaaaa94"
        );
    }

    #[test]
    fn a_letter_that_moves_to_the_next_field_is_seen() {
        let moved = Entry { action: "file.uploadf".to_owned(), object: "1".to_owned(), ..entry() };
        let silent = Entry { session: Some(String::new()), ..entry() };
        let from_nowhere = Entry { network: Some(String::new()), ..entry() };
        for other in [moved, silent, from_nowhere] {
            assert_ne!(Head::BEGINNING.next(&other), Head::BEGINNING.next(&entry()));
        }
    }
}
