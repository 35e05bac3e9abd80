//! Holds, bookings, lines, reviews and calendars of a member.
use domain::skillshare::booking::Party;
use proto::{
    convert::{
        count, page, seconds,
        skillshare::{booking_id, course_id, moment, note, stars},
    },
    skillshare::{
        BookSlotRequest, BookSlotResponse, CancelBookingRequest, CancelBookingResponse,
        ConfirmBookingRequest, ConfirmBookingResponse, GetBookingRequest, GetBookingResponse,
        GetCalendarFeedRequest, GetCalendarFeedResponse, GetCalendarFileRequest, GetCalendarFileResponse,
        HoldSlotRequest, HoldSlotResponse, JoinLessonLineRequest, JoinLessonLineResponse,
        LeaveLessonLineRequest, LeaveLessonLineResponse, ListBookingsRequest, ListBookingsResponse,
        ReleaseHoldRequest, ReleaseHoldResponse, ReportReviewRequest, ReportReviewResponse,
        RescheduleBookingRequest, RescheduleBookingResponse, WriteReviewRequest, WriteReviewResponse,
    },
};
use tonic::Request;

use super::wire;
use crate::{
    app::Shared,
    auth::{self, Action},
    db::booking::Which,
    service::{
        ServiceError,
        skillshare::{
            bookings, cancel, confirm, feed,
            hold::{self, Key, Wish},
            line, reschedule, reviews,
        },
    },
    zones,
};

pub(super) async fn hold_slot(
    app: &Shared,
    request: Request<HoldSlotRequest>,
) -> Result<HoldSlotResponse, ServiceError> {
    let member = auth::member(app, request.extensions(), "", Action::UseLessons).await?;
    let HoldSlotRequest { course_id: course, starts_at, zone, idempotency_key } = request.into_inner();
    let wish = wish(&course, starts_at, &zone, &idempotency_key)?;
    let booking = hold::hold(app, &member, &wish).await?;
    Ok(HoldSlotResponse { booking: Some(wire::booking(app, &member, &booking, Some(&wish.zone))) })
}

pub(super) async fn book_slot(
    app: &Shared,
    request: Request<BookSlotRequest>,
) -> Result<BookSlotResponse, ServiceError> {
    let member = auth::member(app, request.extensions(), "", Action::UseLessons).await?;
    let message = request.into_inner();
    let wish = wish(&message.course_id, message.starts_at, &message.zone, &message.idempotency_key)?;
    let booking = hold::book(app, &member, &wish, note("note", &message.note)?.as_str()).await?;
    Ok(BookSlotResponse { booking: Some(wire::booking(app, &member, &booking, Some(&wish.zone))) })
}

fn wish(course: &str, starts_at: i64, zone: &str, key: &str) -> Result<Wish, ServiceError> {
    Ok(Wish {
        course: course_id(course)?,
        starts_at: moment(starts_at),
        zone: zones::find(zone)?,
        key: Key::parse(key)?,
    })
}

pub(super) async fn confirm_booking(
    app: &Shared,
    request: Request<ConfirmBookingRequest>,
) -> Result<ConfirmBookingResponse, ServiceError> {
    let member = auth::member(app, request.extensions(), "", Action::UseLessons).await?;
    let ConfirmBookingRequest { booking_id: booking, note: words } = request.into_inner();
    let words = note("note", &words)?;
    let booking = confirm::confirm(app, &member, booking_id(&booking)?, words.as_str()).await?;
    Ok(ConfirmBookingResponse { booking: Some(wire::booking(app, &member, &booking, None)) })
}

pub(super) async fn release_hold(
    app: &Shared,
    request: Request<ReleaseHoldRequest>,
) -> Result<ReleaseHoldResponse, ServiceError> {
    let member = auth::member(app, request.extensions(), "", Action::UseLessons).await?;
    hold::release(app, &member, booking_id(&request.get_ref().booking_id)?).await?;
    Ok(ReleaseHoldResponse {})
}

pub(super) async fn cancel_booking(
    app: &Shared,
    request: Request<CancelBookingRequest>,
) -> Result<CancelBookingResponse, ServiceError> {
    let member = auth::member(app, request.extensions(), "", Action::UseLessons).await?;
    let booking = cancel::cancel(app, &member, booking_id(&request.get_ref().booking_id)?).await?;
    Ok(CancelBookingResponse { booking: Some(wire::booking(app, &member, &booking, None)) })
}

pub(super) async fn reschedule_booking(
    app: &Shared,
    request: Request<RescheduleBookingRequest>,
) -> Result<RescheduleBookingResponse, ServiceError> {
    let member = auth::member(app, request.extensions(), "", Action::UseLessons).await?;
    let RescheduleBookingRequest { booking_id: booking, starts_at } = request.into_inner();
    let booking = reschedule::reschedule(app, &member, booking_id(&booking)?, moment(starts_at)).await?;
    Ok(RescheduleBookingResponse { booking: Some(wire::booking(app, &member, &booking, None)) })
}

pub(super) async fn list_bookings(
    app: &Shared,
    request: Request<ListBookingsRequest>,
) -> Result<ListBookingsResponse, ServiceError> {
    let member = auth::member(app, request.extensions(), "", Action::UseLessons).await?;
    let ListBookingsRequest { past, as_teacher, zone, limit, offset } = request.into_inner();
    let (zone, page) = (zones::find(&zone)?, page(limit, offset)?);
    let party = if as_teacher { Party::Teacher } else { Party::Student };
    let which = Which { party, past, limit: page.limit(), offset: page.offset() };
    let found = bookings::list(app, &member, which).await?;
    Ok(ListBookingsResponse {
        bookings: found.bookings.iter().map(|it| wire::booking(app, &member, it, Some(&zone))).collect(),
        total_count: count(found.total),
        lines: found.lines.iter().map(|place| wire::line_entry(place, &zone)).collect(),
    })
}

pub(super) async fn get_booking(
    app: &Shared,
    request: Request<GetBookingRequest>,
) -> Result<GetBookingResponse, ServiceError> {
    let member = auth::member(app, request.extensions(), "", Action::UseLessons).await?;
    let GetBookingRequest { booking_id: booking, zone } = request.into_inner();
    let zone = zones::find(&zone)?;
    let found = bookings::booking(app, &member, booking_id(&booking)?).await?;
    Ok(GetBookingResponse { booking: Some(wire::in_full(app, &member, &found, &zone)) })
}

pub(super) async fn join_lesson_line(
    app: &Shared,
    request: Request<JoinLessonLineRequest>,
) -> Result<JoinLessonLineResponse, ServiceError> {
    let member = auth::member(app, request.extensions(), "", Action::UseLessons).await?;
    let JoinLessonLineRequest { course_id: course, starts_at, zone } = request.into_inner();
    let zone = zones::find(&zone)?;
    let position = line::join(app, &member, course_id(&course)?, moment(starts_at), &zone).await?;
    Ok(JoinLessonLineResponse { position: count(position) })
}

pub(super) async fn leave_lesson_line(
    app: &Shared,
    request: Request<LeaveLessonLineRequest>,
) -> Result<LeaveLessonLineResponse, ServiceError> {
    let member = auth::member(app, request.extensions(), "", Action::UseLessons).await?;
    let LeaveLessonLineRequest { course_id: course, starts_at } = request.into_inner();
    line::leave(app, &member, course_id(&course)?, moment(starts_at)).await?;
    Ok(LeaveLessonLineResponse {})
}

pub(super) async fn write_review(
    app: &Shared,
    request: Request<WriteReviewRequest>,
) -> Result<WriteReviewResponse, ServiceError> {
    let member = auth::member(app, request.extensions(), "", Action::UseLessons).await?;
    let WriteReviewRequest { booking_id: booking, stars: given, text } = request.into_inner();
    let text = note("text", &text)?;
    reviews::write(app, &member, booking_id(&booking)?, stars(given), &text).await?;
    Ok(WriteReviewResponse {})
}

pub(super) async fn report_review(
    app: &Shared,
    request: Request<ReportReviewRequest>,
) -> Result<ReportReviewResponse, ServiceError> {
    let member = auth::member(app, request.extensions(), "", Action::UseLessons).await?;
    reviews::report(app, &member, booking_id(&request.get_ref().booking_id)?).await?;
    Ok(ReportReviewResponse {})
}

pub(super) async fn get_calendar_file(
    app: &Shared,
    request: Request<GetCalendarFileRequest>,
) -> Result<GetCalendarFileResponse, ServiceError> {
    let member = auth::member(app, request.extensions(), "", Action::UseLessons).await?;
    let id = booking_id(&request.get_ref().booking_id)?;
    let ics = feed::file(app, &member, id).await?;
    Ok(GetCalendarFileResponse { ics, file_name: format!("lesson-{id}.ics") })
}

pub(super) async fn get_calendar_feed(
    app: &Shared,
    request: Request<GetCalendarFeedRequest>,
) -> Result<GetCalendarFeedResponse, ServiceError> {
    let member = auth::member(app, request.extensions(), "", Action::UseLessons).await?;
    let found = feed::feed(app, &member, request.get_ref().renew).await?;
    let path = |feed: &feed::Feed| feed.key.as_ref().map(|key| format!("{}{}", feed::PATH, key.as_str()));
    Ok(GetCalendarFeedResponse {
        path: found.as_ref().and_then(path).unwrap_or_default(),
        created_at: found.map_or(0, |feed| seconds(feed.created_at)),
    })
}
