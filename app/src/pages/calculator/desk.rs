//! What the calculator holds, and what keys and the sign of equality do to it.

use leptos::{ev, prelude::*, task::spawn_local};

use super::{
    compute::{self, Computation, Failure},
    history::History,
    model,
};
use crate::{
    notice::Notice,
    session::{Member, use_session},
};

/// Everything the calculator holds.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The expression.
    pub line: RwSignal<String>,
    /// What was computed last.
    pub computed: RwSignal<Option<Computation>>,
    /// What is wrong with the line.
    pub wrong: RwSignal<Option<String>>,
    /// What the call says that was refused.
    pub refused: RwSignal<Option<String>>,
    /// Why a call failed.
    pub notice: RwSignal<Option<Notice>>,
    /// What was computed before.
    pub history: RwSignal<History>,
    /// A call is under way.
    computing: RwSignal<bool>,
    /// How far the arrow keys have gone back.
    recalled: RwSignal<Option<usize>>,
}

impl Desk {
    /// The desk of a member, with the expression that he comes with.
    pub fn of(member: &Member, line: RwSignal<String>) -> Self {
        Self {
            line,
            computed: RwSignal::default(),
            wrong: RwSignal::default(),
            refused: RwSignal::default(),
            notice: RwSignal::default(),
            history: RwSignal::new(History::load(&member.profile.user_id)),
            computing: RwSignal::new(false),
            recalled: RwSignal::default(),
        }
    }
}

/// `Esc` empties, the arrows walk through what was computed.
pub fn handle_key(desk: Desk, event: &ev::KeyboardEvent) {
    let step = match event.key().as_str() {
        "Escape" => {
            desk.line.set(String::new());
            desk.wrong.set(None);
            desk.recalled.set(None);
            return;
        }
        "ArrowUp" => desk.recalled.get_untracked().map_or(0, |steps| steps + 1),
        "ArrowDown" => match desk.recalled.get_untracked().and_then(|steps| steps.checked_sub(1)) {
            Some(steps) => steps,
            None => return,
        },
        _ => return,
    };
    let recalled = desk.history.with_untracked(|history| history.recall(step).map(str::to_owned));
    if let Some(line) = recalled {
        event.prevent_default();
        desk.recalled.set(Some(step));
        desk.line.set(line);
    }
}

/// What computes the line, one line at a time.
pub fn use_run(desk: Desk, member: Member) -> UnsyncCallback<()> {
    let session = use_session();
    UnsyncCallback::new(move |()| {
        if desk.computing.get_untracked() {
            return;
        }
        desk.computing.set(true);
        desk.wrong.set(None);
        desk.refused.set(None);
        desk.notice.set(None);
        let member = member.clone();
        spawn_local(async move {
            let line = desk.line.get_untracked();
            match compute::compute(&member.api, &line).await {
                Ok(computation) => {
                    desk.history.update(|history| history.add(&computation.line, &computation.result));
                    desk.history.with_untracked(|history| history.save(&member.profile.user_id));
                    desk.recalled.set(None);
                    desk.computed.set(Some(computation));
                }
                Err(Failure::Line(why)) => desk.wrong.set(Some(why)),
                Err(Failure::Refused(operation, error)) => {
                    desk.wrong.set(Some(error.message));
                    desk.refused.set(Some(model::refusal(operation)));
                }
                Err(Failure::Call(error)) => {
                    session.ended_by(&error);
                    desk.notice.set(Some((&error).into()));
                }
            }
            desk.computing.set(false);
        });
    })
}
