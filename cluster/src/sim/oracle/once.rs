//! INV-A2: a key has one effect and one answer, however often it is asked.

use std::collections::BTreeMap;

use super::{Verdict, must};
use crate::sim::meta::{Answer, Key, Transaction};

pub(in crate::sim) const NAME: &str = "INV-A2";

/// The answer to each key.
#[derive(Debug, Default)]
pub(in crate::sim) struct Effects(BTreeMap<Key, Answer>);

impl Effects {
    pub(in crate::sim) fn check(&mut self, transaction: &Transaction, answer: &Answer) -> Verdict {
        let (Transaction::Begin { key, .. }
        | Transaction::Complete { key, .. }
        | Transaction::Delete { key, .. }
        | Transaction::Restore { key, .. }
        | Transaction::Purge { key, .. }) = transaction
        else {
            return Ok(());
        };
        let first = self.0.entry(*key).or_insert_with(|| answer.clone());
        must(first == answer, || format!("{key:?} was answered {first:?}, and now {answer:?}"))
    }
}
