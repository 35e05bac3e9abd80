//! What students say about lessons that they attended (G16): once each, with one answer of the teacher. Whoever thinks that
//! one should not be there can say so to the admins.
use domain::{
    id::BookingId,
    limits::NOTE_CHARS_MAX,
    skillshare::{booking::Party, text::Prose},
};

use super::bookings;
use crate::{
    app::App,
    auth::Member,
    db,
    service::{
        Reason, ServiceError,
        audit::{self, Outcome},
    },
};

/// Writes a review.
pub async fn write(
    app: &App,
    member: &Member,
    id: BookingId,
    stars: u32,
    text: &Prose<NOTE_CHARS_MAX>,
) -> Result<(), ServiceError> {
    if !(1..=5).contains(&stars) {
        return Err(ServiceError::invalid("stars", Reason::InvalidArgument, "Give 1 to 5 stars."));
    }
    let now = app.clock.now();
    let tx = app.db.write().await?;
    let booking = bookings::own_place(&tx, member, id).await?;
    if !bookings::allowed(app, member, &booking).review {
        return Err(not_attended());
    }
    if !db::review::insert(&tx, id, stars, text.as_str(), now).await? {
        return Err(reviewed_already());
    }
    audit::record(&tx, member, "review.write", id, Outcome::Success, now);
    Ok(tx.commit().await?)
}

/// Answers a review; an empty answer takes the last one back.
pub async fn reply(
    app: &App,
    member: &Member,
    id: BookingId,
    text: &Prose<NOTE_CHARS_MAX>,
) -> Result<(), ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    let (_, party) = bookings::of_either(&tx, member, id).await?;
    let words = Some(text.as_str()).filter(|words| !words.is_empty());
    if party != Party::Teacher || !db::review::reply(&tx, id, words, now).await? {
        return Err(no_review());
    }
    audit::record(&tx, member, "review.reply", id, Outcome::Success, now);
    Ok(tx.commit().await?)
}

/// Tells the admins of a review; telling twice is telling once.
pub async fn report(app: &App, member: &Member, id: BookingId) -> Result<(), ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    if db::review::find(&tx, id).await?.is_none() {
        return Err(no_review());
    }
    if db::review::report(&tx, id, now).await? {
        audit::record(&tx, member, "review.report", id, Outcome::Success, now);
    }
    Ok(tx.commit().await?)
}

fn no_review() -> ServiceError {
    ServiceError::NotFound("There is no such review of a lesson of yours.".to_owned())
}

fn not_attended() -> ServiceError {
    let message = "A review can be written once the lesson is over, by who took part.".to_owned();
    ServiceError::Precondition { reason: Reason::NotAttended, message }
}

fn reviewed_already() -> ServiceError {
    let message = "You have written a review of this lesson already.".to_owned();
    ServiceError::Taken { reason: Reason::ReviewedAlready, message }
}
