//! Pause, go on, cancel: held by whoever watches an upload, heeded by the upload.

use std::{
    future::poll_fn,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Poll, Waker},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Wish {
    #[default]
    Run,
    Pause,
    Cancel,
}

/// Clones steer the same upload.
#[derive(Debug, Clone, Default)]
pub struct Control {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Debug, Default)]
struct Shared {
    wish: Wish,
    /// Whoever waits for the wish to change.
    waiting: Vec<Waker>,
}

impl Control {
    /// An upload that runs.
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts no new part; those on their way arrive.
    pub fn pause(&self) {
        self.set(Wish::Pause);
    }

    /// Goes on after a pause.
    pub fn go_on(&self) {
        self.set(Wish::Run);
    }

    /// Gives the run up, with the parts on their way.
    pub fn cancel(&self) {
        self.set(Wish::Cancel);
    }

    /// Whether a pause is wanted.
    pub fn is_paused(&self) -> bool {
        self.lock().wish == Wish::Pause
    }

    /// Waits while paused.
    pub(super) async fn running(&self) {
        self.until(|wish| wish != Wish::Pause).await;
    }

    /// Waits for a pause.
    pub(super) async fn paused(&self) {
        self.until(|wish| wish == Wish::Pause).await;
    }

    /// Waits for a cancellation.
    pub(super) async fn cancelled(&self) {
        self.until(|wish| wish == Wish::Cancel).await;
    }

    async fn until(&self, reached: impl Fn(Wish) -> bool) {
        poll_fn(|context| {
            let mut shared = self.lock();
            if reached(shared.wish) {
                return Poll::Ready(());
            }
            if !shared.waiting.iter().any(|waker| waker.will_wake(context.waker())) {
                shared.waiting.push(context.waker().clone());
            }
            Poll::Pending
        })
        .await;
    }

    fn set(&self, wish: Wish) {
        let waiting = {
            let mut shared = self.lock();
            // A cancelled upload stays cancelled.
            if shared.wish != Wish::Cancel {
                shared.wish = wish;
            }
            std::mem::take(&mut shared.waiting)
        };
        waiting.into_iter().for_each(Waker::wake);
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[test]
    fn a_pause_holds_until_the_upload_goes_on() {
        let control = Control::new();
        control.pause();
        assert_eq!(control.running().now_or_never(), None);
        control.go_on();
        assert_eq!(control.running().now_or_never(), Some(()));
    }

    #[test]
    fn nothing_revives_a_cancelled_upload() {
        let control = Control::new();
        control.cancel();
        control.go_on();
        assert_eq!(control.cancelled().now_or_never(), Some(()));
    }

    #[test]
    fn a_change_wakes_whoever_waits() {
        let control = Control::new();
        control.pause();
        let other = control.clone();
        let (mut pool, spawner) = {
            let pool = futures::executor::LocalPool::new();
            let spawner = pool.spawner();
            (pool, spawner)
        };
        futures::task::LocalSpawnExt::spawn_local(&spawner, async move { other.go_on() }).expect("spawned");
        pool.run_until(control.running());
    }
}
