//! Calendars to read: one booking as a file, and all of somebody's lessons under a private address (G14).
use std::time::Duration;

use domain::{
    id::{AccountId, BookingId},
    skillshare::booking::Party,
    time::Timestamp,
};

use super::{bookings, news};
use crate::{
    app::App,
    auth::{Member, Secret},
    calendar::{self, Method},
    db::{self, booking::Booking},
    service::{
        ServiceError,
        audit::{self, Outcome},
    },
};

/// The address of a feed, up to its key. The key stands in the query, which no log keeps.
pub const PATH: &str = "/calendar/feed.ics?key=";
/// How far back a feed reaches: who looks for what was, finds it for a quarter of a year.
const KEPT: Duration = Duration::from_secs(90 * 24 * 3600);
/// Entries of a feed.
const ENTRIES_MAX: u32 = 1_000;
/// Entries of an archive, which is made in memory: about 10 MB. Whoever took more finds the oldest as records alone.
const ARCHIVED_MAX: u32 = 10_000;

/// A booking as a calendar file.
pub async fn file(app: &App, member: &Member, id: BookingId) -> Result<String, ServiceError> {
    let (booking, party) = bookings::of_either(app.db.read(), member, id).await?;
    let entry = news::published(app, &booking, party, app.clock.now());
    Ok(calendar::text(Method::Publish, None, [entry]))
}

/// The private address of somebody's lessons.
pub struct Feed {
    /// The key in it, told only when it is made.
    pub key: Option<Secret>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The caller's feed; made when there is none, and anew if so wished.
pub async fn feed(app: &App, member: &Member, renew: bool) -> Result<Option<Feed>, ServiceError> {
    if !renew {
        let created_at = db::calendar_feed::created_at(app.db.read(), member.account()).await?;
        return Ok(created_at.map(|created_at| Feed { key: None, created_at }));
    }
    let (key, now) = (Secret::fresh(), app.clock.now());
    let tx = app.db.write().await?;
    db::calendar_feed::set(&tx, member.account(), &key.digest(), now).await?;
    audit::record(&tx, member, "calendar.feed", member.account(), Outcome::Success, now);
    tx.commit().await?;
    Ok(Some(Feed { key: Some(key), created_at: now }))
}

/// The lessons of whoever this key belongs to.
pub async fn read(app: &App, key: &str) -> Result<String, ServiceError> {
    let key = Secret::presented(key).ok_or_else(no_feed)?;
    let account = db::calendar_feed::find(app.db.read(), &key.digest()).await?.ok_or_else(no_feed)?;
    let now = app.clock.now();
    let found = db::booking::list_for_calendar(app.db.read(), account, now.minus(KEPT), ENTRIES_MAX).await?;
    let entries = found.iter().map(|booking| news::published(app, booking, party(booking, account), now));
    Ok(calendar::text(Method::Publish, Some("Skyshard lessons"), entries))
}

/// All that somebody ever took or gave, as a calendar.
pub(in crate::service) async fn everything(app: &App, account: AccountId) -> Result<String, ServiceError> {
    let (ever, now) = (Timestamp::from_micros(0), app.clock.now());
    let found = db::booking::list_for_calendar(app.db.read(), account, ever, ARCHIVED_MAX).await?;
    let entries = found.iter().map(|booking| news::published(app, booking, party(booking, account), now));
    Ok(calendar::text(Method::Publish, Some("Skyshard lessons"), entries))
}

fn party(booking: &Booking, account: AccountId) -> Party {
    if booking.teacher.account == account { Party::Teacher } else { Party::Student }
}

fn no_feed() -> ServiceError {
    ServiceError::NotFound("There is no calendar at this address. It may have been renewed.".to_owned())
}
