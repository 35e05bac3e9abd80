//! The calls as a native client makes them: who may, what errors carry, what is fixed on the wire.
use proto::skillshare::{
    BookSlotRequest, GetTeachingRequest, HoldSlotRequest, ListCoursesRequest, ListSlotsRequest, Money,
    RemoveDemoDataRequest, SaveTeacherRequest, skill_share_service_client::SkillShareServiceClient,
};
use tonic::Code;
use tonic_types::StatusExt;

use super::{
    lesson::{FRAME, at, stage},
    support::{TestApp, people, rpc},
};

#[tokio::test]
async fn looking_needs_no_session_and_booking_does() {
    let app = TestApp::sqlite().await;
    let stage = stage(&app, FRAME).await;
    let mut lessons = SkillShareServiceClient::new(app.calls());
    let all = lessons.list_courses(ListCoursesRequest::default()).await.expect("public").into_inner();
    assert_eq!((all.total_count, all.courses.len()), (1, 1));
    let course_id = stage.course.to_string();
    let slots = ListSlotsRequest {
        course_id: course_id.clone(),
        zone: "Asia/Tokyo".to_owned(),
        ..Default::default()
    };
    let slots = lessons.list_slots(slots).await.expect("public").into_inner();
    assert_eq!((slots.days.len(), slots.teacher_zone.as_str()), (14, "Europe/Paris"));
    let time = slots.days.iter().flat_map(|day| &day.slots).find_map(|slot| slot.time).expect("a slot");
    assert_eq!((time.reader_offset_seconds, time.teacher_offset_seconds), (9 * 3600, 3600));
    let hold = HoldSlotRequest { course_id, starts_at: at(0).unix_seconds(), ..Default::default() };
    assert_eq!(rpc::refusal(lessons.hold_slot(hold).await).0, Code::Unauthenticated);
    assert_eq!(rpc::refusal(lessons.get_teaching(GetTeachingRequest {}).await).0, Code::Unauthenticated);
}

#[tokio::test]
async fn the_loser_is_told_three_others() {
    let app = TestApp::sqlite().await;
    let stage = stage(&app, FRAME).await;
    let (bob, carol) = (people::enrolled(&app, "bob").await, people::enrolled(&app, "carol").await);
    let mut lessons = SkillShareServiceClient::new(app.calls());
    let wish = BookSlotRequest {
        course_id: stage.course.to_string(),
        starts_at: at(0).unix_seconds(),
        zone: "Asia/Tokyo".to_owned(),
        ..Default::default()
    };
    lessons.book_slot(rpc::with_token(wish.clone(), &bob)).await.expect("free");
    let status = lessons.book_slot(rpc::with_token(wish, &carol)).await.expect_err("taken");
    assert_eq!(status.code(), Code::AlreadyExists);
    let info = status.get_details_error_info().expect("a reason");
    assert_eq!(info.reason, "SLOT_TAKEN");
    let hour = at(1).unix_seconds();
    let expected = format!("{}/32400/3600,{}/32400/3600,{hour}/32400/3600", hour - 9_000, hour - 7_200);
    assert_eq!(info.metadata.get("nearest"), Some(&expected));
}

#[tokio::test]
async fn a_wrong_field_is_named() {
    let app = TestApp::sqlite().await;
    let token = people::enrolled(&app, "bob").await;
    let mut lessons = SkillShareServiceClient::new(app.calls());
    let rate = Some(Money { minor_units: 1, currency: "XXX".to_owned() });
    let profile =
        SaveTeacherRequest { name: "Bob".to_owned(), headline: "Hi".to_owned(), rate, ..Default::default() };
    let status = lessons.save_teacher(rpc::with_token(profile, &token)).await.expect_err("no such currency");
    let fields = status.get_details_bad_request().expect("details").field_violations;
    assert_eq!((status.code(), fields[0].field.as_str()), (Code::InvalidArgument, "rate"));
    let zone = ListCoursesRequest { zone: "Mars/Olympus".to_owned(), ..Default::default() };
    assert_eq!(
        rpc::refusal(lessons.list_courses(zone).await),
        (Code::InvalidArgument, "INVALID_ARGUMENT".to_owned())
    );
    let admin = lessons.remove_demo_data(rpc::with_token(RemoveDemoDataRequest {}, &token)).await;
    assert_eq!(rpc::refusal(admin), (Code::PermissionDenied, "MISSING_ROLE".to_owned()));
}
