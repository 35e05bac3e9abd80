//! What calls, gives up, drops in the middle, and calls without a token; and what the page tells of it.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use client::{Authorized, Proof, Refusal, Told, now_millis, sleep};
use futures::future::{AbortHandle, abortable};
use leptos::{prelude::*, task::spawn_local};

use super::model::{Frame, Pattern, Record};
use crate::call::State;
use crate::session::{SessionStore, use_member, use_session};

/// Longer than the pause between two replies of a stream.
const PATIENCE: Duration = Duration::from_secs(20);
/// After so many replies the connection is dropped: the stream is in its middle.
const DROP_AFTER: usize = 3;
/// How often, and how long in between, the server is asked whether it has counted a call that was given up.
const COUNTED_WITHIN: (usize, Duration) = (10, Duration::from_millis(200));

/// How a stream goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// To its end.
    Whole,
    /// Until the connection is dropped.
    Dropped,
}

/// What the page holds of one pattern.
#[derive(Clone, Copy)]
pub struct Desk {
    /// Which.
    pub pattern: Pattern,
    /// Who is greeted.
    pub name: RwSignal<String>,
    /// What the last call showed.
    pub record: RwSignal<Record>,
    /// What happened step by step, where it took several.
    pub story: RwSignal<Vec<String>>,
    /// Whether anything is under way.
    pub busy: RwSignal<bool>,
    began: StoredValue<f64>,
    running: StoredValue<Running>,
    api: StoredValue<Authorized>,
    session: SessionStore,
}

/// Gives up what is under way. Shared with the clean-up, which outlives the page's signals.
#[derive(Clone, Default)]
struct Running(Arc<Mutex<Option<AbortHandle>>>);

impl Running {
    fn replace(&self, next: Option<AbortHandle>) {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = std::mem::replace(&mut *running, next) {
            last.abort();
        }
    }
}

/// The desk of a pattern. Whoever leaves gives up what is under way.
pub fn use_desk(pattern: Pattern, name: RwSignal<String>) -> Desk {
    let running = Running::default();
    let desk = Desk {
        pattern,
        name,
        record: RwSignal::default(),
        story: RwSignal::default(),
        busy: RwSignal::new(false),
        began: StoredValue::new(0.0),
        running: StoredValue::new(running.clone()),
        api: StoredValue::new(use_member().api),
        session: use_session(),
    };
    on_cleanup(move || running.replace(None));
    desk
}

impl Desk {
    /// Calls, by the pattern.
    pub fn call(self) {
        match self.pattern {
            Pattern::ServerStream => self.start(self.stream(Course::Whole)),
            Pattern::Unary | Pattern::ClientStream | Pattern::Bidirectional => self.start(self.unary()),
        }
    }

    /// Gives the call up, and asks the server whether it knows.
    pub fn cancel(self) {
        if !self.record.with_untracked(|record| record.state == State::UnderWay) {
            return;
        }
        let before = self.record.with_untracked(|record| record.told.given_up);
        self.running.with_value(|running| running.replace(None));
        self.end(State::GivenUp);
        self.start_again(self.find_counted(before));
    }

    /// A stream whose connection is dropped in its middle.
    pub fn drop_connection(self) {
        self.start(self.stream(Course::Dropped));
    }

    /// A call as if the token's time were over; then what the page does about it.
    pub fn expire(self) {
        self.start(self.refused_and_healed());
    }

    fn start(self, work: impl Future<Output = ()> + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.story.set(Vec::new());
        self.record.set(Record::began(Authorized::hello_bytes(&self.name.get_untracked())));
        self.began.set_value(now_millis());
        self.start_again(work);
    }

    /// Goes on with what was called.
    fn start_again(self, work: impl Future<Output = ()> + 'static) {
        self.busy.set(true);
        let (work, handle) = abortable(work);
        self.running.with_value(|running| running.replace(Some(handle)));
        spawn_local(async move {
            if work.await.is_ok() {
                let _free = self.busy.try_set(false);
            }
        });
    }

    async fn unary(self) {
        let name = self.name.get_untracked();
        match self.api.get_value().say_hello(&name, Proof::Token).await {
            Ok((greeting, told)) => {
                let at = self.elapsed();
                self.note(|record| {
                    record.frames.push(Frame { at, greeting });
                    record.told = told;
                });
                self.end(State::Done);
            }
            Err(refusal) => self.refuse(refusal),
        }
    }

    async fn stream(self, course: Course) {
        let name = self.name.get_untracked();
        let (mut greetings, told) = match self.api.get_value().say_hello_stream(&name).await {
            Ok(opened) => opened,
            Err(refusal) => return self.refuse(refusal),
        };
        let before = told.given_up;
        self.note(|record| record.told = told);
        let mut came = 0;
        while course == Course::Whole || came < DROP_AFTER {
            match greetings.next(PATIENCE).await {
                Ok(Some(greeting)) => {
                    came += 1;
                    let at = self.elapsed();
                    self.note(|record| record.frames.push(Frame { at, greeting }));
                }
                Ok(None) => {
                    let Told { metadata, .. } = greetings.trailers().await;
                    self.note(|record| record.trailers = metadata);
                    return self.end(State::Done);
                }
                Err(refusal) => return self.refuse(refusal),
            }
        }
        drop(greetings);
        self.end(State::GivenUp);
        self.tell(format!("The connection was dropped after {came} replies, without a word to the server."));
        self.find_counted(before).await;
    }

    /// Asks for the server's own count until it is greater than before.
    async fn find_counted(self, before: Option<u64>) {
        let before = before.unwrap_or_default();
        let (times, pause) = COUNTED_WITHIN;
        for _ in 0..times {
            let asked = self.api.get_value().say_hello("the count", Proof::Token).await;
            match asked.map(|(_, told)| told.given_up) {
                Ok(Some(now)) if now > before => {
                    return self.tell(format!(
                        "The server has noticed. Calls of the Greeter that were given up since it started: {now}; before \
                         this one: {before}."
                    ));
                }
                Ok(_) => sleep(pause).await,
                Err(refusal) => {
                    return self.tell(format!("The server's count cannot be had: {}.", refusal.code));
                }
            }
        }
        self.tell(
            "The server has not counted it yet: something between the two still holds the call.".to_owned(),
        );
    }

    async fn refused_and_healed(self) {
        let name = self.name.get_untracked();
        let api = self.api.get_value();
        match api.say_hello(&name, Proof::Nothing).await {
            Ok(_) => {
                return self.tell("The server answered a call without a token: that must not be.".to_owned());
            }
            Err(refusal) => self.refuse(refusal),
        }
        let words = self.record.with_untracked(|record| record.state.words());
        self.tell(format!("Called without its token, the call was refused: {words}."));
        if let Err(error) = api.renew().await {
            self.session.ended_by(&error);
            return self.tell("The refresh token is no good any more, either: sign in again.".to_owned());
        }
        self.tell("The page traded its refresh token for new ones (RefreshToken).".to_owned());
        match api.say_hello(&name, Proof::Token).await {
            Ok((greeting, _)) => self.tell(format!("Called again: OK. {}", greeting.message)),
            Err(refusal) => self.tell(format!("Called again: {}.", refusal.code)),
        }
    }

    fn refuse(self, refusal: Refusal) {
        let took = self.elapsed();
        self.note(|record| {
            record.took = took;
            record.refused(refusal);
        });
    }

    fn end(self, state: State) {
        let took = self.elapsed();
        self.note(|record| {
            record.took = took;
            record.state = state;
        });
    }

    fn elapsed(self) -> f64 {
        now_millis() - self.began.try_get_value().unwrap_or_default()
    }

    /// The page may have been left meanwhile.
    fn note(self, change: impl FnOnce(&mut Record)) {
        let _noted = self.record.try_update(change);
    }

    fn tell(self, sentence: String) {
        let _told = self.story.try_update(|story| story.push(sentence));
    }
}
