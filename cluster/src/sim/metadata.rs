//! Metadata in the world: a call takes a moment, and then happens, or fails, or both.

use core::time::Duration;

use super::World;
use super::client::News;
use super::meta::Transaction;
use super::meta::calls::{Call, Fate, Outcome};
use super::sometimes::sometimes;
use super::trace::Kind;
use super::world::Due;
use crate::coordinator::Event;

impl World {
    /// Somebody asks metadata something.
    pub(super) fn call_meta(&mut self, call: Call) {
        self.last_call += 1;
        self.calls.insert(self.last_call, call);
        let delay = self.chances.meta.duration(Duration::from_micros(100), Duration::from_millis(5));
        self.enter(delay, Due::Meta(self.last_call));
    }

    pub(super) fn on_meta_due(&mut self, number: u64) {
        match self.calls.remove(&number) {
            Some(Call::Client { flow, part, transaction }) => {
                let outcome = self.transact(number, &transaction);
                self.tell_flow(flow, News::Meta { part, outcome });
            }
            Some(Call::AskLive { life, query, ids }) if self.head.life == life => {
                if self.meta_trouble.is_down(self.now, &mut self.chances.meta) {
                    return;
                }
                let live = ids.into_iter().filter(|id| self.meta.is_live(id)).collect();
                self.step_head(Event::Live { query, live });
            }
            Some(Call::AskLive { .. }) | None => {}
        }
    }

    fn transact(&mut self, number: u64, transaction: &Transaction) -> Outcome {
        let fate = self.meta_trouble.fate(self.now, transaction, &mut self.chances.meta);
        let answer = matches!(fate, Fate::Done | Fate::DoneUnknown).then(|| {
            let answer = self.meta.apply(self.now, transaction);
            self.watch_transaction(transaction, &answer);
            self.watch_released();
            answer
        });
        self.trace.note(self.now, Kind::Meta, number, fate as u64, || {
            format!("metadata {transaction:?}: {fate:?}, {answer:?}")
        });
        sometimes!(self.seen, "meta_unknown_applied", fate == Fate::DoneUnknown);
        sometimes!(self.seen, "meta_unknown_not_applied", fate == Fate::NotDoneUnknown);
        match (fate, answer) {
            (Fate::Done, Some(answer)) => Outcome::Answered(answer),
            (Fate::NotDone, _) => Outcome::Failed,
            _ => Outcome::Unknown,
        }
    }

    pub(super) fn expire_uploads(&mut self) {
        let ended = self.meta.expire(self.now);
        self.watch_released();
        sometimes!(self.seen, "upload_expired", ended > 0);
        self.enter(Duration::from_secs(1), Due::Expire);
    }
}
