//! The uploads of this tab. They belong to no page: they go on while one moves about.
//!
//! - `queue`: what waits, travels and ended, as plain data, one `transfer` a file; `rate`, `summary`, `copies`, `announcer`: figures and words
//! - `dropped`, `picked`: what somebody gave, down to the last file of a folder
//! - `review`: what is asked before anything is sent: names, space, conflicts (`conflict`, `taken`, `space`, `room`; into a `vault` files go encrypted); `arrivals`:
//!   the same before something is moved, copied or restored. Both are fetched when they are needed, through `door`
//! - `engine`: carries the queue out with `client::upload`
//! - `tray`, `row`, `conflict_dialog`, `room_dialog`: what is seen
//!
//! Start with `queue`. [`Transfers`] below is its place in the browser: the queue in a signal, the picked files and
//! the handles of running uploads beside it.

mod announcer;
mod arrivals;
mod conflict;
mod conflict_dialog;
mod copies;
mod door;
mod dropped;
mod engine;
mod picked;
mod queue;
mod rate;
mod review;
mod room;
mod room_dialog;
mod row;
mod space;
mod summary;
mod taken;
mod transfer;
mod tray;
mod vault;

use std::{collections::BTreeMap, time::Duration};

use client::upload::Control;
use leptos::{prelude::*, task::spawn_local};

pub use arrivals::Arriving;
pub use conflict::Act;
pub use dropped::Dropped;
pub use picked::Picked;
pub use tray::TransfersTray;

use crate::{
    notice::{Notices, use_notices},
    session::{SessionStore, use_session},
};
use announcer::{Announcer, PAUSE_MILLIS};
use conflict::Questions;
use queue::{Key, Queue};
use review::Asked;
use room::Room;
use summary::Summary;

/// Milliseconds between two pictures of the queue: parts arrive a hundred times a second, and nobody reads so fast.
const REDRAW_MILLIS: u64 = 250;
/// Milliseconds in which files that were stored are told to the pages once.
const SETTLE_MILLIS: u64 = 400;
/// How many times as seldom either happens while there are many files: the browser draws and sends on one thread.
const SLOWER: u32 = 4;
/// Milliseconds for which the tray shows what is done, when nothing else is going on.
const TIDY_MILLIS: u64 = 8_000;

/// The uploads, from any page.
#[derive(Clone, Copy)]
pub struct Transfers {
    session: SessionStore,
    notices: Notices,
    queue: RwSignal<Queue>,
    /// The files, which only the browser can hold. A transfer without one must be picked again.
    files: StoredValue<BTreeMap<Key, Picked>, LocalStorage>,
    /// The handles of uploads that run or are paused.
    controls: StoredValue<BTreeMap<Key, Control>>,
    /// What is being asked about taken names.
    questions: RwSignal<Questions>,
    /// What of the trash is asked for, to make room.
    room: RwSignal<Option<Room>>,
    /// Who waits for the answers.
    asked: StoredValue<Asked, LocalStorage>,
    announcer: StoredValue<Announcer>,
    announcement: RwSignal<String>,
    /// Counts up when files appeared: pages that list files look again.
    stored: RwSignal<u64>,
    /// Files stored by this tab, and looks put off: tells an old wish to tidy from the latest.
    done_count: StoredValue<u64>,
    redraw_is_due: StoredValue<bool>,
    speech_is_due: StoredValue<bool>,
    settle_is_due: StoredValue<bool>,
}

/// Puts the uploads into the context. They follow the session: another member, another queue.
pub fn provide() {
    let transfers = Transfers {
        session: use_session(),
        notices: use_notices(),
        queue: RwSignal::default(),
        files: StoredValue::new_local(BTreeMap::new()),
        controls: StoredValue::default(),
        questions: RwSignal::default(),
        room: RwSignal::default(),
        asked: StoredValue::new_local(Asked::default()),
        announcer: StoredValue::default(),
        announcement: RwSignal::default(),
        stored: RwSignal::default(),
        done_count: StoredValue::new(0),
        redraw_is_due: StoredValue::new(false),
        speech_is_due: StoredValue::new(false),
        settle_is_due: StoredValue::new(false),
    };
    provide_context(transfers);
    transfers.follow_session();
}

/// The uploads, from any page.
pub fn use_transfers() -> Transfers {
    expect_context()
}

impl Transfers {
    /// Counts up when files appeared; reactive.
    pub fn stored(self) -> u64 {
        self.stored.get()
    }

    /// Begins with nothing when somebody signs out, and with the uploads of before when somebody signs in.
    fn follow_session(self) {
        let member = Memo::new(move |_| self.session.member().map(|member| member.profile.user_id));
        Effect::new(move || {
            self.forget();
            if member.get().is_some() {
                spawn_local(self.find_unfinished());
            }
        });
    }

    fn forget(self) {
        let controls = self.controls.try_update_value(std::mem::take).unwrap_or_default();
        controls.values().for_each(Control::cancel);
        self.files.update_value(BTreeMap::clear);
        self.change(Queue::clear);
    }

    async fn find_unfinished(self) {
        let Ok(api) = self.api() else { return };
        // Without an answer nothing is shown: the uploads are safe on the server, and the next visit finds them.
        let Ok(uploads) = api.list_uploads().await else { return };
        let bytes = |count: i64| u64::try_from(count).unwrap_or_default();
        self.change(|queue| {
            for each in uploads {
                queue.add_unpicked(
                    &each.upload_id,
                    &each.filename,
                    bytes(each.size),
                    bytes(each.durable_prefix),
                );
                if !each.vault_folder_id.is_empty() {
                    queue.has_lost_its_key(&each.upload_id, &each.vault_folder_id);
                }
            }
        });
    }

    /// Changes the queue and shows it at once.
    fn change<Answer>(self, change: impl FnOnce(&mut Queue) -> Answer) -> Answer {
        self.queue.try_update(change).expect("the queue lives as long as the page")
    }

    /// Changes the queue and shows it soon, together with what follows.
    fn change_quietly<Answer>(self, change: impl FnOnce(&mut Queue) -> Answer) -> Answer {
        let answer = self.queue.try_update_untracked(change).expect("the queue lives as long as the page");
        if !self.redraw_is_due.get_value() {
            self.redraw_is_due.set_value(true);
            let redraw = move || {
                self.redraw_is_due.set_value(false);
                self.queue.notify();
            };
            set_timeout(redraw, self.spaced(REDRAW_MILLIS));
        }
        answer
    }

    fn spaced(self, millis: u64) -> Duration {
        let are_many = self.queue.with_untracked(Queue::are_many);
        Duration::from_millis(millis) * if are_many { SLOWER } else { 1 }
    }

    /// Files or space changed by somebody's hand: the pages and the quota bar look again at once.
    pub fn files_changed(self) {
        self.stored.update(|count| *count += 1);
        self.session.refresh_quota();
    }

    /// A file appeared or space was given back: the pages and the quota bar look again, once for many.
    fn settle(self) {
        if !self.settle_is_due.get_value() {
            self.settle_is_due.set_value(true);
            let settle = move || {
                self.settle_is_due.set_value(false);
                self.files_changed();
            };
            set_timeout(settle, self.spaced(SETTLE_MILLIS));
        }
    }

    /// Some seconds after the last file was stored, the tray lets go of what is done, unless somebody is looking at it.
    fn tidy_soon(self) {
        let done = self.done_count.try_update_value(|count| {
            *count += 1;
            *count
        });
        let tidy = move || {
            if self.done_count.try_get_value() != done {
                return;
            }
            let is_active = untrack(|| self.queue.with(|queue| Summary::of(queue.transfers()).is_active()));
            match document().query_selector(".tray:is(:hover, :focus-within)") {
                _ if is_active => {}
                Ok(None) => self.change(Queue::clear_done),
                _ => self.tidy_soon(),
            }
        };
        set_timeout(tidy, Duration::from_millis(TIDY_MILLIS));
    }

    /// Says what ended, now or when it may be said.
    fn announce(self, what: impl FnOnce(&mut Announcer)) {
        self.announcer.update_value(what);
        self.speak();
    }

    fn speak(self) {
        let said =
            self.announcer.try_update_value(|announcer| announcer.speak(client::now_millis())).flatten();
        match said {
            Some(said) => self.announcement.set(said),
            None if self.announcer.with_value(Announcer::is_silent) => {}
            // Once for ten thousand small files.
            None if self.speech_is_due.get_value() => {}
            None => {
                self.speech_is_due.set_value(true);
                let speak = move || {
                    self.speech_is_due.set_value(false);
                    self.speak();
                };
                set_timeout(speak, Duration::from_secs_f64(PAUSE_MILLIS / 1_000.0));
            }
        }
    }
}
