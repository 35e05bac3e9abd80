//! The page's stream: opened, kept, lost, opened again, paused by somebody or because nobody looks.

use std::sync::{Arc, Mutex, PoisonError};

use client::{Authorized, ClientError, now_millis, proto::cluster::ClusterEventKind, sleep};
use futures::future::{AbortHandle, abortable};
use leptos::{ev, leptos_dom::helpers::window_event_listener, prelude::*, task::spawn_local};

use super::model::{
    chronicle::Chronicle,
    link::{Link, SILENCE},
    news::happening,
    seen::Seen,
};
use crate::{
    live::use_online,
    session::{SessionStore, use_member, use_session},
};

/// What the stream has told, and how it is.
#[derive(Clone, Copy)]
pub struct Watch {
    /// The state told last.
    pub seen: RwSignal<Seen>,
    /// What happened since the page was opened.
    pub chronicle: RwSignal<Chronicle>,
    /// How the stream is.
    pub link: RwSignal<Link>,
    /// Why it was lost last; `None` while it lives.
    pub error: RwSignal<Option<ClientError>>,
    running: StoredValue<Running>,
    api: StoredValue<Authorized>,
    session: SessionStore,
}

/// Ends the stream that is open, if one is. Shared with the clean-up, which outlives the page's signals.
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

/// Watches the cluster until the page is left.
pub fn use_watch() -> Watch {
    let running = Running::default();
    let watch = Watch {
        seen: RwSignal::default(),
        chronicle: RwSignal::default(),
        link: RwSignal::default(),
        error: RwSignal::default(),
        running: StoredValue::new(running.clone()),
        api: StoredValue::new(use_member().api),
        session: use_session(),
    };
    watch.open();
    on_cleanup(move || running.replace(None));
    let _online = use_online(move || watch.open_unless_paused());
    // A browser has six connections to a server: a tab that nobody sees keeps none of them.
    let turned = window_event_listener(ev::visibilitychange, move |_| {
        if document().hidden() { watch.rest() } else { watch.open_unless_paused() }
    });
    on_cleanup(move || turned.remove());
    watch
}

impl Watch {
    /// Shows this moment and asks for nothing more.
    pub fn pause(self) {
        self.close();
        self.link.update(Link::pause);
    }

    /// Asks for a stream, in the place of the one that is open.
    pub fn open(self) {
        let (work, handle) = abortable(self.follow());
        self.running.with_value(|running| running.replace(Some(handle)));
        spawn_local(async move {
            // Given up, there is nothing left to do.
            let _given_up = work.await;
        });
    }

    fn open_unless_paused(self) {
        if !self.link.get_untracked().is_paused() {
            self.open();
        }
    }

    fn rest(self) {
        if !self.link.get_untracked().is_paused() {
            self.close();
            self.link.update(Link::opening);
        }
    }

    fn close(self) {
        self.running.with_value(|running| running.replace(None));
        self.seen.update(Seen::interrupted);
    }

    /// One stream after the other.
    async fn follow(self) {
        loop {
            self.link.update(Link::opening);
            let lost = match self.api.get_value().watch_cluster().await {
                // Only here: the end of a token that a stream began with is no end of the session.
                Err(error) if self.session.ended_by(&error) => return,
                Err(error) => error,
                Ok(mut events) => loop {
                    match events.next(SILENCE).await {
                        Ok(Some(event)) => self.hear(event),
                        Ok(None) => break ended(),
                        Err(error) => break error,
                    }
                },
            };
            self.seen.update(Seen::interrupted);
            self.error.set(Some(lost));
            let wait = self.link.try_update(|link| link.lost(now_millis()));
            sleep(wait.unwrap_or_default()).await;
        }
    }

    fn hear(self, event: client::proto::cluster::ClusterEvent) {
        if !self.link.with_untracked(|link| link.is_live()) {
            self.link.update(Link::heard);
            self.error.set(None);
        }
        if let Some(happening) = happening(&event) {
            self.chronicle.update(|chronicle| chronicle.tell(happening));
        }
        if event.kind() == ClusterEventKind::State
            && let Some(state) = event.state
        {
            self.seen.update(|seen| seen.hear(state, event.at_ms as f64, now_millis()));
        }
    }
}

/// A server that is being stopped ends its streams in good order.
fn ended() -> ClientError {
    ClientError {
        kind: client::Kind::Unavailable,
        reason: "STREAM_ENDED".to_owned(),
        message: "The server ended the stream.".to_owned(),
        fields: Vec::new(),
        metadata: Default::default(),
        request_id: String::new(),
    }
}
