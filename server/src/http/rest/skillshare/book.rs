//! Booking, moving and cancelling; for members with a bearer token.
use axum::{
    Json,
    extract::{
        Path, Query, State,
        rejection::{JsonRejection, QueryRejection},
    },
    response::Response,
};
use domain::{skillshare::booking::Party, time::Timestamp};
use http::{Extensions, HeaderMap, StatusCode};
use proto::convert::{
    page,
    skillshare::{booking_id, course_id, note},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    super::json::{Answer, answer, bad_body, bad_query},
    shapes,
};
use crate::{
    app::Shared,
    auth::{self, Action},
    db::booking::Which,
    service::{
        Reason, ServiceError,
        skillshare::{
            bookings, cancel,
            hold::{self, Key, Wish},
            reschedule,
        },
    },
    zones,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BookingWish {
    course_id: String,
    /// RFC 3339: `2026-11-28T20:30:00Z`, or with any other offset.
    starts_at: String,
    #[serde(default)]
    zone: String,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewStart {
    starts_at: String,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Asked {
    past: bool,
    as_teacher: bool,
    zone: String,
    limit: i32,
    offset: i32,
}

type AskedQuery = Result<Query<Asked>, QueryRejection>;

fn moment(text: &str) -> Result<Timestamp, ServiceError> {
    let instant: Result<jiff::Timestamp, _> = text.parse();
    let why = "A time is written as in 2026-11-28T20:30:00Z.";
    let instant = instant.map_err(|_| ServiceError::invalid("starts_at", Reason::InvalidArgument, why))?;
    Ok(Timestamp::from_micros(instant.as_microsecond()))
}

pub(super) async fn book(
    State(app): State<Shared>,
    extensions: Extensions,
    headers: HeaderMap,
    wish: Result<Json<BookingWish>, JsonRejection>,
) -> Response {
    let booked = async || -> Answer {
        let member = auth::member(&app, &extensions, "", Action::UseLessons).await?;
        let Json(asked) = wish.map_err(bad_body)?;
        let key =
            headers.get("idempotency-key").map(|key| key.to_str().unwrap_or("\u{0}")).unwrap_or_default();
        let wish = Wish {
            course: course_id(&asked.course_id)?,
            starts_at: moment(&asked.starts_at)?,
            zone: zones::find(&asked.zone)?,
            key: Key::parse(key)?,
        };
        let booking = hold::book(&app, &member, &wish, note("note", &asked.note)?.as_str()).await?;
        Ok(shapes::booking(&app, &member, &booking, &wish.zone))
    };
    answer(booked().await, StatusCode::CREATED)
}

pub(super) async fn list(State(app): State<Shared>, extensions: Extensions, asked: AskedQuery) -> Response {
    let found = async || -> Answer {
        let member = auth::member(&app, &extensions, "", Action::UseLessons).await?;
        let Query(asked) = asked.map_err(bad_query)?;
        let (zone, page) = (zones::find(&asked.zone)?, page(asked.limit, asked.offset)?);
        let party = if asked.as_teacher { Party::Teacher } else { Party::Student };
        let which = Which { party, past: asked.past, limit: page.limit(), offset: page.offset() };
        let found = bookings::list(&app, &member, which).await?;
        let bookings: Vec<_> =
            found.bookings.iter().map(|booking| shapes::booking(&app, &member, booking, &zone)).collect();
        Ok(json!({ "bookings": bookings, "total_count": found.total }))
    };
    answer(found().await, StatusCode::OK)
}

pub(super) async fn find(
    State(app): State<Shared>,
    Path(booking): Path<String>,
    extensions: Extensions,
    asked: AskedQuery,
) -> Response {
    let found = async || -> Answer {
        let member = auth::member(&app, &extensions, "", Action::UseLessons).await?;
        let zone = zones::find(&asked.map_err(bad_query)?.0.zone)?;
        let found = bookings::booking(&app, &member, booking_id(&booking)?).await?;
        Ok(shapes::booking(&app, &member, &found.booking, &zone))
    };
    answer(found().await, StatusCode::OK)
}

pub(super) async fn cancel(
    State(app): State<Shared>,
    Path(booking): Path<String>,
    extensions: Extensions,
) -> Response {
    let cancelled = async || -> Answer {
        let member = auth::member(&app, &extensions, "", Action::UseLessons).await?;
        let booking = cancel::cancel(&app, &member, booking_id(&booking)?).await?;
        let zone = zones::stored(&booking.student.zone);
        Ok(shapes::booking(&app, &member, &booking, &zone))
    };
    answer(cancelled().await, StatusCode::OK)
}

pub(super) async fn reschedule(
    State(app): State<Shared>,
    Path(booking): Path<String>,
    extensions: Extensions,
    start: Result<Json<NewStart>, JsonRejection>,
) -> Response {
    let moved = async || -> Answer {
        let member = auth::member(&app, &extensions, "", Action::UseLessons).await?;
        let Json(start) = start.map_err(bad_body)?;
        let starts_at = moment(&start.starts_at)?;
        let booking = reschedule::reschedule(&app, &member, booking_id(&booking)?, starts_at).await?;
        let zone = zones::stored(&booking.student.zone);
        Ok(shapes::booking(&app, &member, &booking, &zone))
    };
    answer(moved().await, StatusCode::OK)
}
