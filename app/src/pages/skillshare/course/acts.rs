//! What choosing, holding, confirming, moving and waiting do. One call at a time.

use client::{
    ClientError, Kind,
    proto::skillshare::{Booking, BookingState, HoldSlotRequest, LessonTime},
};
use domain::limits::NOTE_CHARS_MAX;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;

use super::{
    desk::{Chosen, Desk, Hold, Stage},
    model::{days, hold},
    note,
};
use crate::{
    address, browser,
    components::form,
    notice::{Notice, Tone, use_notices},
    pages::skillshare::shared::query::History,
    session::Member,
};

/// Moves the focus once the page shows what was done.
fn focus_soon(id: &'static str) {
    request_animation_frame(move || form::focus(id));
}

fn new_key() -> String {
    hold::key([(); 4].map(|()| js_sys::Math::random()))
}

impl Desk {
    /// Chooses a time, and gives back what was held before.
    pub fn choose(self, chosen: Chosen) {
        if self.busy.get_untracked() {
            return;
        }
        self.release();
        self.stage.set(Stage::Choosing);
        self.notice.set(None);
        self.key.set_value(new_key());
        let at = chosen.time.starts_at.to_string();
        let answer = self.days.get_untracked().and_then(Result::ok);
        // The days on show stay where they are, unless the time lies beyond them.
        let shown = answer.filter(|answer| days::slot_at(answer, chosen.time.starts_at).is_some());
        let day =
            shown.and_then(|answer| answer.days.into_iter().next()).map(|day| day.day).unwrap_or_default();
        self.seen.set(Some(chosen));
        self.query.set(&[("slot", &at), ("day", &day), ("hold", "")], History::Stay);
        focus_soon("step-details");
    }

    /// Chooses one of the nearest starts, and holds it where one is booked.
    pub fn choose_nearest(self, time: LessonTime) {
        self.choose(Chosen { time, zone: self.zone.get_untracked(), seats_free: 1 });
        if !untrack(|| self.is_moving()) {
            self.hold_it();
        }
    }

    /// Keeps the place for five minutes.
    pub fn hold_it(self) {
        self.hold_after(None);
    }

    /// Holds again what was held too long: a new wish. By the server's clock the old hold may not be over yet, and would
    /// stand in its way.
    pub fn hold_again(self) {
        self.key.set_value(new_key());
        self.hold_after(untrack(|| self.hold()).map(|hold| hold.booking_id));
    }

    fn hold_after(self, old_hold: Option<String>) {
        let Some(Chosen { time, .. }) = self.settled() else { return };
        if self.key.with_value(String::is_empty) {
            self.key.set_value(new_key());
        }
        let wish = HoldSlotRequest {
            course_id: self.course.with_value(|course| course.course_id.clone()),
            starts_at: time.starts_at,
            zone: self.zone.get_untracked(),
            idempotency_key: self.key.get_value(),
        };
        self.call(async move |member| {
            if let Some(booking_id) = old_hold {
                // What is over cannot be given back, and need not.
                let _released = member.api.release_hold(&booking_id).await;
            }
            let booking = member.api.hold_slot(wish).await;
            move |desk: Option<Self>| match (booking, desk) {
                (Ok(booking), Some(desk)) => desk.held(&booking),
                // The page was left meanwhile, and nobody will confirm.
                (Ok(booking), None) => give_back(member, booking.booking_id),
                (Err(error), desk) => Self::refused(desk, &error),
            }
        });
    }

    /// Books what is held.
    pub fn confirm(self) {
        let Some(Hold { booking_id, .. }) = untrack(|| self.hold()) else { return };
        let words = self.note.get_untracked();
        if words.chars().count() > NOTE_CHARS_MAX {
            form::focus("note");
            return;
        }
        self.call(async move |member| {
            let booking = member.api.confirm_booking(&booking_id, words.trim()).await;
            move |desk: Option<Self>| match (booking, desk) {
                (Ok(booking), Some(desk)) => {
                    note::forget(&member, desk);
                    desk.done(booking);
                }
                (Ok(_), None) => {}
                (Err(error), desk) => {
                    if let Some(desk) = desk.filter(|_| is_over(error.kind)) {
                        desk.stage.set(Stage::Held(Hold { booking_id, ends_at: 0 }));
                    }
                    Self::refused(desk, &error);
                }
            }
        });
    }

    /// Stands in line for the time that is chosen.
    pub fn wait(self) {
        let Some(Chosen { time, .. }) = self.settled() else { return };
        let course_id = self.course.with_value(|course| course.course_id.clone());
        let zone = self.zone.get_untracked();
        self.call(async move |member| {
            let position = member.api.join_lesson_line(&course_id, time.starts_at, &zone).await;
            move |desk: Option<Self>| match (position, desk) {
                (Ok(position), Some(desk)) => {
                    desk.stage.set(Stage::InLine(position));
                    focus_soon("in-line");
                }
                (Ok(_), None) => {}
                (Err(error), desk) => Self::refused(desk, &error),
            }
        });
    }

    /// Gives back what is held, unless it is being confirmed. Nobody waits for the answer: the hold ends by itself too.
    pub fn release(self) {
        let is_busy = self.busy.try_get_untracked().unwrap_or(true);
        if let (Some(Stage::Held(hold)), false) = (self.stage.try_get_untracked(), is_busy)
            && let Some(member) = untrack(|| self.session.member())
        {
            give_back(member, hold.booking_id);
        }
    }

    /// Takes up a hold that the address names, once it is known who is there: after a reload.
    pub fn resume(self) {
        let booking_id = untrack(|| self.query.get("hold"));
        if booking_id.is_empty() {
            return;
        }
        Effect::new(move |is_asked: Option<bool>| {
            let member = self.session.member().filter(|_| is_asked != Some(true));
            let Some(member) = member else { return is_asked.unwrap_or(false) };
            let (booking_id, zone) = (booking_id.clone(), self.zone.get_untracked());
            spawn_local(async move {
                let booking = member.api.booking(&booking_id, &zone).await.ok();
                if self.stage.try_get_untracked() == Some(Stage::Choosing) {
                    self.take_up(booking, zone);
                }
            });
            true
        });
    }

    fn take_up(self, booking: Option<Booking>, zone: String) {
        let held = booking.filter(|booking| booking.state() == BookingState::Held);
        let taken_up = held.and_then(|booking| {
            let ends_at = hold::resumed_ends_at(booking.held_until, browser::unix_seconds())?;
            let is_chosen = untrack(|| self.query.get("slot")) == booking.time?.starts_at.to_string();
            is_chosen.then_some((booking.time?, Hold { booking_id: booking.booking_id, ends_at }))
        });
        match taken_up {
            Some((time, hold)) => {
                self.seen.set(Some(Chosen { time, zone, seats_free: 1 }));
                self.stage.set(Stage::Held(hold));
            }
            None => self.query.set(&[("hold", "")], History::Stay),
        }
    }

    /// The time that is chosen; it is remembered, since the days on show may lose it to whoever is faster.
    fn settled(self) -> Option<Chosen> {
        // What was chosen this moment may not have reached the address yet.
        let chosen = self.seen.get_untracked().or_else(|| self.chosen.get_untracked())?;
        self.seen.set(Some(chosen.clone()));
        Some(chosen)
    }

    fn held(self, booking: &Booking) {
        let ends_at = hold::ends_at(booking.held_until, browser::unix_seconds());
        self.now.set(browser::unix_seconds());
        self.stage.set(Stage::Held(Hold { booking_id: booking.booking_id.clone(), ends_at }));
        self.query.set(&[("hold", &booking.booking_id)], History::Stay);
        focus_soon("step-confirm");
    }

    fn done(self, booking: Booking) {
        self.stage.set(Stage::Done(Box::new(booking)));
        self.query.set(&[("slot", ""), ("day", ""), ("hold", "")], History::Stay);
        focus_soon("step-done");
    }

    /// Tells why a call failed, unless the page was left.
    fn refused(desk: Option<Self>, error: &ClientError) {
        let Some(desk) = desk.filter(|desk| !desk.session.ended_by(error)) else { return };
        if error.has_reason("SLOT_TAKEN") {
            let nearest = error.metadata.get("nearest").map(|text| hold::nearest(text)).unwrap_or_default();
            desk.stage.set(Stage::Taken { message: error.message.clone(), nearest });
            desk.key.set_value(String::new());
            desk.days.refetch();
            focus_soon("taken");
        } else {
            desk.notice.set(Some(Notice::from(error)));
        }
    }

    /// Makes a call as the member, unless one is under way; what it led to is done with the desk, if that is still there.
    fn call<Call, Then>(self, call: Call)
    where
        Call: AsyncFnOnce(Member) -> Then + 'static,
        Then: FnOnce(Option<Self>),
    {
        let Some(member) = untrack(|| self.session.member()).filter(|_| !self.busy.get_untracked()) else {
            return;
        };
        self.busy.set(true);
        self.notice.set(None);
        spawn_local(async move {
            let then = call(member).await;
            let is_there = self.busy.try_set(false).is_none();
            then(is_there.then_some(self));
        });
    }
}

/// Whether an error of confirming means that the place is not held any more.
fn is_over(kind: Kind) -> bool {
    matches!(kind, Kind::NotFound | Kind::Precondition)
}

fn give_back(member: Member, booking_id: String) {
    spawn_local(async move {
        // A hold that cannot be given back ends by itself.
        let _released = member.api.release_hold(&booking_id).await;
    });
}

/// What moves the booking to the time that is chosen, and goes there.
pub fn use_move(desk: Desk) -> UnsyncCallback<()> {
    let (navigate, notices) = (use_navigate(), use_notices());
    UnsyncCallback::new(move |()| {
        let Some(Chosen { time, .. }) = desk.settled() else { return };
        let (navigate, booking_id) = (navigate.clone(), desk.moving.get_untracked());
        desk.call(async move |member| {
            let moved = member.api.reschedule_booking(&booking_id, time.starts_at).await;
            move |desk: Option<Desk>| match (moved, desk) {
                (Ok(booking), Some(_)) => {
                    notices.show(Notice::new(Tone::Good, "Your lesson was moved."));
                    navigate(&address::booking(&booking.booking_id), Default::default());
                }
                (Ok(_), None) => {}
                (Err(error), desk) => Desk::refused(desk, &error),
            }
        });
    })
}
