//! What both sides are told: a letter each, posted in the transaction that changes the booking, with the calendar entry
//! that puts it in, changes it or takes it out. Each reads his own zone first, and nobody learns the other's address.
use domain::{
    skillshare::booking::{HoldReason, Party},
    time::Timestamp,
};

use super::bookings::policy;
use crate::{
    app::App,
    calendar::{self, Entry, Method},
    db::{
        Transaction,
        booking::{Booking, Person},
    },
    mail::{Invitation, Letter, outbox},
    service::ServiceError,
    zones,
};

/// A booking was confirmed.
pub(super) async fn booked(
    app: &App,
    tx: &Transaction,
    booking: &Booking,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let title = &booking.course_title;
    tell_both(app, tx, booking, ("Booked", Some(Method::Request)), now, |side| match side.party {
        Party::Student => format!("You booked \"{title}\" with {}.", side.other.name),
        Party::Teacher => format!("{} booked your lesson \"{title}\".", side.other.name),
    })
    .await
}

/// A booking was moved; the lesson was to begin at `before`.
pub(super) async fn moved(
    app: &App,
    tx: &Transaction,
    booking: &Booking,
    before: Timestamp,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let title = &booking.course_title;
    tell_both(app, tx, booking, ("Moved", Some(Method::Request)), now, |side| {
        let was = zones::words(before, &zones::stored(&side.reader.zone));
        match side.party {
            Party::Student => format!("You moved \"{title}\" with {}. It was {was}.", side.other.name),
            Party::Teacher => format!("{} moved the lesson \"{title}\". It was {was}.", side.other.name),
        }
    })
    .await
}

/// A booking was cancelled by one of the two.
pub(super) async fn cancelled(
    app: &App,
    tx: &Transaction,
    booking: &Booking,
    by: Party,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let title = &booking.course_title;
    let cost = match booking.is_late {
        true => format!("It was too late for that to be free of charge: {} is due.", booking.price),
        false => "It costs nothing.".to_owned(),
    };
    tell_both(app, tx, booking, ("Cancelled", Some(Method::Cancel)), now, |side| {
        let who = if side.party == by { "You" } else { side.other.name.as_str() };
        format!("{who} cancelled the lesson \"{title}\". {cost}")
    })
    .await
}

/// A lesson begins in a day or in an hour.
pub(super) async fn reminded(
    app: &App,
    tx: &Transaction,
    booking: &Booking,
    lead_words: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let (title, news) = (&booking.course_title, format!("In {lead_words}"));
    tell_both(app, tx, booking, (&news, None), now, |side| {
        format!("Your lesson \"{title}\" with {} begins in {lead_words}.", side.other.name)
    })
    .await
}

/// Writes to both: what it is about, what it does to their calendars, and how it begins for each.
async fn tell_both(
    app: &App,
    tx: &Transaction,
    booking: &Booking,
    (news, method): (&str, Option<Method>),
    now: Timestamp,
    opening: impl Fn(&Side<'_>) -> String,
) -> Result<(), ServiceError> {
    for side in [Side::student(booking), Side::teacher(booking)] {
        let subject = format!("{news}: {} with {}", booking.course_title, side.other.name);
        side.tell(app, tx, &subject, &opening(&side), method, now).await?;
    }
    Ok(())
}

/// A seat became free for the first in line.
pub(super) async fn offered(
    app: &App,
    tx: &Transaction,
    booking: &Booking,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let title = &booking.course_title;
    let minutes = HoldReason::Offer.life().as_secs() / 60;
    let subject = format!("A place is free: {title} with {}", booking.teacher.name);
    let opening = format!(
        "You waited for a place in \"{title}\" with {}. One became free and is kept for you for {minutes} minutes: confirm \
         it there, or it goes to the next in line.",
        booking.teacher.name
    );
    Side::student(booking).tell(app, tx, &subject, &opening, None, now).await
}

/// The line for a lesson has ended.
pub(super) async fn line_ended(
    app: &App,
    tx: &Transaction,
    email: &str,
    booking: &Booking,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let (title, teacher) = (&booking.course_title, &booking.teacher.name);
    let starts = zones::words(booking.lesson.span.start, &zones::stored(&booking.teacher.zone));
    let subject = format!("No lesson: {title} with {teacher}");
    let body = format!(
        "You waited for a place in \"{title}\" with {teacher}, {starts}. That lesson will not take place. Other times are \
         at {}/skillshare/courses/{}",
        url(app),
        booking.course()
    );
    outbox::post(app, tx, email, &Letter::of_lesson(&subject, &body, None), now).await
}

/// One of the two, as he sees the booking.
struct Side<'a> {
    booking: &'a Booking,
    party: Party,
    reader: &'a Person,
    other: &'a Person,
}

impl<'a> Side<'a> {
    fn student(booking: &'a Booking) -> Self {
        Self { booking, party: Party::Student, reader: &booking.student, other: &booking.teacher }
    }

    fn teacher(booking: &'a Booking) -> Self {
        Self { booking, party: Party::Teacher, reader: &booking.teacher, other: &booking.student }
    }

    async fn tell(
        &self,
        app: &App,
        tx: &Transaction,
        subject: &str,
        opening: &str,
        method: Option<Method>,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let body = format!("{opening}\n\n{}", self.facts(app));
        let invitation = method.map(|method| Invitation {
            method: method.name().to_owned(),
            text: calendar::text(method, None, [self.entry(app, Some(&self.reader.email), now)]),
        });
        outbox::post(app, tx, &self.reader.email, &Letter::of_lesson(subject, &body, invitation), now).await
    }

    /// When by both clocks, how long, for how much, by which policy, and where to change it.
    fn facts(&self, app: &App) -> String {
        let Booking { lesson, price, note, .. } = self.booking;
        let walls = self.walls();
        let minutes = lesson.span.end.since(lesson.span.start).as_secs() / 60;
        let note = match note.is_empty() {
            true => String::new(),
            false => format!("\n\nNote for the teacher:\n{note}"),
        };
        format!(
            "{walls}\n\n{minutes} minutes, {price}. {}{note}\n\nLook at it, change or cancel it: {}",
            policy(self.booking).words(),
            self.link(app)
        )
    }

    fn walls(&self) -> String {
        let at = self.booking.lesson.span.start;
        let mine = zones::words(at, &zones::stored(&self.reader.zone));
        if self.reader.zone == self.other.zone {
            return format!("    {mine}");
        }
        let other = zones::words(at, &zones::stored(&self.other.zone));
        format!("    {mine}\n    {other} for {}", self.other.name)
    }

    fn link(&self, app: &App) -> String {
        format!("{}/skillshare/bookings/{}", url(app), self.booking.id)
    }

    fn entry(&self, app: &App, attendee: Option<&str>, now: Timestamp) -> Entry {
        let attendee =
            attendee.map(|email| calendar::Party { name: self.reader.name.clone(), email: email.to_owned() });
        Entry {
            booking: self.booking.id,
            sequence: self.booking.sequence,
            span: self.booking.lesson.span.clone(),
            written_at: now,
            is_cancelled: self.booking.cancelled_at.is_some(),
            summary: format!("{} with {}", self.booking.course_title, self.other.name),
            description: self.facts(app),
            url: self.link(app),
            organizer: calendar::Party {
                name: self.booking.teacher.name.clone(),
                email: app.mailer.sender_address(),
            },
            attendee,
        }
    }
}

/// A booking as somebody's calendar shows it.
pub(super) fn published(app: &App, booking: &Booking, party: Party, now: Timestamp) -> Entry {
    let side = match party {
        Party::Student => Side::student(booking),
        Party::Teacher => Side::teacher(booking),
    };
    side.entry(app, None, now)
}

fn url(app: &App) -> String {
    app.settings.url(app.settings.listen)
}
