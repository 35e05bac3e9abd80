//! What an admin does to nodes and to the layout. What can be undone is, from its notice, wherever one has gone
//! meanwhile; what cannot is asked first.

use client::{
    Authorized, ClientError,
    proto::cluster::{BreakKind, BreakNodeRequest, Node, NodeState, stage_layout_change_request::Change},
};
use leptos::task::spawn_local;

use super::{
    model::node::Act,
    question::{Asking, Question, use_asking},
};
use crate::{
    notice::{Notice, Notices, Tone, use_notices},
    session::{SessionStore, use_member, use_session},
};

/// The acts; taken from the context once, used from handlers.
#[derive(Clone)]
pub struct NodeActs {
    api: Authorized,
    notices: Notices,
    session: SessionStore,
    asking: Asking,
}

/// The acts, from any part of the page.
pub fn use_acts() -> NodeActs {
    NodeActs { api: use_member().api, notices: use_notices(), session: use_session(), asking: use_asking() }
}

impl NodeActs {
    /// Does what a row's menu offers.
    pub fn run(&self, act: Act, node: &Node) {
        let (acts, name) = (self.clone(), node.name.clone());
        match act {
            Act::StartEmpty => self.asking.ask(Question::StartEmpty(name)),
            Act::Resize => self.asking.ask(Question::Resize(name, node.capacity_bytes)),
            Act::Start => spawn_local(async move { acts.start(&name).await }),
            Act::Stop => spawn_local(async move { acts.stop(&name).await }),
            Act::LoseDisk => spawn_local(async move { acts.lose_disk(&name, false).await }),
            Act::RestoreDisk => spawn_local(async move { acts.restore_disk(&name).await }),
            Act::Drain => self.stage_in_place(Change::Drain(name)),
            Act::Activate => self.stage_in_place(Change::Activate(name)),
            Act::Remove => self.stage_in_place(Change::Remove(name)),
        }
    }

    /// Starts the node.
    pub async fn start(&self, name: &str) {
        match self.api.start_node(name).await {
            Ok(_) => self.notices.show(Notice::new(Tone::Good, format!("{name} serves again"))),
            Err(error) => self.report(&error),
        }
    }

    /// Stops the node, and offers to start it.
    async fn stop(&self, name: &str) {
        match self.api.stop_node(name).await {
            Ok(_) => {
                let notice = Notice::new(Tone::Warning, format!("{name} is stopped"));
                let notice = notice.advise("Its copies are out of reach until it starts; nothing is lost.");
                let (acts, name) = (self.clone(), name.to_owned());
                self.notices.show_with_undo(notice, move || {
                    let (acts, name) = (acts.clone(), name.clone());
                    spawn_local(async move { acts.start(&name).await });
                });
            }
            Err(error) => self.report(&error),
        }
    }

    /// Sets the node's disk aside, and offers to put it back. Where the server refuses because chunks would be at risk,
    /// it is asked whether to do it all the same.
    pub async fn lose_disk(&self, name: &str, force: bool) {
        let kind = BreakKind::LoseDisk.into();
        let message = BreakNodeRequest { name: name.to_owned(), kind, force, ..BreakNodeRequest::default() };
        match self.api.break_node(message).await {
            Ok(answer) => {
                let notice = Notice::new(Tone::Warning, format!("{name} has lost its disk"));
                let (acts, name) = (self.clone(), name.to_owned());
                self.notices.show_with_undo(notice.advise(answer.message), move || {
                    let (acts, name) = (acts.clone(), name.clone());
                    spawn_local(async move { acts.restore_disk(&name).await });
                });
            }
            Err(error) if error.has_reason("BREAK_REFUSED") && !force => {
                self.asking.ask(Question::LoseAllTheSame(name.to_owned(), error.message));
            }
            Err(error) => self.report(&error),
        }
    }

    /// Puts the disk back and has the node serve from it.
    async fn restore_disk(&self, name: &str) {
        let kind = BreakKind::RestoreDisk.into();
        let message = BreakNodeRequest { name: name.to_owned(), kind, ..BreakNodeRequest::default() };
        match self.api.break_node(message).await {
            Ok(answer) if answer.node.as_ref().is_some_and(|node| node.state() == NodeState::Stopped) => {
                self.start(name).await;
            }
            Ok(_) => self.notices.show(Notice::new(Tone::Good, format!("{name} has its disk again"))),
            Err(error) => self.report(&error),
        }
    }

    /// Stages a change; where it is refused, the layout says why.
    fn stage_in_place(&self, change: Change) {
        let acts = self.clone();
        spawn_local(async move {
            let outcome = acts.stage(change).await;
            acts.asking.tell(outcome.err().as_ref());
        });
    }

    /// Stages a change.
    pub async fn stage(&self, change: Change) -> Result<(), ClientError> {
        let outcome = self.api.stage_layout_change(change).await;
        self.after(outcome)
    }

    /// Puts the staged layout of this version into force.
    pub async fn apply(&self, version: i64) {
        let outcome = self.api.apply_layout(version).await;
        if outcome.is_ok() {
            let notice = Notice::new(Tone::Good, format!("Layout {version} is in force"));
            self.notices.show(notice.advise("Copies move in the background; files stay readable."));
        }
        self.asking.tell(self.after(outcome).err().as_ref());
    }

    /// Drops the staged layout.
    pub async fn revert(&self) {
        let outcome = self.api.revert_layout().await;
        self.asking.tell(self.after(outcome).err().as_ref());
    }

    fn after<Answer>(&self, outcome: Result<Answer, ClientError>) -> Result<(), ClientError> {
        self.asking.look_again();
        outcome.map(drop).inspect_err(|error| {
            self.session.ended_by(error);
        })
    }

    fn report(&self, error: &ClientError) {
        if error.has_reason("STEP_UP_NEEDED") {
            let notice = Notice::new(Tone::Info, "Your rights as an admin rest.");
            self.notices.show(
                notice
                    .advise("Prove on the page Admin that it is you, and do it again. Nothing was changed."),
            );
        } else if !self.session.ended_by(error) {
            self.notices.report(error);
        }
    }
}
