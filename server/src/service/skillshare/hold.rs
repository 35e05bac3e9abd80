//! Holding a place for who is about to confirm it (G10), giving it back, and booking without a pause in between.
//!
//! A hold takes its place as a booking does. One whose time is over gives it back before anybody looks for slots or takes
//! one, and a job does the same every few seconds.
use domain::{
    id::{BookingId, CourseId},
    limits::{HOLDS_MAX, IDEMPOTENCY_KEY_BYTES_MAX},
    skillshare::{TimeZone, booking::HoldReason},
    time::Timestamp,
};
use sha2::{Digest, Sha256};

use super::{
    bookings,
    catalogue::offered,
    confirm, course_and_teacher, no_course,
    seat::{self, NoSeat, Wanted},
    slots,
};
use crate::{
    app::App,
    auth::Member,
    db::{self, Constraint, DbErr, Transaction, booking::Booking, violates},
    service::{
        Reason, ServiceError,
        audit::{self, Outcome},
        hex,
    },
    zones,
};

/// What somebody wants to book.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Of which course.
    pub course: CourseId,
    /// When the lesson begins.
    pub starts_at: Timestamp,
    /// The student's zone.
    pub zone: TimeZone,
    /// Names the wish, so that it takes effect once.
    pub key: Option<Key>,
}

/// A key that a caller chose for one wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// Reads a key; an empty one is none.
    pub fn parse(text: &str) -> Result<Option<Self>, ServiceError> {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic());
        if text.len() > IDEMPOTENCY_KEY_BYTES_MAX || !is_plain {
            let message = format!("A key has at most {IDEMPOTENCY_KEY_BYTES_MAX} visible ASCII characters.");
            return Err(ServiceError::invalid("idempotency_key", Reason::InvalidArgument, message));
        }
        Ok((!text.is_empty()).then(|| Self(text.to_owned())))
    }
}

/// Keeps a place for a few minutes. Who holds it already keeps it until the same moment as before.
pub async fn hold(app: &App, member: &Member, wish: &Wish) -> Result<Booking, ServiceError> {
    let id = take_once(app, member, wish, Then::Hold).await?;
    bookings::found(app.db.read(), id).await
}

/// Holds a place and books it in one transaction.
pub async fn book(app: &App, member: &Member, wish: &Wish, note: &str) -> Result<Booking, ServiceError> {
    let id = take_once(app, member, wish, Then::Book { note }).await?;
    app.mailer.wake();
    bookings::found(app.db.read(), id).await
}

/// Gives a held place back; one that is not held any more is none.
pub async fn release(app: &App, member: &Member, id: BookingId) -> Result<(), ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    let booking = bookings::own_place(&tx, member, id).await?;
    db::lock::calendar(&tx, booking.teacher_id()).await?;
    if forget(app, &tx, id, &booking, now).await? {
        audit::record(&tx, member, "booking.release", id, Outcome::Success, now);
    }
    tx.commit().await?;
    app.mailer.wake();
    Ok(())
}

/// Gives back the places whose time is over; answers how many. Nothing is written while there is none.
pub async fn release_overdue(app: &App) -> Result<usize, ServiceError> {
    let now = app.clock.now();
    if db::booking::list_overdue(app.db.read(), now).await?.is_empty() {
        return Ok(0);
    }
    let tx = app.db.write().await?;
    let released = release_overdue_in(app, &tx, now).await?;
    tx.commit().await?;
    app.mailer.wake();
    Ok(released)
}

/// The same in a transaction that wants to take a place.
async fn release_overdue_in(app: &App, tx: &Transaction, now: Timestamp) -> Result<usize, ServiceError> {
    let overdue = db::booking::list_overdue(tx, now).await?;
    let mut released = 0;
    for id in overdue {
        // Another transaction may have taken it away meanwhile.
        let Some(booking) = db::booking::find(tx, id).await? else { continue };
        if forget(app, tx, id, &booking, now).await? {
            audit::record(tx, "job:lessons", "booking.expire", id, Outcome::Success, now);
            released += 1;
        }
    }
    Ok(released)
}

/// Forgets a held place; `false` when it is not held any more.
pub(super) async fn forget(
    app: &App,
    tx: &Transaction,
    id: BookingId,
    booking: &Booking,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let was_held = db::booking::forget_hold(tx, id).await?;
    if was_held {
        // The cells went with the booking.
        seat::give_back(app, tx, booking.lesson.id, now).await?;
    }
    Ok(was_held)
}

/// What follows on the place that was taken.
#[derive(Clone, Copy)]
enum Then<'a> {
    Hold,
    Book { note: &'a str },
}

/// Takes a place once, however often it is asked for under one key.
async fn take_once(
    app: &App,
    member: &Member,
    wish: &Wish,
    then: Then<'_>,
) -> Result<BookingId, ServiceError> {
    let (now, digest) = (app.clock.now(), wish.digest(then));
    let tx = app.db.write().await?;
    release_overdue_in(app, &tx, now).await?;
    if let Some(done) = done_before(&tx, member, wish, &digest).await? {
        return Ok(done);
    }
    let taken = take(&tx, member, wish, now).await;
    let id = match taken {
        Ok(id) => id,
        Err(NoSeat::Other(error)) => return Err(error),
        Err(NoSeat::Taken) => {
            drop(tx);
            return Err(slots::taken(app, wish.course, wish.starts_at, &wish.zone).await?);
        }
    };
    if let Some(Key(key)) = &wish.key {
        let kept = db::idempotency::insert(&tx, member.account(), key, &digest, id, now).await;
        kept.map_err(same_key_at_once)?;
    }
    match then {
        Then::Hold => {
            audit::record(&tx, member, "booking.hold", id, Outcome::Success, now);
        }
        Then::Book { note } => confirm::confirm_in(app, &tx, member, id, note, now).await?,
    }
    tx.commit().await?;
    Ok(id)
}

async fn take(tx: &Transaction, member: &Member, wish: &Wish, now: Timestamp) -> Result<BookingId, NoSeat> {
    let (course, teacher) = course_and_teacher(tx, wish.course).await?;
    db::lock::calendar(tx, teacher.id).await?;
    offered(&course, &teacher)?;
    if teacher.account == member.account() {
        return Err(own_course().into());
    }
    if db::erasure::due_at(tx, teacher.account).await?.is_some() {
        // It would be cancelled within a day.
        return Err(no_course().into());
    }
    if let Some(held) = db::booking::find_held(tx, member.account(), wish.course, wish.starts_at).await? {
        return Ok(held);
    }
    if db::booking::count_held(tx, member.account()).await? >= u64::from(HOLDS_MAX) {
        return Err(too_many_holds().into());
    }
    let wanted = Wanted { course: &course, teacher: &teacher, starts_at: wish.starts_at, now };
    let lesson = seat::take(tx, &wanted).await?;
    let zone = zones::id(&wish.zone);
    seat::hold(tx, &lesson, &course, member.account(), zone, HoldReason::Confirming, now).await
}

impl Wish {
    /// What was asked for, so that a key is not used for something else.
    fn digest(&self, then: Then<'_>) -> String {
        let (verb, note) = match then {
            Then::Hold => ("hold", ""),
            Then::Book { note } => ("book", note),
        };
        let text = format!("{verb} {} {} {note}", self.course, self.starts_at.micros());
        hex::encode(&Sha256::digest(text))
    }
}

async fn done_before(
    tx: &Transaction,
    member: &Member,
    wish: &Wish,
    digest: &str,
) -> Result<Option<BookingId>, ServiceError> {
    let Some(Key(key)) = &wish.key else { return Ok(None) };
    match db::idempotency::find(tx, member.account(), key).await? {
        Some(done) if done.request_digest == digest => Ok(Some(done.booking)),
        Some(_) => Err(key_reused()),
        None => Ok(None),
    }
}

fn same_key_at_once(error: DbErr) -> ServiceError {
    if violates(&error, Constraint::OneEffect) {
        return ServiceError::Unavailable("The same request is under way. Try again in a moment.".to_owned());
    }
    error.into()
}

fn key_reused() -> ServiceError {
    let message = "This idempotency key was used for something else. Use a new one for a new request.";
    ServiceError::invalid("idempotency_key", Reason::KeyReused, message)
}

fn own_course() -> ServiceError {
    let message = "This is your own course. You can look at it as students do, but not book it.".to_owned();
    ServiceError::Precondition { reason: Reason::OwnCourse, message }
}

fn too_many_holds() -> ServiceError {
    let message = format!("You hold {HOLDS_MAX} slots already. Confirm one or give one back first.");
    ServiceError::Exhausted { reason: Reason::TooManyHolds, message }
}
