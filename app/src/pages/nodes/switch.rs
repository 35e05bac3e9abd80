//! Stops a node and starts it again. Stopping is undone from its notice, wherever one has gone meanwhile.

use client::{Authorized, ClientError};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    notice::{Notice, Notices, Tone, use_notices},
    session::{SessionStore, use_member, use_session},
};

/// The switch of one node.
#[derive(Clone)]
pub struct NodeSwitch {
    name: String,
    api: Authorized,
    notices: Notices,
    session: SessionStore,
    busy: RwSignal<bool>,
    look_again: Callback<()>,
}

impl NodeSwitch {
    /// Of the node with this name.
    pub fn of(name: String, busy: RwSignal<bool>, look_again: Callback<()>) -> Self {
        let (api, notices, session) = (use_member().api, use_notices(), use_session());
        Self { name, api, notices, session, busy, look_again }
    }

    /// Starts the node.
    pub async fn start(&self) {
        self.be_busy(true);
        match self.api.start_node(&self.name).await {
            Ok(_) => self.notices.show(Notice::new(Tone::Good, format!("{} serves again", self.name))),
            Err(error) => self.report(&error),
        }
        self.be_busy(false);
    }

    /// Stops the node, and offers to start it.
    pub async fn stop(&self) {
        self.be_busy(true);
        match self.api.stop_node(&self.name).await {
            Ok(_) => {
                let notice = Notice::new(Tone::Warning, format!("{} is stopped", self.name));
                let notice = notice.advise("Its copies are out of reach until it starts; nothing is lost.");
                let switch = self.clone();
                self.notices.show_with_undo(notice, move || {
                    let switch = switch.clone();
                    spawn_local(async move { switch.start().await });
                });
            }
            Err(error) => self.report(&error),
        }
        self.be_busy(false);
    }

    fn report(&self, error: &ClientError) {
        if !self.session.ended_by(error) {
            self.notices.report(error);
        }
    }

    fn be_busy(&self, busy: bool) {
        // The page may have been left: nobody looks at its button then.
        let _seen = self.busy.try_set(busy);
        let _looked = self.look_again.try_run(());
    }
}
