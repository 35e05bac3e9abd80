//! Looking at teachers, courses and slots; for anybody.
use domain::id::TeacherId;
use proto::{
    convert::{
        count, id,
        skillshare::{CourseSearch, course_id, day, words},
    },
    skillshare::{
        GetCourseRequest, GetCourseResponse, GetTeacherRequest, GetTeacherResponse, ListCoursesRequest,
        ListCoursesResponse, ListSlotsRequest, ListSlotsResponse, ListTeachersRequest, ListTeachersResponse,
    },
};
use tonic::Request;

use super::wire;
use crate::{
    app::Shared,
    auth,
    service::{
        ServiceError,
        skillshare::{catalogue, slots},
    },
    zones,
};

/// Days of slots when the caller names no number.
const DAYS_DEFAULT: u32 = 14;

pub(super) async fn list_courses(
    app: &Shared,
    request: Request<ListCoursesRequest>,
) -> Result<ListCoursesResponse, ServiceError> {
    auth::anyone(request.extensions());
    let zone = zones::find(&request.get_ref().zone)?;
    let CourseSearch { wish, page } = request.get_ref().try_into()?;
    let found = catalogue::courses(app, &wish, page.limit(), page.offset()).await?;
    Ok(ListCoursesResponse {
        courses: found.cards.iter().map(|card| wire::card(card, &zone)).collect(),
        total_count: count(found.total),
        skills: found.skills,
        has_demo_data: found.has_demo_data,
    })
}

pub(super) async fn get_course(
    app: &Shared,
    request: Request<GetCourseRequest>,
) -> Result<GetCourseResponse, ServiceError> {
    auth::anyone(request.extensions());
    let zone = zones::find(&request.get_ref().zone)?;
    let found = catalogue::course(app, course_id(&request.get_ref().course_id)?).await?;
    Ok(GetCourseResponse {
        card: Some(wire::card(&found.card, &zone)),
        teacher: Some(wire::teacher_card(&found.teacher)),
        reviews: found.reviews.iter().map(wire::review).collect(),
    })
}

pub(super) async fn list_teachers(
    app: &Shared,
    request: Request<ListTeachersRequest>,
) -> Result<ListTeachersResponse, ServiceError> {
    auth::anyone(request.extensions());
    let ListTeachersRequest { query, limit, offset } = request.into_inner();
    let (words, page) = (words("query", &query)?, proto::convert::page(limit, offset)?);
    let (teachers, total) = catalogue::teachers(app, &words, page.limit(), page.offset()).await?;
    let teachers = teachers.iter().map(wire::teacher_card).collect();
    Ok(ListTeachersResponse { teachers, total_count: count(total) })
}

pub(super) async fn get_teacher(
    app: &Shared,
    request: Request<GetTeacherRequest>,
) -> Result<GetTeacherResponse, ServiceError> {
    auth::anyone(request.extensions());
    let zone = zones::find(&request.get_ref().zone)?;
    let found =
        catalogue::teacher(app, id::<TeacherId>("teacher_id", &request.get_ref().teacher_id)?).await?;
    Ok(GetTeacherResponse {
        teacher: Some(wire::teacher_card(&found.teacher)),
        courses: found.courses.iter().map(|card| wire::card(card, &zone)).collect(),
        reviews: found.reviews.iter().map(wire::review).collect(),
    })
}

pub(super) async fn list_slots(
    app: &Shared,
    request: Request<ListSlotsRequest>,
) -> Result<ListSlotsResponse, ServiceError> {
    auth::anyone(request.extensions());
    let ListSlotsRequest { course_id: course, first_day, days, zone } = request.into_inner();
    let (course, first, zone) = (course_id(&course)?, day("first_day", &first_day)?, zones::find(&zone)?);
    let days = if days == 0 { DAYS_DEFAULT } else { u32::try_from(days).unwrap_or_default() };
    let found = slots::list(app, course, first, days, zone).await?;
    Ok(wire::slots(&found))
}
