//! What booking holds: the days on show, the time that is chosen, and how far it has come.

use client::{
    ClientError,
    proto::skillshare::{Booking, Course, LessonTime, ListSlotsRequest, ListSlotsResponse},
};
use leptos::prelude::*;

use super::model::days;
use crate::{
    notice::Notice,
    pages::skillshare::shared::query::{History, Query},
    session::{SessionStore, use_session},
};

/// A time that was chosen, as two walls show it.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    /// When.
    pub time: LessonTime,
    /// The reader's zone, which the time is told in.
    pub zone: String,
    /// Places that were free when it was seen last.
    pub seats_free: i32,
}

/// A place that is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Hold {
    /// Names it.
    pub booking_id: String,
    /// When it is over, by this machine's clock in Unix seconds.
    pub ends_at: i64,
}

/// How far booking has come.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Stage {
    /// A time is being chosen, or was.
    #[default]
    Choosing,
    /// It is kept.
    Held(Hold),
    /// Somebody was faster.
    Taken {
        /// The server's sentence.
        message: String,
        /// The nearest other starts.
        nearest: Vec<LessonTime>,
    },
    /// The member stands in line for it, at this place.
    InLine(i32),
    /// It is booked.
    Done(Box<Booking>),
}

/// Everything that booking holds.
#[derive(Clone, Copy)]
pub struct Desk {
    /// What is booked.
    pub course: StoredValue<Course>,
    /// Whoever is there.
    pub session: SessionStore,
    /// The choices in the address.
    pub query: Query,
    /// The reader's zone.
    pub zone: Memo<String>,
    /// The booking that is to be moved; empty where a new one is made.
    pub moving: Memo<String>,
    /// The days on show.
    pub days: LocalResource<Result<ListSlotsResponse, ClientError>>,
    /// The time that is chosen, also while its day is not on show.
    pub chosen: Memo<Option<Chosen>>,
    /// The time that was chosen last, as it was then.
    pub seen: RwSignal<Option<Chosen>>,
    /// How far booking has come.
    pub stage: RwSignal<Stage>,
    /// For the teacher.
    pub note: RwSignal<String>,
    /// A call is under way.
    pub busy: RwSignal<bool>,
    /// Why a call failed.
    pub notice: RwSignal<Option<Notice>>,
    /// Names the wish to hold what is chosen, so that it is fulfilled once.
    pub key: StoredValue<String>,
    /// Unix seconds, ticking.
    pub now: RwSignal<i64>,
}

impl Desk {
    /// Before anything was done, with what the address asks for.
    pub fn of(course: Course, query: Query) -> Self {
        let session = use_session();
        let (zone, moving) = (query.zone(), query.memo("move"));
        let asked_day = query.memo("day");
        let chosen_at = Memo::new(move |_| query.get("slot").parse::<i64>().ok());
        let course = StoredValue::new(course);
        let first_day = Memo::new(move |_| days::first_day(&asked_day.get(), chosen_at.get()));
        let days = LocalResource::new(move || {
            let request = ListSlotsRequest {
                course_id: course.with_value(|course| course.course_id.clone()),
                first_day: first_day.get(),
                days: days::DAYS,
                zone: zone.get(),
            };
            let api = session.api();
            async move { api.list_slots(request).await }
        });
        let seen = RwSignal::new(None::<Chosen>);
        let chosen = Memo::new(move |_| {
            let at = chosen_at.get()?;
            let answer = days.get().and_then(Result::ok);
            let listed = answer.and_then(|answer| {
                let slot = days::slot_at(&answer, at)?;
                Some(Chosen { time: slot.time?, zone: answer.reader_zone, seats_free: slot.seats_free })
            });
            listed.or_else(|| seen.get().filter(|seen| seen.time.starts_at == at))
        });
        Self {
            course,
            session,
            query,
            zone,
            moving,
            days,
            chosen,
            seen,
            stage: RwSignal::default(),
            note: RwSignal::default(),
            busy: RwSignal::new(false),
            notice: RwSignal::default(),
            key: StoredValue::new(String::new()),
            now: RwSignal::new(crate::browser::unix_seconds()),
        }
    }

    /// Whether a booking is moved, and none made; reactive.
    pub fn is_moving(self) -> bool {
        self.moving.with(|moving| !moving.is_empty())
    }

    /// The hold, while there is one; reactive.
    pub fn hold(self) -> Option<Hold> {
        match self.stage.get() {
            Stage::Held(hold) => Some(hold),
            Stage::Choosing | Stage::Taken { .. } | Stage::InLine(_) | Stage::Done(_) => None,
        }
    }

    /// Whether the address has a time that cannot be had, now that the days are known; reactive.
    pub fn is_gone(self) -> bool {
        let is_asked = !self.query.get("slot").is_empty();
        // A hold of before is being looked for.
        let is_resuming = !self.query.get("hold").is_empty();
        is_asked && !is_resuming && self.chosen.get().is_none() && matches!(self.days.get(), Some(Ok(_)))
    }

    /// Shows other days.
    pub fn turn_to(self, day: &str) {
        self.query.set(&[("day", day)], History::Step);
    }
}
