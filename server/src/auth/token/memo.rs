//! Tokens whose signature was right: a client sends the same one for an hour, and verifying it costs more than adding
//! two numbers. Only what no later moment can change is remembered; times and sessions are checked on every call.
//!
//! The map hashes with a random key, so that nobody can steer what a lookup compares with.
use std::collections::HashMap;

use parking_lot::RwLock;

use super::Authentic;

/// Some 450 bytes each. A full memo starts anew: the next call of each client verifies once more.
const TOKENS_MAX: usize = 4_096;

/// The memo.
#[derive(Default)]
pub(super) struct Memo(RwLock<HashMap<String, Authentic>>);

impl Memo {
    pub(super) fn find(&self, token: &str) -> Option<Authentic> {
        self.0.read().get(token).copied()
    }

    pub(super) fn keep(&self, token: &str, authentic: Authentic) {
        let mut tokens = self.0.write();
        if tokens.len() >= TOKENS_MAX {
            tokens.clear();
        }
        tokens.insert(token.to_owned(), authentic);
    }
}
