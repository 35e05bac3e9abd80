//! Delete, restore, purge: one transaction with a key, asked until it is answered.

use super::{FlowId, News, Outcome, Transaction, World};
use crate::sim::meta::Answer;
use crate::sim::sometimes::sometimes;

#[derive(Debug)]
pub(super) struct Change {
    transaction: Transaction,
}

impl Change {
    pub(super) const fn transaction(&self) -> &Transaction {
        &self.transaction
    }
}

impl World {
    pub(super) fn begin_change(&mut self, id: FlowId, transaction: Transaction) -> Change {
        self.ask_meta(id, None, transaction.clone());
        Change { transaction }
    }

    pub(super) fn go_on_with_change(&mut self, id: FlowId, change: Change, news: News) -> Option<Change> {
        match news {
            News::Meta { outcome: Outcome::Answered(answer), .. } => {
                let purged =
                    matches!(change.transaction, Transaction::Purge { .. }) && answer == Answer::Done;
                sometimes!(self.seen, "file_purged", purged);
                None
            }
            News::Meta { .. } | News::Broken => {
                sometimes!(self.seen, "meta_asked_again");
                self.rest(id, None);
                Some(change)
            }
            News::Rested { .. } => {
                self.ask_meta(id, None, change.transaction.clone());
                Some(change)
            }
            News::Put { .. } | News::Got { .. } => Some(change),
        }
    }
}
