//! Lessons: teaching, booking, waiting, reviews, calendars.

use proto::skillshare::{
    ArchiveCourseRequest, BookSlotRequest, Booking, CancelBookingRequest, ConfirmBookingRequest,
    GetBookingRequest, GetCalendarFeedRequest, GetCalendarFeedResponse, GetCalendarFileRequest,
    GetCalendarFileResponse, GetTeachingRequest, GetTeachingResponse, HoldSlotRequest, JoinLessonLineRequest,
    LeaveLessonLineRequest, ListBookingsRequest, ListBookingsResponse, ReleaseHoldRequest,
    RemoveDemoDataRequest, RemoveDemoDataResponse, ReplyToReviewRequest, ReportReviewRequest,
    RescheduleBookingRequest, SaveCourseRequest, SaveHoursRequest, SaveTeacherRequest, WriteReviewRequest,
    skill_share_service_client::SkillShareServiceClient as Lessons,
};

use crate::{Authorized, ClientError, Kind};

impl Authorized {
    /// The caller's own teaching; an error of [`Kind::NotFound`] for who does not teach.
    pub async fn teaching(&self) -> Result<GetTeachingResponse, ClientError> {
        let call = |wire, request| async move { Lessons::new(wire).get_teaching(request).await };
        self.session.call(GetTeachingRequest {}, call).await
    }

    /// Makes the caller a teacher, or changes the profile; the teacher's id.
    pub async fn save_teacher(&self, profile: SaveTeacherRequest) -> Result<String, ClientError> {
        let call = |wire, request| async move { Lessons::new(wire).save_teacher(request).await };
        Ok(self.session.call(profile, call).await?.teacher_id)
    }

    /// Changes when the caller teaches.
    pub async fn save_hours(&self, hours: SaveHoursRequest) -> Result<(), ClientError> {
        let call = |wire, request| async move { Lessons::new(wire).save_hours(request).await };
        self.session.call(hours, call).await.map(drop)
    }

    /// Makes or changes a course; its id.
    pub async fn save_course(&self, course: SaveCourseRequest) -> Result<String, ClientError> {
        let call = |wire, request| async move { Lessons::new(wire).save_course(request).await };
        Ok(self.session.call(course, call).await?.course_id)
    }

    /// Takes a course out of the list, or puts it back.
    pub async fn archive_course(&self, course_id: &str, archived: bool) -> Result<(), ClientError> {
        let message = ArchiveCourseRequest { course_id: course_id.to_owned(), archived };
        let call = |wire, request| async move { Lessons::new(wire).archive_course(request).await };
        self.session.call(message, call).await.map(drop)
    }

    /// Keeps a place for five minutes. An error with the reason `SLOT_TAKEN` names the nearest other starts.
    pub async fn hold_slot(&self, wish: HoldSlotRequest) -> Result<Booking, ClientError> {
        let call = |wire, request| async move { Lessons::new(wire).hold_slot(request).await };
        there(self.session.call(wish, call).await?.booking)
    }

    /// Books what is held.
    pub async fn confirm_booking(&self, booking_id: &str, note: &str) -> Result<Booking, ClientError> {
        let message = ConfirmBookingRequest { booking_id: booking_id.to_owned(), note: note.to_owned() };
        let call = |wire, request| async move { Lessons::new(wire).confirm_booking(request).await };
        there(self.session.call(message, call).await?.booking)
    }

    /// Gives a held place back.
    pub async fn release_hold(&self, booking_id: &str) -> Result<(), ClientError> {
        let message = ReleaseHoldRequest { booking_id: booking_id.to_owned() };
        let call = |wire, request| async move { Lessons::new(wire).release_hold(request).await };
        self.session.call(message, call).await.map(drop)
    }

    /// Holds and books in one.
    pub async fn book_slot(&self, wish: BookSlotRequest) -> Result<Booking, ClientError> {
        let call = |wire, request| async move { Lessons::new(wire).book_slot(request).await };
        there(self.session.call(wish, call).await?.booking)
    }

    /// Ends a booking by the policy.
    pub async fn cancel_booking(&self, booking_id: &str) -> Result<Booking, ClientError> {
        let message = CancelBookingRequest { booking_id: booking_id.to_owned() };
        let call = |wire, request| async move { Lessons::new(wire).cancel_booking(request).await };
        there(self.session.call(message, call).await?.booking)
    }

    /// Moves a booking to another start, in Unix seconds.
    pub async fn reschedule_booking(&self, booking_id: &str, starts_at: i64) -> Result<Booking, ClientError> {
        let message = RescheduleBookingRequest { booking_id: booking_id.to_owned(), starts_at };
        let call = |wire, request| async move { Lessons::new(wire).reschedule_booking(request).await };
        there(self.session.call(message, call).await?.booking)
    }

    /// The caller's bookings.
    pub async fn list_bookings(
        &self,
        which: ListBookingsRequest,
    ) -> Result<ListBookingsResponse, ClientError> {
        let call = |wire, request| async move { Lessons::new(wire).list_bookings(request).await };
        self.session.call(which, call).await
    }

    /// One booking with everything that happened to it, seen from a zone.
    pub async fn booking(&self, booking_id: &str, zone: &str) -> Result<Booking, ClientError> {
        let message = GetBookingRequest { booking_id: booking_id.to_owned(), zone: zone.to_owned() };
        let call = |wire, request| async move { Lessons::new(wire).get_booking(request).await };
        there(self.session.call(message, call).await?.booking)
    }

    /// Stands in line for a place of a full lesson; the position, 1 is next.
    pub async fn join_lesson_line(
        &self,
        course_id: &str,
        starts_at: i64,
        zone: &str,
    ) -> Result<i32, ClientError> {
        let message =
            JoinLessonLineRequest { course_id: course_id.to_owned(), starts_at, zone: zone.to_owned() };
        let call = |wire, request| async move { Lessons::new(wire).join_lesson_line(request).await };
        Ok(self.session.call(message, call).await?.position)
    }

    /// Leaves that line.
    pub async fn leave_lesson_line(&self, course_id: &str, starts_at: i64) -> Result<(), ClientError> {
        let message = LeaveLessonLineRequest { course_id: course_id.to_owned(), starts_at };
        let call = |wire, request| async move { Lessons::new(wire).leave_lesson_line(request).await };
        self.session.call(message, call).await.map(drop)
    }

    /// Writes a review of a lesson that was attended.
    pub async fn write_review(&self, booking_id: &str, stars: i32, text: &str) -> Result<(), ClientError> {
        let message = WriteReviewRequest { booking_id: booking_id.to_owned(), stars, text: text.to_owned() };
        let call = |wire, request| async move { Lessons::new(wire).write_review(request).await };
        self.session.call(message, call).await.map(drop)
    }

    /// Answers a review; an empty answer takes it back.
    pub async fn reply_to_review(&self, booking_id: &str, reply: &str) -> Result<(), ClientError> {
        let message = ReplyToReviewRequest { booking_id: booking_id.to_owned(), reply: reply.to_owned() };
        let call = |wire, request| async move { Lessons::new(wire).reply_to_review(request).await };
        self.session.call(message, call).await.map(drop)
    }

    /// Tells the admins that a review should not be there.
    pub async fn report_review(&self, booking_id: &str) -> Result<(), ClientError> {
        let message = ReportReviewRequest { booking_id: booking_id.to_owned() };
        let call = |wire, request| async move { Lessons::new(wire).report_review(request).await };
        self.session.call(message, call).await.map(drop)
    }

    /// A booking as iCalendar.
    pub async fn calendar_file(&self, booking_id: &str) -> Result<GetCalendarFileResponse, ClientError> {
        let message = GetCalendarFileRequest { booking_id: booking_id.to_owned() };
        let call = |wire, request| async move { Lessons::new(wire).get_calendar_file(request).await };
        self.session.call(message, call).await
    }

    /// The private address of the caller's lessons; told only when it is made or made anew.
    pub async fn calendar_feed(&self, renew: bool) -> Result<GetCalendarFeedResponse, ClientError> {
        let call = |wire, request| async move { Lessons::new(wire).get_calendar_feed(request).await };
        self.session.call(GetCalendarFeedRequest { renew }, call).await
    }

    /// Removes the data of the demonstration; for admins.
    pub async fn remove_demo_data(&self) -> Result<RemoveDemoDataResponse, ClientError> {
        let call = |wire, request| async move { Lessons::new(wire).remove_demo_data(request).await };
        self.session.call(RemoveDemoDataRequest {}, call).await
    }
}

/// The booking of an answer, which always has one.
fn there(booking: Option<Booking>) -> Result<Booking, ClientError> {
    booking.ok_or_else(|| ClientError::local(Kind::Internal, "NO_BOOKING", "The answer has no booking."))
}
