//! `SkillShareService`: looking in [`browse`], teaching in [`teach`], booking in [`book`]; [`wire`] says how things look.
mod book;
mod browse;
mod teach;
mod wire;

use proto::skillshare::{
    ArchiveCourseRequest, ArchiveCourseResponse, BookSlotRequest, BookSlotResponse, CancelBookingRequest,
    CancelBookingResponse, ConfirmBookingRequest, ConfirmBookingResponse, GetBookingRequest,
    GetBookingResponse, GetCalendarFeedRequest, GetCalendarFeedResponse, GetCalendarFileRequest,
    GetCalendarFileResponse, GetCourseRequest, GetCourseResponse, GetTeacherRequest, GetTeacherResponse,
    GetTeachingRequest, GetTeachingResponse, HoldSlotRequest, HoldSlotResponse, JoinLessonLineRequest,
    JoinLessonLineResponse, LeaveLessonLineRequest, LeaveLessonLineResponse, ListBookingsRequest,
    ListBookingsResponse, ListCoursesRequest, ListCoursesResponse, ListSlotsRequest, ListSlotsResponse,
    ListTeachersRequest, ListTeachersResponse, ReleaseHoldRequest, ReleaseHoldResponse,
    RemoveDemoDataRequest, RemoveDemoDataResponse, ReplyToReviewRequest, ReplyToReviewResponse,
    ReportReviewRequest, ReportReviewResponse, RescheduleBookingRequest, RescheduleBookingResponse,
    SaveCourseRequest, SaveCourseResponse, SaveHoursRequest, SaveHoursResponse, SaveTeacherRequest,
    SaveTeacherResponse, WriteReviewRequest, WriteReviewResponse,
    skill_share_service_server::SkillShareService,
};
use tonic::{Request, Response, Status};

use crate::{app::Shared, service::ServiceError};

/// The handlers.
pub struct SkillShare {
    app: Shared,
}

impl SkillShare {
    /// Handlers of this application.
    pub fn new(app: &Shared) -> Self {
        Self { app: Shared::clone(app) }
    }
}

/// One line a call: which part answers it.
macro_rules! calls {
    ($($part:ident :: $call:ident($request:ty) -> $response:ty;)+) => {
        #[tonic::async_trait]
        impl SkillShareService for SkillShare {
            $(async fn $call(&self, request: Request<$request>) -> Result<Response<$response>, Status> {
                let answer: Result<$response, ServiceError> = $part::$call(&self.app, request).await;
                Ok(Response::new(answer?))
            })+
        }
    };
}

calls! {
    browse::list_courses(ListCoursesRequest) -> ListCoursesResponse;
    browse::get_course(GetCourseRequest) -> GetCourseResponse;
    browse::list_teachers(ListTeachersRequest) -> ListTeachersResponse;
    browse::get_teacher(GetTeacherRequest) -> GetTeacherResponse;
    browse::list_slots(ListSlotsRequest) -> ListSlotsResponse;
    teach::get_teaching(GetTeachingRequest) -> GetTeachingResponse;
    teach::save_teacher(SaveTeacherRequest) -> SaveTeacherResponse;
    teach::save_hours(SaveHoursRequest) -> SaveHoursResponse;
    teach::save_course(SaveCourseRequest) -> SaveCourseResponse;
    teach::archive_course(ArchiveCourseRequest) -> ArchiveCourseResponse;
    teach::reply_to_review(ReplyToReviewRequest) -> ReplyToReviewResponse;
    teach::remove_demo_data(RemoveDemoDataRequest) -> RemoveDemoDataResponse;
    book::hold_slot(HoldSlotRequest) -> HoldSlotResponse;
    book::confirm_booking(ConfirmBookingRequest) -> ConfirmBookingResponse;
    book::release_hold(ReleaseHoldRequest) -> ReleaseHoldResponse;
    book::book_slot(BookSlotRequest) -> BookSlotResponse;
    book::cancel_booking(CancelBookingRequest) -> CancelBookingResponse;
    book::reschedule_booking(RescheduleBookingRequest) -> RescheduleBookingResponse;
    book::list_bookings(ListBookingsRequest) -> ListBookingsResponse;
    book::get_booking(GetBookingRequest) -> GetBookingResponse;
    book::join_lesson_line(JoinLessonLineRequest) -> JoinLessonLineResponse;
    book::leave_lesson_line(LeaveLessonLineRequest) -> LeaveLessonLineResponse;
    book::write_review(WriteReviewRequest) -> WriteReviewResponse;
    book::report_review(ReportReviewRequest) -> ReportReviewResponse;
    book::get_calendar_file(GetCalendarFileRequest) -> GetCalendarFileResponse;
    book::get_calendar_feed(GetCalendarFeedRequest) -> GetCalendarFeedResponse;
}
