//! What watches while the lens is open, and keeps the newest calls.

use std::{cell::RefCell, collections::VecDeque, rc::Rc};

use client::{
    now_millis,
    watch::{Sight, Watching, watch},
};
use leptos::{prelude::*, task::spawn_local};

use super::{entry::Entry, request::Shapes};
use crate::browser;

/// So many calls are kept.
const CALLS_MAX: usize = 200;

/// A call by its number.
pub type Kept = (u64, ArcRwSignal<Entry>);

/// The calls of this page since the lens was opened.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The newest first.
    pub calls: RwSignal<VecDeque<Kept>>,
    /// Whether calls that begin now are left out.
    pub paused: RwSignal<bool>,
    watching: StoredValue<Option<Watching>, LocalStorage>,
    shapes: StoredValue<Shapes>,
    unspoken: StoredValue<Vec<String>>,
}

/// A desk that watches until the lens is closed.
pub fn use_desk() -> Desk {
    let desk = Desk {
        calls: RwSignal::default(),
        paused: RwSignal::new(false),
        watching: StoredValue::new_local(None),
        shapes: StoredValue::new(Shapes::read()),
        unspoken: StoredValue::new(vec!["The lens is open".to_owned()]),
    };
    desk.watch();
    desk
}

impl Desk {
    /// Leaves out what begins from now on, or leaves it out no more.
    pub fn pause(self) {
        let pauses = !self.paused.get_untracked();
        self.paused.set(pauses);
        if pauses { self.watching.set_value(None) } else { self.watch() }
    }

    /// Forgets all calls.
    pub fn clear(self) {
        self.calls.update(VecDeque::clear);
    }

    /// What ended since the last time, in one sentence, if anything did.
    pub fn speak(self) -> Option<String> {
        let unspoken = self.unspoken.try_update_value(std::mem::take)?;
        sentence(&unspoken)
    }

    /// A call may be told of while signals are being disposed, which must not be touched then: what was seen waits for
    /// its own turn.
    fn watch(self) {
        let waiting = Rc::new(RefCell::new(Vec::new()));
        let watching = watch(move |call, sight| {
            waiting.borrow_mut().push((call, sight, now_millis()));
            if waiting.borrow().len() == 1 {
                let waiting = Rc::clone(&waiting);
                spawn_local(async move {
                    for (call, sight, at) in waiting.take() {
                        self.see(call, sight, at);
                    }
                });
            }
        });
        self.watching.set_value(Some(watching));
    }

    fn see(self, call: u64, sight: Sight, at: f64) {
        let Sight::Sent(sent) = sight else { return self.go_on(call, sight, at) };
        let begun =
            self.shapes.try_with_value(|shapes| Entry::begun(&sent, shapes, browser::unix_seconds(), at));
        if let Some(entry) = begun {
            let _kept = self.calls.try_update(|calls| keep(calls, (call, ArcRwSignal::new(entry))));
        }
    }

    fn go_on(self, call: u64, sight: Sight, at: f64) {
        // It may have been forgotten, and the lens may have been closed meanwhile.
        let kept = self.calls.try_with_untracked(|calls| {
            calls.iter().find(|(kept, _)| *kept == call).map(|(_, entry)| entry.clone())
        });
        let Some(entry) = kept.flatten() else { return };
        entry.update(|entry| entry.see(sight, at));
        if let Some(words) = entry.with_untracked(Entry::spoken) {
            self.unspoken.try_update_value(|unspoken| unspoken.push(words));
        }
    }
}

/// Adds the newest and forgets the oldest beyond so many.
fn keep<Call>(calls: &mut VecDeque<Call>, newest: Call) {
    calls.push_front(newest);
    calls.truncate(CALLS_MAX);
}

/// Several at a time are counted, and the last is named.
fn sentence(unspoken: &[String]) -> Option<String> {
    match unspoken {
        [] => None,
        [one] => Some(format!("{one}.")),
        [.., last] => Some(format!("{} calls, the last one {last}.", unspoken.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_are_kept_and_come_first() {
        let mut calls = VecDeque::new();
        (1..=CALLS_MAX + 5).for_each(|call| keep(&mut calls, call));
        assert_eq!((calls.len(), calls[0], calls[CALLS_MAX - 1]), (CALLS_MAX, CALLS_MAX + 5, 6));
    }

    #[test]
    fn many_ends_are_one_sentence() {
        let said = |ends: &[&str]| sentence(&ends.iter().map(|end| (*end).to_owned()).collect::<Vec<_>>());
        assert_eq!(said(&[]), None);
        assert_eq!(said(&["Rename: OK"]).as_deref(), Some("Rename: OK."));
        assert_eq!(said(&["A: OK", "B: OK"]).as_deref(), Some("2 calls, the last one B: OK."));
    }
}
