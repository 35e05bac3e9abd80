//! One's own teaching; and, for admins, the end of the demonstration.
use domain::skillshare::teacher::Profile;
use proto::{
    convert::{
        count,
        skillshare::{TeachingHours, booking_id, course_id, exceptions, note},
    },
    skillshare::{
        ArchiveCourseRequest, ArchiveCourseResponse, GetTeachingRequest, GetTeachingResponse,
        RemoveDemoDataRequest, RemoveDemoDataResponse, ReplyToReviewRequest, ReplyToReviewResponse,
        SaveCourseRequest, SaveCourseResponse, SaveHoursRequest, SaveHoursResponse, SaveTeacherRequest,
        SaveTeacherResponse,
    },
};
use tonic::Request;

use super::wire;
use crate::{
    app::Shared,
    auth::{self, Action},
    db::course::Rating,
    service::{
        ServiceError,
        skillshare::{demo, reviews, teaching},
    },
    zones,
};

pub(super) async fn get_teaching(
    app: &Shared,
    request: Request<GetTeachingRequest>,
) -> Result<GetTeachingResponse, ServiceError> {
    let member = auth::member(app, request.extensions(), "", Action::UseLessons).await?;
    let own = teaching::teaching(app, &member).await?;
    let who = (own.teacher.profile.name.as_str(), own.teacher.zone.as_str());
    let offered = own.courses.iter().filter(|row| row.archived_at.is_none()).count();
    Ok(GetTeachingResponse {
        teacher: Some(wire::teacher(&own.teacher, Rating::default(), offered)),
        exceptions: exceptions(&own.teacher.exceptions),
        courses: own.courses.iter().map(|row| wire::course(row, who, Rating::default())).collect(),
        clock_changes: own.clock_changes.iter().map(wire::clock_change).collect(),
    })
}

pub(super) async fn save_teacher(
    app: &Shared,
    request: Request<SaveTeacherRequest>,
) -> Result<SaveTeacherResponse, ServiceError> {
    let member = auth::member(app, request.extensions(), "", Action::UseLessons).await?;
    let zone = zones::find(&request.get_ref().zone)?;
    let profile = Profile::try_from(request.get_ref())?;
    let id = teaching::save_profile(app, &member, profile, &zone).await?;
    Ok(SaveTeacherResponse { teacher_id: id.to_string() })
}

pub(super) async fn save_hours(
    app: &Shared,
    request: Request<SaveHoursRequest>,
) -> Result<SaveHoursResponse, ServiceError> {
    let member = auth::member(app, request.extensions(), "", Action::UseLessons).await?;
    let zone = zones::find(&request.get_ref().zone)?;
    let TeachingHours { week, exceptions } = request.get_ref().try_into()?;
    teaching::save_hours(app, &member, &zone, &week, &exceptions).await?;
    Ok(SaveHoursResponse {})
}

pub(super) async fn save_course(
    app: &Shared,
    request: Request<SaveCourseRequest>,
) -> Result<SaveCourseResponse, ServiceError> {
    let member = auth::member(app, request.extensions(), "", Action::UseLessons).await?;
    let message = request.get_ref();
    let id = if message.course_id.is_empty() { None } else { Some(course_id(&message.course_id)?) };
    let id = teaching::save_course(app, &member, id, &message.try_into()?).await?;
    Ok(SaveCourseResponse { course_id: id.to_string() })
}

pub(super) async fn archive_course(
    app: &Shared,
    request: Request<ArchiveCourseRequest>,
) -> Result<ArchiveCourseResponse, ServiceError> {
    let member = auth::member(app, request.extensions(), "", Action::UseLessons).await?;
    let ArchiveCourseRequest { course_id: course, archived } = request.into_inner();
    teaching::archive_course(app, &member, course_id(&course)?, archived).await?;
    Ok(ArchiveCourseResponse {})
}

pub(super) async fn reply_to_review(
    app: &Shared,
    request: Request<ReplyToReviewRequest>,
) -> Result<ReplyToReviewResponse, ServiceError> {
    let member = auth::member(app, request.extensions(), "", Action::UseLessons).await?;
    let ReplyToReviewRequest { booking_id: booking, reply } = request.into_inner();
    reviews::reply(app, &member, booking_id(&booking)?, &note("reply", &reply)?).await?;
    Ok(ReplyToReviewResponse {})
}

pub(super) async fn remove_demo_data(
    app: &Shared,
    request: Request<RemoveDemoDataRequest>,
) -> Result<RemoveDemoDataResponse, ServiceError> {
    let admin = auth::admin(app, request.extensions(), Action::OperateCluster).await?;
    let removed = demo::remove(app, &admin).await?;
    Ok(RemoveDemoDataResponse {
        teachers: count(removed.teachers),
        courses: count(removed.courses),
        accounts_kept: count(removed.accounts_kept),
    })
}
