//! Somebody's bookings, and who may see one: its student and its teacher. To everybody else there is none.
use domain::{
    id::BookingId,
    skillshare::booking::{Party, Policy, State, may_review},
    time::Timestamp,
};

use crate::{
    app::App,
    auth::Member,
    db::{
        self, ConnectionTrait,
        booking::{Booking, Which},
        booking_event::Event,
        lesson_line::Place,
        review::Review,
    },
    service::ServiceError,
};

/// A page of somebody's bookings.
pub struct Page {
    /// The bookings.
    pub bookings: Vec<Booking>,
    /// How many there are in all.
    pub total: u64,
    /// The lines in which he stands.
    pub lines: Vec<Place>,
}

/// The caller's bookings.
pub async fn list(app: &App, member: &Member, which: Which) -> Result<Page, ServiceError> {
    super::hold::release_overdue(app).await?;
    let now = app.clock.now();
    let (bookings, total) = db::booking::list(app.db.read(), member.account(), which, now).await?;
    let lines = match which.party {
        Party::Student => db::lesson_line::places_of(app.db.read(), member.account(), now).await?,
        Party::Teacher => Vec::new(),
    };
    Ok(Page { bookings, total, lines })
}

/// One booking with all that happened to it.
pub struct InFull {
    /// The booking.
    pub booking: Booking,
    /// What happened, oldest first.
    pub events: Vec<Event>,
    /// The student's review.
    pub review: Option<Review>,
}

/// One of the caller's bookings.
pub async fn booking(app: &App, member: &Member, id: BookingId) -> Result<InFull, ServiceError> {
    let (booking, _) = of_either(app.db.read(), member, id).await?;
    let events = db::booking_event::list(app.db.read(), id).await?;
    let review = db::review::find(app.db.read(), id).await?;
    Ok(InFull { booking, events, review })
}

/// What may be done with a booking now, by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// Whether the caller gives the lesson.
    pub as_teacher: bool,
    /// Until when cancelling is free and moving possible.
    pub free_until: Timestamp,
    /// Cancel it.
    pub cancel: bool,
    /// Move it.
    pub reschedule: bool,
    /// Write about it, as far as its time goes.
    pub review: bool,
}

/// What the caller may do with a booking.
pub fn allowed(app: &App, member: &Member, booking: &Booking) -> Allowed {
    let (now, span) = (app.clock.now(), &booking.lesson.span);
    let as_teacher = booking.teacher.account == member.account();
    let party = if as_teacher { Party::Teacher } else { Party::Student };
    let policy = policy(booking);
    Allowed {
        as_teacher,
        free_until: policy.free_until(span.start),
        cancel: policy.cancel(booking.state, span.start, party, now).is_ok(),
        reschedule: !as_teacher && policy.may_move(booking.state, span.start, now).is_ok(),
        review: !as_teacher && may_review(booking.state, span.end, now),
    }
}

/// The policy that was agreed.
pub fn policy(booking: &Booking) -> Policy {
    Policy::of_hours(booking.lesson.cancel_notice_hours)
}

/// A booking of which the caller is the student; a hold of which the time is over is none.
pub(super) async fn own_place(
    on: &impl ConnectionTrait,
    member: &Member,
    id: BookingId,
) -> Result<Booking, ServiceError> {
    let booking = db::booking::find(on, id).await?;
    booking.filter(|booking| booking.student.account == member.account()).ok_or_else(no_booking)
}

/// A booking of which the caller is the student or the teacher, and which. A hold is only its student's.
pub(super) async fn of_either(
    on: &impl ConnectionTrait,
    member: &Member,
    id: BookingId,
) -> Result<(Booking, Party), ServiceError> {
    let booking = db::booking::find(on, id).await?.ok_or_else(no_booking)?;
    if booking.student.account == member.account() {
        return Ok((booking, Party::Student));
    }
    let is_shown =
        booking.teacher.account == member.account() && !matches!(booking.state, State::Held { .. });
    if is_shown { Ok((booking, Party::Teacher)) } else { Err(no_booking()) }
}

/// A booking that is there.
pub(super) async fn found(on: &impl ConnectionTrait, id: BookingId) -> Result<Booking, ServiceError> {
    db::booking::find(on, id).await?.ok_or_else(no_booking)
}

fn no_booking() -> ServiceError {
    ServiceError::NotFound("There is no such booking of yours, or its hold is over.".to_owned())
}
