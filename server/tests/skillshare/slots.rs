//! What is offered: by whose clock, in which order, and to whom.
use domain::skillshare::{money::Money, search::Wish as Search, slots::NoSlot};
use server::service::skillshare::{catalogue, slots, teaching};

use super::{
    lesson::{FRAME, at, book, member, profile, second_teacher, stage, zone},
    support::TestApp,
};

#[tokio::test]
async fn filters_narrow_and_the_soonest_comes_first() {
    let app = TestApp::sqlite().await;
    let tara = stage(&app, FRAME).await;
    let kim = second_teacher(&app).await;
    let found = async |search: Search| {
        let found = catalogue::courses(&app, &search, 50, 0).await.expect("courses");
        found.cards.iter().map(|card| card.course.id).collect::<Vec<_>>()
    };
    // It is 8:00 in UTC: 9:00 in Paris, and 17:00 in Tokyo.
    assert_eq!(
        found(Search::default()).await,
        [kim.course, tara.course].map(|id| id),
        "by the next free slot"
    );
    assert_eq!(found(Search { words: "tara".to_owned(), ..Search::default() }).await, [tara.course]);
    assert_eq!(found(Search { skill: Some("japanese".to_owned()), ..Search::default() }).await, [kim.course]);
    let dear = Money::new(1_000, "EUR").expect("a price");
    assert_eq!(found(Search { price_max: Some(dear), ..Search::default() }).await, []);
    let all = catalogue::courses(&app, &Search::default(), 1, 1).await.expect("courses");
    assert_eq!(
        (all.total, all.cards.len(), all.skills),
        (2, 1, vec!["Japanese".to_owned(), "Rust".to_owned()])
    );
}

#[tokio::test]
async fn slots_are_told_by_the_readers_days() {
    let app = TestApp::sqlite().await;
    let tara = stage(&app, FRAME).await;
    let found = slots::list(&app, tara.course, None, 3, zone("Pacific/Auckland")).await.expect("slots");
    assert_eq!(found.days.len(), 3);
    let paris = slots::list(&app, tara.course, None, 3, zone("Europe/Paris")).await.expect("slots");
    // From 8 to 20 o'clock an hour can begin every half hour until 19:00.
    assert_eq!(paris.days[1].slots.len(), 23);
    book(&app, &member(&app, "bob").await, tara.course, at(0)).await.expect("free");
    let paris = slots::list(&app, tara.course, None, 4, zone("Europe/Paris")).await.expect("slots");
    assert_eq!(paris.days[3].slots.len(), 20, "the booked one, and the two that would meet it, are gone");
    let far = slots::list(&app, tara.course, Some("2030-01-01".parse().expect("a day")), 1, zone("")).await;
    assert_eq!(far.expect("slots").days[0].why_none, Some(NoSlot::TooFar));
    assert!(slots::list(&app, tara.course, None, 63, zone("")).await.is_err());
}

#[tokio::test]
async fn the_change_of_the_clocks_is_told() {
    let app = TestApp::sqlite().await;
    let tara = stage(&app, FRAME).await;
    let autumn = Some("2027-03-27".parse().expect("a day"));
    let found = slots::list(&app, tara.course, autumn, 3, zone("Asia/Tokyo")).await.expect("slots");
    let told: Vec<_> = found.clock_changes.iter().map(|it| (it.zone.as_str(), it.forward_seconds)).collect();
    assert_eq!(told, [("Europe/Paris", 3_600)]);
}

#[tokio::test]
async fn who_does_not_want_to_be_listed_is_not() {
    let app = TestApp::sqlite().await;
    let tara = stage(&app, FRAME).await;
    let bob = member(&app, "bob").await;
    teaching::archive_course(&app, &tara.teacher, tara.course, true).await.expect("hers");
    let all = catalogue::courses(&app, &Search::default(), 50, 0).await.expect("courses");
    assert_eq!(all.total, 0);
    assert_eq!(book(&app, &bob, tara.course, at(0)).await.expect_err("not offered").reason(), "NOT_FOUND");
    teaching::archive_course(&app, &tara.teacher, tara.course, false).await.expect("hers");
    let mut quiet = profile("Tara Lindqvist");
    quiet.is_listed = false;
    teaching::save_profile(&app, &tara.teacher, quiet, &zone("")).await.expect("hers");
    assert_eq!(book(&app, &bob, tara.course, at(0)).await.expect_err("not offered").reason(), "NOT_FOUND");
    assert_eq!(catalogue::teachers(&app, "", 50, 0).await.expect("teachers").1, 0);
}

#[tokio::test]
async fn a_teacher_gives_no_more_lessons_a_day_than_wanted() {
    let app = TestApp::sqlite().await;
    let tara = stage(&app, FRAME).await;
    let mut one_a_day = profile("Tara Lindqvist");
    one_a_day.per_day_max = Some(1);
    teaching::save_profile(&app, &tara.teacher, one_a_day, &zone("")).await.expect("hers");
    let (bob, carol) = (member(&app, "bob").await, member(&app, "carol").await);
    book(&app, &bob, tara.course, at(0)).await.expect("the first");
    assert_eq!(book(&app, &carol, tara.course, at(2)).await.expect_err("the second").reason(), "SLOT_TAKEN");
    book(&app, &carol, tara.course, at(24)).await.expect("on the next day");
}
