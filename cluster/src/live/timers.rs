//! One thread that wakes when the earliest timer is due.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the live driver owns the real clock"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::Instant;

use super::driver::Driver;
use crate::coordinator::{Event, Timer};

/// The armed timers.
#[derive(Debug, Default)]
pub(super) struct Timers {
    armed: Mutex<Armed>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Armed {
    by_time: BTreeSet<(Instant, Timer)>,
    times: BTreeMap<Timer, Instant>,
    closed: bool,
}

impl Timers {
    pub(super) fn arm(&self, timer: Timer, due: Instant) {
        let mut armed = self.lock();
        armed.disarm(timer);
        armed.times.insert(timer, due);
        armed.by_time.insert((due, timer));
        if armed.by_time.first() == Some(&(due, timer)) {
            self.changed.notify_one();
        }
    }

    pub(super) fn disarm(&self, timer: Timer) {
        self.lock().disarm(timer);
    }

    /// Ends the thread.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_one();
    }

    /// Starts the thread, which tells the driver of each timer that is due.
    pub(super) fn run(self: &Arc<Self>, driver: Weak<Driver>) -> std::io::Result<()> {
        let timers = Arc::clone(self);
        let thread = thread::Builder::new().name("cluster-timers".to_owned());
        thread.spawn(move || timers.tell_until_closed(&driver)).map(drop)
    }

    fn tell_until_closed(&self, driver: &Weak<Driver>) {
        while let Some(timer) = self.wait_for_due() {
            let Some(driver) = driver.upgrade() else { return };
            driver.deliver(Event::Timer(timer));
        }
    }

    fn wait_for_due(&self) -> Option<Timer> {
        let mut armed = self.lock();
        loop {
            if armed.closed {
                return None;
            }
            let now = Instant::now();
            let Some(&(due, timer)) = armed.by_time.first() else {
                armed = self.changed.wait(armed).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            if due <= now {
                armed.disarm(timer);
                return Some(timer);
            }
            armed = self.changed.wait_timeout(armed, due - now).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Armed> {
        self.armed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Armed {
    fn disarm(&mut self, timer: Timer) {
        if let Some(due) = self.times.remove(&timer) {
            self.by_time.remove(&(due, timer));
        }
    }
}
