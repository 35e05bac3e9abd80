//! One write at a time: busy while it is under way, and a session that has ended leads to the door by itself.

use std::future::Future;

use client::ClientError;
use leptos::{prelude::*, task::spawn_local};

use crate::session::{SessionStore, use_session};

/// What a button or a form sends.
#[derive(Clone, Copy)]
pub struct Sending {
    session: SessionStore,
    /// Whether it is under way.
    pub busy: RwSignal<bool>,
}

/// Nothing under way yet.
pub fn use_sending() -> Sending {
    Sending { session: use_session(), busy: RwSignal::new(false) }
}

impl Sending {
    /// Calls, and gives the outcome to `then`, which may find that the page was left meanwhile.
    pub fn send<Answer: 'static>(
        self,
        call: impl Future<Output = Result<Answer, ClientError>> + 'static,
        then: impl FnOnce(Result<Answer, ClientError>) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let outcome = call.await;
            let _free = self.busy.try_set(false);
            match outcome {
                Err(error) if self.session.ended_by(&error) => {}
                outcome => then(outcome),
            }
        });
    }
}
